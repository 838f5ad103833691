#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    async fn count(&self) -> Result<u32, Refused>;

    async fn close(&self) -> Result<(), Refused>;
}

struct Shelf;

impl Shop for Shelf {
    async fn count(&self) -> Result<u32, Refused> {
        Ok(3)
    }
}

fn main() {}
