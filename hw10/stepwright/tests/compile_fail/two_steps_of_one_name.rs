#![allow(unused)]

use stepwright::{Contract, Fault, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    async fn wrap(&self, article: &String) -> Result<String, Refused>;
    async fn wrap(&self, pieces: u32) -> Result<String, Refused>;
    async fn pack_2(&self, pieces: u32) -> Result<String, Refused>;
    async fn pack2(&self, pieces: u32) -> Result<String, Refused>;
}

fn main() {}
