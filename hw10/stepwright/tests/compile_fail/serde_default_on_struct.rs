#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[derive(Default)]
#[serde(default)]
struct Order {
    pieces: u32,
}

fn main() {}
