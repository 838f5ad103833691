#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let mut most = 0;
    let pieces = vec![order.pieces];
    let more: Vec<u32> = pieces
        .iter()
        .map(|pieces| {
            most = *pieces;
            *pieces + 1
        })
        .collect();
    shop.reserve(&order.article, most).await
}

fn main() {}
