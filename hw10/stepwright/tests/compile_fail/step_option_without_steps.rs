#![allow(unused)]

use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

trait Shop {
    #[step(timeout_seconds = 5)]
    async fn count(&self) -> Result<u32, Refused>;
}

fn main() {}
