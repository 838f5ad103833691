//! The API of workflows: whether it fits to them, and what is generated for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::api::{Api, Endpoint, Example, ExampleAnswer, ExampleHeaders, GatewayCause, GatewayFault, Header};
use stepwright::generate::Project;
use stepwright::{Contract, Fault, steps, workflow};

/// A parcel.
#[derive(Contract, Serialize, Deserialize, JsonSchema)]
pub struct Parcel {
    /// Its weight.
    pub grams: u32,
    /// Whether it breaks.
    pub fragile: Option<bool>,
}

/// What is sent, and for whom.
#[derive(Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Shipment {
    /// What is sent.
    pub the_parcel: Parcel,
    /// For whom.
    pub customer: Option<String>,
    /// Under which name.
    pub request_id: String,
}

/// Nobody carries it.
#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "Nobody carries {grams} g.", retry_after_seconds = 60)]
pub struct TooHeavy {
    /// How heavy it is.
    pub grams: u32,
    /// A name that a problem has for something else.
    pub status: String,
}

/// The steps.
#[steps]
pub trait Carrier {
    /// Carries it.
    async fn carry(&self, parcel: &Parcel) -> Result<String, TooHeavy>;
}

/// Sends a parcel.
#[workflow(express)]
pub async fn send(carrier: &impl Carrier, shipment: Shipment) -> Result<String, TooHeavy> {
    Ok(carrier.carry(&shipment.the_parcel).await?)
}

const CUSTOMER: Header = Header {
    name: "Customer",
    description: "For whom.",
};

fn endpoint() -> Endpoint<send> {
    Endpoint::<send>::post("/parcels")
        .body("the-parcel", |shipment| &shipment.the_parcel)
        .header("customer", |shipment| &shipment.customer, CUSTOMER)
        .request_id("request-id", |shipment| &shipment.request_id)
}

fn api(endpoint: Endpoint<send>) -> Api {
    Api {
        title: "Parcels",
        description: "Sends parcels.",
        version: "1",
        license: "MIT",
        local_url: "http://127.0.0.1:8080",
        problem_base: "https://parcels.example/faults/",
        request_id_header: "X-Request-Id",
        gateway_fault,
        endpoints: vec![endpoint.describe()],
    }
}

fn gateway_fault(cause: GatewayCause) -> GatewayFault {
    let (name, status) = match cause {
        GatewayCause::InvalidBody => ("InvalidParcel", 400),
        _ => ("Other", 500),
    };
    GatewayFault {
        name,
        status,
        title: name,
        detail: "It did not work.",
        retry_after_seconds: None,
    }
}

fn project(endpoint: Endpoint<send>) -> Project {
    Project::new("nowhere").workflow::<send>().api(api(endpoint))
}

/// A generated file.
fn artifact(path: &str) -> Value {
    let artifacts = project(endpoint()).artifacts().expect("everything fits");
    let found = artifacts.iter().find(|it| it.path == path).expect("it is generated");
    serde_json::from_str(&found.text).expect("it is JSON")
}

fn problems(project: Project) -> String {
    let error = project.artifacts().expect_err("something does not fit").to_string();
    error
        .lines()
        .filter(|line| !line.starts_with(" -->"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_field_that_the_input_does_not_have_is_told() {
    let wrong = endpoint().body("the_parcel", |shipment| &shipment.the_parcel);
    insta::assert_snapshot!(problems(project(wrong)), @r"
    error[SW0012]: POST /parcels fills `the_parcel`, which the input of `send` does not have
      = help: the input has `the-parcel`, `customer`, `request-id`
    ");
}

#[test]
fn a_field_that_is_of_another_type_is_told() {
    let wrong = Endpoint::<send>::post("/parcels")
        .body("the-parcel", |shipment| &shipment.request_id)
        .request_id("request-id", |shipment| &shipment.request_id);
    insta::assert_snapshot!(problems(project(wrong)), @r"
    error[SW0012]: POST /parcels fills `the-parcel` with what is no value of it
      = help: let the accessor return the field that has this name on the wire
    ");
}

#[test]
fn every_field_that_comes_from_nowhere_is_told_and_an_option_need_not_come() {
    insta::assert_snapshot!(problems(project(Endpoint::<send>::post("/parcels"))), @r"
    error[SW0013]: `the-parcel` of the input of `send` comes from nowhere in POST /parcels
      = help: say where it comes from: `.body(..)`, `.header(..)` or `.request_id(..)`; or make it an `Option`

    error[SW0013]: `request-id` of the input of `send` comes from nowhere in POST /parcels
      = help: say where it comes from: `.body(..)`, `.header(..)` or `.request_id(..)`; or make it an `Option`
    ");
}

#[test]
fn a_workflow_that_the_project_does_not_have_is_told() {
    let project = Project::new("nowhere").api(api(endpoint()));
    insta::assert_snapshot!(problems(project), @r"
    error[SW0011]: POST /parcels starts a workflow that the project does not have
      = help: register `api::send` with `Project::workflow`
    ");
}

#[test]
fn an_input_is_made_of_body_headers_and_request_id() {
    let endpoint = endpoint().describe();
    let customer = |name: &str| (name == "Customer").then(|| "Ada".to_owned());
    let parcel = json!({ "grams": 5 });
    assert_eq!(
        endpoint.input(parcel.clone(), customer, "r-1"),
        json!({ "the-parcel": parcel, "customer": "Ada", "request-id": "r-1" })
    );
    assert_eq!(endpoint.input(Value::Null, |_| None, "r-1")["customer"], Value::Null);
}

#[test]
fn a_fault_is_a_problem_with_its_own_fields_but_for_those_that_the_standard_names() {
    let document = artifact("openapi.json");
    let response = &document["paths"]["/parcels"]["post"]["responses"]["409"];
    assert_eq!(response["headers"]["Retry-After"]["schema"]["examples"], json!([60]));
    let problem = &response["content"]["application/problem+json"];
    assert_eq!(
        problem["schema"],
        json!({ "$ref": "#/components/schemas/TooHeavyProblem" })
    );
    insta::assert_snapshot!(format!("{:#}", problem["examples"]["too-heavy"]["value"]), @r#"
    {
      "detail": "Nobody carries 1 g.",
      "grams": 1,
      "instance": "urn:uuid:0b5f3c1e-7a42-4d0c-9e57-1f2a3b4c5d6e",
      "status": 409,
      "title": "Too heavy",
      "type": "https://parcels.example/faults/too-heavy"
    }
    "#);
}

#[test]
fn a_model_is_draft_04() {
    insta::assert_snapshot!(format!("{:#}", artifact("send/models/request.json")), @r#"
    {
      "$schema": "http://json-schema.org/draft-04/schema#",
      "description": "A parcel.",
      "properties": {
        "fragile": {
          "description": "Whether it breaks.",
          "type": [
            "boolean",
            "null"
          ]
        },
        "grams": {
          "description": "Its weight.",
          "format": "uint32",
          "maximum": 4294967295,
          "minimum": 0,
          "multipleOf": 1,
          "type": "number"
        }
      },
      "required": [
        "grams"
      ],
      "title": "Parcel",
      "type": "object"
    }
    "#);
}

#[test]
fn an_example_that_promises_a_fault_that_there_is_not_fails_when_it_is_run() {
    let example = Example {
        name: "Wrong",
        body: json!({ "grams": 1 }),
        headers: ExampleHeaders::Absent,
        answer: ExampleAnswer::Fault("Lost"),
    };
    let artifacts = project(endpoint().examples([example]))
        .artifacts()
        .expect("everything fits");
    let collection = artifacts.iter().find(|it| it.path.ends_with("postman_collection.json"));
    let text = &collection.expect("it is generated").text;
    assert!(text.contains("pm.expect.fail('there is no fault Lost')"), "{text}");
}

#[test]
fn the_manifest_names_every_file_with_its_digest_and_its_rust_item() {
    let manifest = artifact("manifest.json");
    let item = |path: &str| {
        manifest["artifacts"][path]["rust"]
            .as_str()
            .expect("it is there")
            .to_owned()
    };
    for (path, rust) in [
        ("send/state-machine.asl.json", "api::send"),
        ("send/schemas/steps/carry/input.schema.json", "api::Carrier::carry"),
        ("send/schemas/faults/too-heavy.schema.json", "api::TooHeavy"),
        ("send/models/request.json", "api::Parcel"),
        ("openapi.json", "api::send"),
    ] {
        assert_eq!(item(path), rust, "{path}");
    }
    let artifacts = project(endpoint()).artifacts().expect("everything fits");
    assert_eq!(
        manifest["artifacts"].as_object().expect("an object").len(),
        artifacts.len() - 1
    );
    let digest = manifest["artifacts"]["openapi.json"]["sha256"]
        .as_str()
        .expect("a text");
    assert_eq!(digest.len(), 64);
}
