#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    for mut piece in 0..3 {
        shop.count().await?;
    }
    shop.reserve(&order.article, 1).await
}

fn main() {}
