//! What AWS calls the context object: what an execution knows of itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Contract;

/// What an execution knows of itself. A workflow that wants to know takes it as its last parameter.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>
#[derive(Debug, Clone, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Context {
    /// The execution.
    pub execution: ExecutionContext,
    /// The state machine that it is an execution of.
    pub state_machine: StateMachineContext,
}

/// An execution, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct ExecutionContext {
    /// Its ARN.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The ARN of the role that it runs as.
    pub role_arn: String,
    /// When it began: RFC 3339.
    pub start_time: String,
}

/// A state machine, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct StateMachineContext {
    /// Its ARN.
    pub id: String,
    /// Its name.
    pub name: String,
}
