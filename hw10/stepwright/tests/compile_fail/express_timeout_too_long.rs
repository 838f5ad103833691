#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


#[workflow(express, timeout_seconds = 301)]
async fn sell(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

fn main() {}
