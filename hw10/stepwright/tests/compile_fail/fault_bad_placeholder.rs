#![allow(unused)]

use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "There are not {peaces} pieces.")]
struct OutOfStock {
    pieces: u32,
}

fn main() {}
