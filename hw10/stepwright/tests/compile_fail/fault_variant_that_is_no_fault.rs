#![allow(unused)]

use stepwright::Fault;

#[derive(Debug, Fault)]
enum SaleError {
    Io(std::io::Error),
}

fn main() {}
