#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    fn more(pieces: u32) -> u32 {
        pieces + 1
    }
    shop.reserve(&order.article, order.pieces).await
}

fn main() {}
