#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    if let Err(ShopError::OutOfStock(_)) = shop.reserve(&order.article, 1).await {
        shop.count().await?;
    } else {
        shop.wrap(&order.ticket).await?;
    }
    Ok(order.ticket)
}

fn main() {}
