#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
    println!("selling");
    let article = format!("{}!", order.article);
    shop.reserve(&article, 1).await
}

fn main() {}
