#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{map, workflow};

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let articles = vec![order.article];
    map(&articles, async |article| shop.reserve(&article, 1).await)
        .distributed()
        .await?;
    Ok(order.ticket)
}

fn main() {}
