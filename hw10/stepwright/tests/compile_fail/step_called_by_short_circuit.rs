#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    if order.urgent && shop.count().await? > 5 {
        return shop.reserve(&order.article, 1).await;
    }
    shop.ship(&order.ticket, None).await
}

fn main() {}
