#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order {
    #[serde(rename(serialize = "count"))]
    pieces: u32,
}

fn main() {}
