#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(timeout_seconds = 60, heartbeat_seconds = 60)]
    async fn ask(&self, token: TaskToken<u32, Refused>) -> Result<(), Refused>;
    #[step(timeout_seconds = 60, heartbeat_seconds = 5)]
    async fn count(&self) -> Result<u32, Refused>;
}

fn main() {}
