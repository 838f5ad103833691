#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
enum Kind {
    Book,
    #[serde(other)]
    Unknown,
}

fn main() {}
