#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    match shop.reserve(&order.article, order.pieces).await {
        Ok(ticket) => Ok(ticket),
        Err(ShopError::OutOfStock(OutOfStock { pieces: 0 })) => Ok(order.ticket),
        Err(other) => Err(other),
    }
}

fn main() {}
