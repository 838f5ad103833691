#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{Contract, workflow};

#[derive(PartialEq, Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
enum Size {
    Small,
    Large,
}

#[workflow(express)]
async fn send(_shop: &impl Shop, size: Size) -> Result<bool, ShopError> {
    if size == Size::Small { Ok(true) } else { Ok(false) }
}

fn main() {}
