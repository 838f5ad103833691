//! The context object, `$states.context`.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::run::Facts;
use crate::scope::Item;

/// What the context says of the state that is visited.
pub(crate) struct Visited<'a> {
    pub(crate) name: &'a str,
    pub(crate) entered: Timestamp,
    pub(crate) retry_count: u64,
    pub(crate) item: Option<&'a Item>,
    pub(crate) token: Option<&'a str>,
}

pub(crate) fn context(facts: &Facts, state: &Visited) -> Value {
    let mut context = json!({
        "Execution": execution(facts),
        "StateMachine": { "Id": facts.start.state_machine_arn, "Name": facts.start.state_machine_name },
        "State": { "Name": state.name, "EnteredTime": time(state.entered), "RetryCount": state.retry_count },
    });
    if let Some(token) = state.token {
        context["Task"] = json!({ "Token": token });
    }
    if let Some(item) = state.item {
        context["Map"] = json!({ "Item": { "Index": item.index, "Value": *item.value } });
    }
    context
}

/// An Express execution cannot be redriven, and AWS's record shows no count for one.
fn execution(facts: &Facts) -> Value {
    let mut execution = json!({
        "Id": facts.start.execution_arn,
        "Input": *facts.input,
        "Name": facts.start.name,
        "RoleArn": facts.start.role_arn,
        "StartTime": time(facts.started),
    });
    if !facts.start.execution_arn.contains(":express:") {
        execution["RedriveCount"] = json!(0);
    }
    execution
}

pub(crate) fn time(timestamp: Timestamp) -> String {
    format!("{timestamp:.3}")
}
