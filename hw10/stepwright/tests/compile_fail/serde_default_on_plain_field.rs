#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order {
    #[serde(default)]
    pieces: u32,
}

fn main() {}
