#![allow(unused)]

use stepwright::Contract;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Plain {
    pieces: u32,
}

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order {
    plain: Plain,
}

fn main() {}
