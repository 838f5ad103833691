#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(retry(errors(String)))]
    async fn count(&self) -> Result<u32, Refused>;
}

fn main() {}
