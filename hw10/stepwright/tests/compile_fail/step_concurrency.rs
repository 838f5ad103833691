#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(reserved_concurrency = 0)]
    async fn never(&self) -> Result<u32, Refused>;
    #[step(reserved_concurrency = "many")]
    async fn many(&self) -> Result<u32, Refused>;
    #[step(integration = "sqs:sendMessage", reserved_concurrency = 5)]
    async fn service(&self, request: &String) -> Result<String, Refused>;
}

fn main() {}
