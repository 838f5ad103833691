//! `states:startExecution`: an execution of another machine, and what AWS tells about it.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html>

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Attempt;
use crate::branch::Branch;
use crate::failure::{Failure, RUNTIME, TASK_FAILED};
use crate::protocol::{ExecutionStart, Outcome};

/// The execution that a task starts.
#[derive(Debug)]
pub(super) struct Child {
    state_machine_arn: String,
    name: Option<String>,
    input: Value,
    started: Timestamp,
    execution_arn: String,
}

impl Child {
    pub(super) fn new(arguments: &Value, branch: &Branch, now: Timestamp) -> Result<Child, Failure> {
        let text = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
        let state_machine_arn = text("StateMachineArn").ok_or_else(|| {
            let reason = "The Arguments of states:startExecution need the text 'StateMachineArn'.";
            Failure::terminal(RUNTIME, branch.sentence(reason))
        })?;
        Ok(Child {
            state_machine_arn,
            name: text("Name"),
            input: input(arguments.get("Input")),
            started: now,
            execution_arn: String::new(),
        })
    }

    pub(super) fn start(
        &self,
        attempt: &Attempt,
        state: String,
        resource: String,
        credentials: Option<Value>,
    ) -> ExecutionStart {
        ExecutionStart {
            id: attempt.id,
            state,
            resource,
            state_machine_arn: self.state_machine_arn.clone(),
            name: self.name.clone(),
            input: self.input.clone(),
            credentials,
            token: attempt.token.clone(),
        }
    }

    /// The answer to the start.
    pub(super) fn started(&mut self, execution_arn: String) -> Value {
        self.execution_arn = execution_arn;
        json!({ "ExecutionArn": self.execution_arn, "StartDate": self.started.as_millisecond() })
    }

    /// The task's result when the execution has ended: all that is known of it.
    pub(super) fn ended(&self, outcome: Outcome, is_json: bool, now: Timestamp) -> Result<Value, Failure> {
        match outcome {
            Outcome::Succeeded { output } => Ok(self.description(Some(output), None, None, "SUCCEEDED", is_json, now)),
            Outcome::Failed { error, cause } => Err(self.failure(error, cause, "FAILED", now)),
            Outcome::TimedOut => Err(self.failure(None, None, "TIMED_OUT", now)),
        }
    }

    /// From AWS's records: the cause is the description as JSON text, whatever the child's own error is.
    fn failure(&self, error: Option<String>, cause: Option<String>, status: &str, now: Timestamp) -> Failure {
        let description = self.description(None, error, cause, status, false, now);
        Failure::new(TASK_FAILED, description.to_string())
    }

    /// Fields in the order of AWS's records. `.sync:2` has payloads as JSON, `.sync` as text.
    fn description(
        &self,
        output: Option<Value>,
        error: Option<String>,
        cause: Option<String>,
        status: &str,
        is_json: bool,
        now: Timestamp,
    ) -> Value {
        let payload = |it: &Value| if is_json { it.clone() } else { json!(it.to_string()) };
        let included = || Some(json!({ "Included": true }));
        let fields = [
            ("Cause", cause.map(Value::from)),
            ("Error", error.map(Value::from)),
            ("ExecutionArn", Some(json!(self.execution_arn))),
            ("Input", Some(payload(&self.input))),
            ("InputDetails", included()),
            ("Name", Some(json!(self.name()))),
            ("Output", output.as_ref().map(payload)),
            ("OutputDetails", output.as_ref().and_then(|_| included())),
            ("StartDate", Some(json!(self.started.as_millisecond()))),
            ("StateMachineArn", Some(json!(self.state_machine_arn))),
            ("Status", Some(json!(status))),
            ("StopDate", Some(json!(now.as_millisecond()))),
        ];
        let fields = fields.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?)));
        Value::Object(fields.collect::<Map<_, _>>())
    }

    fn name(&self) -> &str {
        let in_arn = self.execution_arn.split(':').nth(7).unwrap_or_default();
        self.name.as_deref().unwrap_or(in_arn)
    }
}

/// From AWS's records: no input, or null, is an empty object; text is JSON.
fn input(input: Option<&Value>) -> Value {
    match input {
        None | Some(Value::Null) => json!({}),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
        Some(input) => input.clone(),
    }
}
