#![allow(unused)]

use stepwright::Contract;

impl From<u32> for Order {
    fn from(pieces: u32) -> Order {
        Order { pieces }
    }
}

impl From<Order> for u32 {
    fn from(order: Order) -> u32 {
        order.pieces
    }
}

#[derive(Clone, Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(from = "u32", into = "u32")]
struct Order {
    pieces: u32,
}

fn main() {}
