#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


#[workflow(express)]
async fn sell<T: Shop>(shop: &T, order: Order) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

fn main() {}
