//! What AWS calls the context object: what an execution knows of itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Contract, Json};

/// What an execution knows of itself. A workflow that wants to know takes it as its last parameter.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Context {
    /// The execution.
    pub execution: ExecutionContext,
    /// The state that looks.
    pub state: StateContext,
    /// The state machine that it is an execution of.
    pub state_machine: StateMachineContext,
    /// The task, where one is waited for by its token.
    pub task: Option<TaskContext>,
    /// The item, within a map.
    pub map: Option<MapContext>,
}

/// An execution, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct ExecutionContext {
    /// Its ARN.
    pub id: String,
    /// Its input, as it was sent.
    pub input: Json,
    /// Its name.
    pub name: String,
    /// The ARN of the role that it runs as.
    pub role_arn: String,
    /// When it began: RFC 3339.
    pub start_time: String,
}

/// A state, as the context object shows it: the one that evaluates the expression.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct StateContext {
    /// Its name.
    pub name: String,
    /// When it was entered: RFC 3339.
    pub entered_time: String,
    /// How often it has been tried again; there for a Task, a Parallel and a Map.
    pub retry_count: Option<u32>,
}

/// A state machine, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct StateMachineContext {
    /// Its ARN.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A task, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct TaskContext {
    /// The token by which it is answered.
    pub token: String,
}

/// A map, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct MapContext {
    /// The present item.
    pub item: MapItemContext,
}

/// An item of a map, as the context object shows it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct MapItemContext {
    /// Its index, from 0.
    pub index: u32,
}
