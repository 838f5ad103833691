#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    let Address { zip_code, .. } = order.address;
    shop.reserve(&zip_code, 1).await
}

fn main() {}
