#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(integration = "activity:wrap", timeout_seconds = 60)]
    async fn wrap(&self, article: &String) -> Result<String, Refused>;
}

fn main() {}
