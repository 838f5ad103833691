#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

async fn helper(shop: &impl Shop) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

#[workflow(express)]
async fn sell(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
    helper(shop).await
}

fn main() {}
