#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{execution, workflow};

#[workflow(standard)]
async fn pack(shop: &impl Shop, ticket: Ticket) -> Result<Ticket, ShopError> {
    Ok(shop.wrap(&ticket).await?)
}

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    Ok(execution(pack(shop, order.ticket)).await?)
}

fn main() {}
