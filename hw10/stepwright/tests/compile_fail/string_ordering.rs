#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    if order.article < order.address.zip_code {
        return shop.ship(&order.ticket, None).await;
    }
    shop.reserve(&order.article, 1).await
}

fn main() {}
