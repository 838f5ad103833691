#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, callback, steps, workflow};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(timeout_seconds = 60)]
    async fn ask(&self, token: TaskToken<bool, Refused>, article: &String) -> Result<(), Refused>;
}

#[workflow(express)]
async fn sell(shop: &impl Shop, article: String) -> Result<bool, Refused> {
    callback(|token| shop.ask(token, &article)).await
}

fn main() {}
