#![allow(unused)]

use stepwright::Fault;

#[derive(Debug, Fault)]
enum SaleError {
    OutOfStock,
}

fn main() {}
