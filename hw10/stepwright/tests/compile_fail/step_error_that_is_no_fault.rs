#![allow(unused)]

use stepwright::steps;

#[steps]
trait Shop {
    async fn reserve(&self, pieces: u32) -> Result<(), std::io::Error>;
}

fn main() {}
