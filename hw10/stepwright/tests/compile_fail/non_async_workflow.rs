#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


#[workflow(express)]
fn sell(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
    Ok(order.pieces)
}

fn main() {}
