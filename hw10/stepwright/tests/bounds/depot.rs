//! The depot that the workflows of these tests are about; its types have bounds, but for the one that has none.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, steps};

macro_rules! bounded {
    ($type:ident($of:ty), $schema:tt) => {
        #[derive(Debug, Clone, Contract, Serialize, Deserialize)]
        pub(crate) struct $type(pub(crate) $of);

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

bounded!(Name(String), { "type": "string", "maxLength": 100 });
bounded!(Page(String), { "type": "string", "pattern": "^[0-9a-f]{0,150000}$" });
bounded!(Image(String), { "type": "string", "pattern": "^[0-9a-f]{150000}$" });
bounded!(Film(String), { "type": "string", "minLength": 300_000, "maxLength": 300_000 });
bounded!(Counts(Vec<u32>), { "type": "array", "items": { "type": "integer", "format": "uint32" }, "maxItems": 50_000 });

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Pages {
    pub(crate) first: Page,
    pub(crate) second: Page,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Images {
    pub(crate) first: Image,
    pub(crate) second: Image,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Parcel {
    pub(crate) name: Name,
    pub(crate) note: Option<String>,
    pub(crate) stops: Vec<u8>,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The depot is closed.", transient)]
pub(crate) struct Closed {}

#[steps]
pub(crate) trait Depot {
    #[step(timeout_seconds = 5, idempotent)]
    async fn count(&self, name: &Name) -> Result<u32, Closed>;
    #[step(timeout_seconds = 70, idempotent)]
    async fn search(&self, name: &Name) -> Result<u32, Closed>;
    #[step(timeout_seconds = 1)]
    async fn page(&self, number: u32) -> Result<Page, Closed>;
    #[step(timeout_seconds = 1)]
    async fn image(&self, number: u32) -> Result<Image, Closed>;
    #[step(timeout_seconds = 1)]
    async fn film(&self, name: &Name) -> Result<Film, Closed>;
    #[step(timeout_seconds = 1)]
    async fn counts(&self, name: &Name) -> Result<Counts, Closed>;
    #[step(timeout_seconds = 1)]
    async fn bind(&self, pages: &Pages) -> Result<u32, Closed>;
    #[step(timeout_seconds = 1)]
    async fn keep(&self, number: u32) -> Result<(), Closed>;
}
