#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    #[state("Take")]
    shop.reserve(&order.article, 1).await?;
    #[state("Take")]
    shop.wrap(&order.ticket).await?;
    Ok(order.ticket)
}

fn main() {}
