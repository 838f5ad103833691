#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let ticket = shop.reserve(&order.article, order.pieces).await?;
    shop.ship(&order.article, None).await
}

fn main() {}
