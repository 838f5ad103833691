#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order<T> {
    article: T,
}

fn main() {}
