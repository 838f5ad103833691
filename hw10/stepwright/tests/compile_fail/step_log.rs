#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(log_level = "verbose")]
    async fn loud(&self) -> Result<u32, Refused>;
    #[step(log_level = "error")]
    async fn silent(&self) -> Result<u32, Refused>;
    #[step(log_days = 100)]
    async fn odd(&self) -> Result<u32, Refused>;
    #[step(log_days = 0)]
    async fn forgotten(&self) -> Result<u32, Refused>;
    #[step(integration = "sqs:sendMessage", log_level = "debug")]
    async fn service(&self, request: &String) -> Result<String, Refused>;
}

fn main() {}
