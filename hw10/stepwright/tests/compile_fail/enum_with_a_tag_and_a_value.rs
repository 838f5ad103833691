#![allow(unused)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::Contract;

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
struct Card {
    number: String,
}

#[derive(Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type")]
enum Payment {
    Cash,
    Card(Card),
}

fn main() {}
