#![allow(unused)]

use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct OutOfStock {}

fn main() {}
