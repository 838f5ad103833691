#![allow(unused)]

#[path = "../lowering/shop.rs"]
mod shop;

use shop::*;
use stepwright::{Fault, workflow};


#[derive(Debug, Fault)]
enum SaleError {
    OutOfStock(OutOfStock),
}

impl From<DepotClosed> for SaleError {
    fn from(_: DepotClosed) -> SaleError {
        SaleError::OutOfStock(OutOfStock { pieces: 0 })
    }
}

#[workflow(express)]
async fn sell(shop: &impl Shop, _order: Order) -> Result<u32, SaleError> {
    Ok(shop.count().await?)
}

fn main() {}
