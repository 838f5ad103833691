#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let Some(note) = order.note else {
        return shop.ship(&order.ticket, None).await;
    };
    shop.reserve(&note, 1).await
}

fn main() {}
