#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


#[workflow(express)]
async fn sell(order: Order) -> Result<u32, ShopError> {
    Ok(order.pieces)
}

#[workflow(express)]
async fn sell_by_value(shop: impl Shop, order: Order) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

#[workflow(express)]
async fn sell_without_result(shop: &impl Shop, order: Order) -> u32 {
    3
}

fn main() {}
