#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    async fn count(&self) -> u32;

    async fn close(&self);
}

fn main() {}
