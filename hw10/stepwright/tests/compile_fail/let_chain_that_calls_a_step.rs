#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    if let Some(note) = order.note
        && shop.count().await? > 3
    {
        shop.reserve(&note, 1).await?;
    }
    shop.ship(&order.ticket, None).await
}

fn main() {}
