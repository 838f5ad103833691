//! A workflow whose input has every form that a contract may have, and what is generated for it.

// What the macros make beside an item is as public as the item.
#![allow(unreachable_pub)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::api::{Api, Endpoint};
use stepwright::generate::Project;
use stepwright::{Contract, Fault, Json, Timestamp, Workflow, steps, workflow};

use crate::catalogue::{self, Case, Role};

macro_rules! tagged {
    ($($name:ident: $($attribute:meta),*;)*) => {$(
        /// How somebody pays.
        #[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case" $(, $attribute)*)]
        pub enum $name {
            /// With coins.
            Cash,
            /// With a card.
            Card {
                /// Its number.
                number: String,
                /// Until when it is good, in months.
                months: Option<u8>,
            },
        }
    )*};
}
tagged! {
    External: ;
    Internal: tag = "by";
    StrictExternal: deny_unknown_fields;
    StrictInternal: tag = "by", deny_unknown_fields;
}

/// How somebody pays, the details apart.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", content = "with")]
pub enum Adjacent {
    /// With a voucher.
    Voucher(u16),
    /// With a card.
    Card {
        /// Its number.
        number: String,
    },
}

/// The same, where a variant has no details.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", content = "with")]
pub enum AdjacentOrNothing {
    /// With coins.
    Cash,
    /// With a voucher.
    Voucher(u16),
}

/// In which colour.
#[derive(Debug, Clone, Copy, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Colour {
    /// Red.
    Red,
    /// Dark green.
    DarkGreen,
}

/// Something of every form.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// By the only key.
    pub external: External,
    /// By a field beside.
    pub internal: Internal,
    /// By the only key, or a field beside, with no other fields.
    pub strict: Vec<(StrictExternal, StrictInternal)>,
    /// By a field beside the content.
    pub adjacent: Vec<Adjacent>,
    /// Texts.
    pub colours: Vec<Colour>,
    /// Integers of each width.
    pub small: (i8, u8),
    /// Wider ones.
    pub middle: (i16, u16, i32, u32),
    /// The widest.
    pub wide: (i64, u64),
    /// Any number.
    pub float: f64,
    /// Yes or no, if anything.
    pub flag: Option<bool>,
    /// A moment.
    pub at: Timestamp,
    /// Anything.
    pub json: Json,
}

/// An order of it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Envelope {
    /// What is ordered.
    pub forms: Forms,
    /// Under which name.
    pub request_id: String,
}

/// It is sold out.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "Sold out.")]
pub struct SoldOut {
    /// What is.
    pub forms: Option<Forms>,
}

/// The steps.
#[steps]
pub trait FormSteps {
    /// Keeps it.
    async fn keep(&self, forms: &Forms) -> Result<Forms, SoldOut>;
}

/// Keeps what is ordered.
#[workflow(express)]
#[allow(dead_code)]
pub async fn keep_forms(steps: &impl FormSteps, envelope: Envelope) -> Result<Forms, SoldOut> {
    Ok(steps.keep(&envelope.forms).await?)
}

fn api() -> Api {
    let endpoint = Endpoint::<keep_forms>::post("/forms")
        .body("forms", |envelope| &envelope.forms)
        .request_id("request_id", |envelope| &envelope.request_id);
    Api {
        title: "Forms",
        endpoints: vec![endpoint.describe()],
        ..bank::api()
    }
}

/// A generated file of the workflow.
pub(crate) fn artifact(path: &str) -> Value {
    let project = Project::new("nowhere").workflow::<keep_forms>().api(api());
    let artifacts = project.artifacts().expect("the workflow is a state machine");
    let path = format!("{}/{path}", keep_forms::NAME);
    let found = artifacts.iter().find(|it| it.path == path).expect("it is generated");
    serde_json::from_str(&found.text).expect("it is JSON")
}

/// A definition of a schema, as a schema.
pub(crate) fn definition(schema: &Value, name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"] })
}

/// The workflow's input and output, and each form by itself, whose every place is then tried.
pub(crate) fn cases() -> Vec<Case> {
    let (input, output) = (
        "schemas/workflow/input.schema.json",
        "schemas/workflow/output.schema.json",
    );
    let schema = artifact(input);
    let form = |name: &str, read| case(name, Role::Read, definition(&schema, name), read);
    vec![
        case(input, Role::Read, artifact(input), catalogue::read::<Envelope>),
        case(output, Role::Written, artifact(output), catalogue::read::<Forms>),
        form("External", catalogue::read::<External>),
        form("Internal", catalogue::read::<Internal>),
        form("StrictExternal", catalogue::read::<StrictExternal>),
        form("StrictInternal", catalogue::read::<StrictInternal>),
        form("Adjacent", catalogue::read::<Adjacent>),
        form("Colour", catalogue::read::<Colour>),
        form("Timestamp", catalogue::read::<Timestamp>),
    ]
}

fn case(name: &str, role: Role, schema: Value, read: fn(Value) -> Option<Value>) -> Case {
    Case {
        name: name.to_owned(),
        role,
        schema,
        read: Box::new(read),
    }
}
