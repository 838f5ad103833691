#![allow(unused)]

use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 200, detail = "Fine.")]
struct Fine {}

fn main() {}
