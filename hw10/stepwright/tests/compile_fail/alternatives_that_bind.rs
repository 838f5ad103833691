#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    match order.pieces {
        few @ 1 | few @ 2 => shop.reserve(&order.article, few).await,
        _ => shop.ship(&order.ticket, None).await,
    }
}

fn main() {}
