#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let wanted = (order.article, order.pieces);
    shop.reserve(&wanted.0, wanted.1).await
}

fn main() {}
