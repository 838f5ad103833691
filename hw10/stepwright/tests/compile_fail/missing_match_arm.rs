#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    match order.kind {
        Kind::Book => shop.reserve(&order.article, 1).await,
        Kind::Tea => shop.ship(&order.ticket, None).await,
    }
}

fn main() {}
