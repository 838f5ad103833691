#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    match order.kind {
        Kind::Book if shop.count().await? > 3 => shop.reserve(&order.article, 1).await,
        _ => shop.ship(&order.ticket, None).await,
    }
}

fn main() {}
