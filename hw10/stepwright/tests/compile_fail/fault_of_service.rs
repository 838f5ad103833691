#![allow(unused)]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault};

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(service, status = 409, detail = "No.")]
struct WithoutName {}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(name = "Sqs.Gone", service, status = 409, detail = "No.")]
struct WithOtherFields {
    error: String,
    queue: String,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(name = "Sqs.Gone", service, status = 409, detail = "No.")]
struct WithoutText {
    error: u32,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(name = "States.Timeout", status = 409, detail = "No.")]
struct OfStepFunctions {}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(name = "States.ALL", service, status = 409, detail = "No.")]
struct Everything {}

fn main() {}
