#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
enum Payment {
    Cash,
    Card(String),
}

fn main() {}
