#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


#[workflow]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

fn main() {}
