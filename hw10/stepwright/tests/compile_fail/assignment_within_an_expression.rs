#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let mut pieces = order.pieces;
    shop.reserve(
        &order.article,
        {
            pieces = 2;
            pieces
        },
    )
    .await
}

fn main() {}
