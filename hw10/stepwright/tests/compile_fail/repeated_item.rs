#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let pieces = [order.pieces; 3];
    shop.reserve(&order.article, pieces[0]).await
}

fn main() {}
