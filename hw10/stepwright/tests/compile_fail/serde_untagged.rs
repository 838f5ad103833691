#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
enum Size {
    Small,
    Large,
}

fn main() {}
