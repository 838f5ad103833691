#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let mut order = order;
    order.pieces = 3;
    shop.reserve(&order.article, order.pieces).await
}

fn main() {}
