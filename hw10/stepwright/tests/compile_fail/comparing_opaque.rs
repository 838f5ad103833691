#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{Contract, workflow};

#[derive(PartialEq, Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Weight(u32);

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Parcel {
    weight: Weight,
    limit: Weight,
}

#[workflow(express)]
async fn send(_shop: &impl Shop, parcel: Parcel) -> Result<bool, ShopError> {
    if parcel.weight == parcel.limit { Ok(true) } else { Ok(false) }
}

fn main() {}
