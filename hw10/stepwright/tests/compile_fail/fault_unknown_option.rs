#![allow(unused)]

use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, details = "There are none.")]
struct OutOfStock {}

fn main() {}
