#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

fn nothing_left() -> OutOfStock {
    OutOfStock { pieces: 0 }
}

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    Err(nothing_left().into())
}

fn main() {}
