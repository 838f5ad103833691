#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let label = Label {
        copies: 2,
        ..shop.draw(&order.ticket).await?
    };
    shop.print(&label).await?;
    Ok(order.ticket)
}

fn main() {}
