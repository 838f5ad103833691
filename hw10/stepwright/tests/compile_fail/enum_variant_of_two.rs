#![allow(unused)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::Contract;

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
enum Payment {
    Cash,
    Card(String, u32),
}

fn main() {}
