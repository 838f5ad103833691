#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;

#[workflow(express)]
async fn sell(shop: &impl Shop, articles: Vec<String>) -> Result<Ticket, ShopError> {
    shop.reserve(&articles[0], 1).await
}

fn main() {}
