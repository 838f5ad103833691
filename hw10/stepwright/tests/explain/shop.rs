//! The shop that the examples are about.

use std::borrow::Cow;

use schemars::{Schema, SchemaGenerator, json_schema};

pub(crate) use std::time::Duration;

pub(crate) use schemars::JsonSchema;
pub(crate) use serde::{Deserialize, Serialize};
pub(crate) use stepwright::api::{Api, Endpoint, GatewayCause, GatewayFault};
pub(crate) use stepwright::flow::{Builder, Record};
pub(crate) use stepwright::generate::Project;
pub(crate) use stepwright::{Contract, Fault, StepDescription, Workflow, WorkflowKind, map, sleep, steps, workflow};

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) article: String,
    pub(crate) pieces: u32,
    pub(crate) urgent: bool,
}

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Job {
    pub(crate) job_name: String,
}

macro_rules! text {
    ($type:ident, $shortest:literal to $longest:literal) => {
        #[derive(Debug, Clone, Contract, Serialize, Deserialize)]
        pub(crate) struct $type(String);

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "minLength": $shortest, "maxLength": $longest, "pattern": "^[0-9a-f]*$" })
            }
        }
    };
}

text!(Number, 1 to 20);
text!(Page, 0 to 150_000);
text!(Film, 300_000 to 300_000);

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Pages {
    pub(crate) first: Page,
    pub(crate) second: Page,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "There are {pieces} pieces left.")]
pub(crate) struct OutOfStock {
    pub(crate) pieces: u32,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The depot is closed.", transient)]
pub(crate) struct DepotClosed {}

#[steps]
pub(crate) trait Shop {
    #[step(timeout_seconds = 5)]
    async fn count(&self) -> Result<u32, DepotClosed>;
    async fn reserve(&self, article: &String, pieces: u32) -> Result<String, OutOfStock>;
    async fn ship(&self, article: &String) -> Result<String, DepotClosed>;
    async fn film(&self, number: &Number) -> Result<Film, DepotClosed>;
    async fn show(&self, film: &Film) -> Result<String, DepotClosed>;
    #[step(timeout_seconds = 20)]
    async fn film_on_s3(&self, number: &Number) -> Result<Number, DepotClosed>;
    #[step(timeout_seconds = 20)]
    async fn show_from_s3(&self, key: &Number) -> Result<Number, DepotClosed>;
    async fn page(&self, number: &Number) -> Result<Page, DepotClosed>;
    async fn bind(&self, pages: &Pages) -> Result<Page, DepotClosed>;
    async fn page_on_s3(&self, number: &Number) -> Result<Number, DepotClosed>;
    async fn bind_on_s3(&self, first: &Number, second: &Number) -> Result<Number, DepotClosed>;
}

/// What the API's examples serve.
#[derive(Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Sale {
    pub(crate) order: Order,
    pub(crate) request: String,
}

/// Sells.
pub(crate) mod served {
    use super::*;

    #[workflow(express)]
    pub(crate) async fn sell(shop: &impl Shop, sale: Sale) -> Result<String, OutOfStock> {
        Ok(shop.reserve(&sale.order.article, sale.order.pieces).await?)
    }

    pub(crate) fn endpoint() -> Endpoint<sell> {
        Endpoint::<sell>::post("/sales")
            .body("order", |sale| &sale.order)
            .request_id("request", |sale| &sale.request)
    }

    pub(crate) fn api<W: Workflow>(endpoint: Endpoint<W>) -> Api {
        let gateway_fault = |_: GatewayCause| GatewayFault {
            name: "Other",
            status: 500,
            title: "Other",
            detail: "It did not work.",
            retry_after_seconds: None,
        };
        Api {
            title: "Shop",
            description: "Sells.",
            version: "1",
            license: "MIT",
            local_url: "http://127.0.0.1:8080",
            problem_base: "https://shop.example/faults/",
            request_id_header: "X-Request-Id",
            gateway_fault,
            endpoints: vec![endpoint.describe()],
        }
    }
}
