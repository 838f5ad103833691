#![allow(unused)]

use stepwright::{Fault, Contract, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

struct Plain {
    pieces: u32,
}

#[steps]
trait Shop {
    async fn reserve(&self, plain: &Plain) -> Result<(), Refused>;
}

fn main() {}
