#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let Ok(Ticket(_)) = shop.reserve(&order.article, 1).await else {
        return Ok(order.ticket);
    };
    Ok(order.ticket)
}

fn main() {}
