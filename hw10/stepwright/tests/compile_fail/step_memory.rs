#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(memory_mb = 64)]
    async fn little(&self) -> Result<u32, Refused>;
    #[step(integration = "sqs:sendMessage", memory_mb = 512)]
    async fn service(&self, request: &String) -> Result<String, Refused>;
}

fn main() {}
