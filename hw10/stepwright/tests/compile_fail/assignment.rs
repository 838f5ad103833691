#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let mut label = shop.draw(&shop.reserve(&order.article, 1).await?).await?;
    label.copies = 2;
    shop.print(&label).await?;
    shop.reserve(&order.article, 1).await
}

fn main() {}
