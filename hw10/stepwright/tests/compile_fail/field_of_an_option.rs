#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let ticket = shop.reserve(&order.gift.wrapping, 1).await?;
    Ok(ticket)
}

fn main() {}
