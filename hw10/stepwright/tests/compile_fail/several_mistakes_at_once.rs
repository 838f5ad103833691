#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let mut pieces = order.pieces;
    let more = order.pieces + 1;
    match order.note {
        Some(ref note) => {}
        None => {}
    }
    if let Some(note) = order.note {
        shop.reserve(&note, more).await?;
    }
    let article = order.article.to_uppercase();
    shop.reserve(&article, pieces).await
}

fn main() {}
