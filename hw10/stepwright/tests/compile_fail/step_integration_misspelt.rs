#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(integration = "arn:aws:states:::sqs:sendMessage")]
    async fn whole(&self, request: &String) -> Result<String, Refused>;
    #[step(integration = "lambda:invoke")]
    async fn lambda(&self, request: &String) -> Result<String, Refused>;
    #[step(integration = "sendMessage")]
    async fn half(&self, request: &String) -> Result<String, Refused>;
    #[step(integration = "aws-sdk:batch:submitJob.sync", timeout_seconds = 60)]
    async fn waits(&self, request: &String) -> Result<String, Refused>;
    #[step(integration = "batch:submitJob.sync")]
    async fn forever(&self, request: &String) -> Result<String, Refused>;
    #[step(integration = "sqs:sendMessage")]
    async fn two(&self, queue: &String, text: &String) -> Result<String, Refused>;
}

fn main() {}
