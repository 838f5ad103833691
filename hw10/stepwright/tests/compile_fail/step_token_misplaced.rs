#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    async fn wait(&self, token: TaskToken<u32, Refused>) -> Result<(), Refused>;
    #[step(timeout_seconds = 60)]
    async fn ask(&self, token: TaskToken<u32, Refused>) -> Result<u32, Refused>;
    #[step(timeout_seconds = 60)]
    async fn both(&self, one: TaskToken<u32, Refused>, two: TaskToken<u32, Refused>) -> Result<(), Refused>;
}

fn main() {}
