#![allow(unused)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::Contract;

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
struct Stars {
    count: u128,
}

fn main() {}
