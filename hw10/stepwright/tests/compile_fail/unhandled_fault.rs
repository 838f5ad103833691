#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{Fault, workflow};


#[derive(Debug, Fault)]
enum SaleError {
    OutOfStock(OutOfStock),
}

#[workflow(express)]
async fn sell(shop: &impl Shop, _order: Order) -> Result<u32, SaleError> {
    Ok(shop.count().await?)
}

fn main() {}
