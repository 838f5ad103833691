#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let articles = vec![order.article];
    match articles.as_slice() {
        [first, ..] => shop.reserve(first, 1).await,
        [] => Ok(order.ticket),
    }
}

fn main() {}
