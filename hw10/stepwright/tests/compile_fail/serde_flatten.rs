#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Address {
    zip_code: String,
}

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order {
    #[serde(flatten)]
    address: Address,
}

fn main() {}
