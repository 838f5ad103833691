#![allow(unused)]

use stepwright::{Contract, Fault, steps, workflow};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Press {
    #[step(integration = "batch:submitJob.sync", timeout_seconds = 60)]
    async fn print(&self, job: &String) -> Result<String, Refused>;
    #[step(integration = "sqs:sendMessage.waitForTaskToken", timeout_seconds = 60)]
    async fn ask(&self, message: &String) -> Result<String, Refused>;
}

#[workflow(express)]
async fn publish(press: &impl Press, text: String) -> Result<String, Refused> {
    let printed = press.print(&text).await?;
    press.ask(&printed).await
}

fn main() {}
