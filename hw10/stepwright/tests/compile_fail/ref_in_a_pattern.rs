#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    match order.note {
        Some(ref note) => shop.reserve(note, 1).await,
        None => shop.ship(&order.ticket, None).await,
    }
}

fn main() {}
