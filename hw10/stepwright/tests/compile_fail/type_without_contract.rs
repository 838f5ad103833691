#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::workflow;


struct Plain {
    pieces: u32,
}

#[workflow(express)]
async fn sell(shop: &impl Shop, plain: Plain) -> Result<u32, ShopError> {
    Ok(shop.count().await?)
}

fn main() {}
