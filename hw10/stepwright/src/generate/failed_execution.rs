//! What AWS says of an execution that ended: `get-execution-history`, `describe-execution`, `start-sync-execution`. Reads
//! their JSON, and knows nothing of workflows.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::lower::StateOrigin;

/// What an execution came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FailedExecution {
    /// It succeeded.
    Succeeded,
    /// It failed, timed out, or was aborted.
    Failed(Failed),
}

/// How an execution failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    /// The state that it failed in, where that is said.
    pub(super) state: Option<String>,
    /// The error's name.
    pub(super) error: String,
    /// What is said about it.
    pub(super) cause: Option<String>,
    /// The name of the state machine, where that is said.
    pub(super) machine: Option<String>,
}

impl Failed {
    /// Whether it may have failed in that state: it is the one that is named, or, where none is, one that ends so.
    pub(super) fn may_be(&self, origin: &StateOrigin) -> bool {
        match &self.state {
            Some(state) => origin.state == *state,
            None => origin.faults.contains(&self.error.as_str()),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Answer {
    History { events: Vec<Event> },
    Description(Description),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Description {
    status: String,
    error: Option<String>,
    cause: Option<String>,
    state_machine_arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: u64,
    #[serde(default)]
    previous_event_id: u64,
    #[serde(rename = "type")]
    kind: String,
    state_entered_event_details: Option<Value>,
    execution_failed_event_details: Option<Value>,
    execution_timed_out_event_details: Option<Value>,
    execution_aborted_event_details: Option<Value>,
}

impl FailedExecution {
    /// Reads what AWS answered. An error is a sentence's end: why it cannot be told where the execution failed.
    pub(super) fn read(text: &str) -> Result<FailedExecution, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let answer = serde_json::from_value(value)
            .map_err(|_| "it has neither `events` nor a `status`, as a history or a description would".to_owned())?;
        match answer {
            Answer::History { events } => of_history(events),
            Answer::Description(description) => of_description(description),
        }
    }
}

fn of_description(it: Description) -> Result<FailedExecution, String> {
    let error = match it.status.as_str() {
        "SUCCEEDED" => return Ok(FailedExecution::Succeeded),
        "RUNNING" | "PENDING_REDRIVE" => return Err(format!("the execution has not ended: it is {}", it.status)),
        "TIMED_OUT" => it.error.unwrap_or_else(|| "States.Timeout".to_owned()),
        status => it.error.unwrap_or_else(|| status.to_owned()),
    };
    Ok(FailedExecution::Failed(Failed {
        state: it.cause.as_deref().and_then(named_in),
        error,
        cause: it.cause,
        machine: it
            .state_machine_arn
            .and_then(|arn| arn.split(':').nth(6).map(str::to_owned)),
    }))
}

/// The state that AWS's own causes name: `An error occurred while executing the state 'Ship' (entered at the event id #7).`
fn named_in(cause: &str) -> Option<String> {
    let (_, rest) = cause.split_once("while executing the state '")?;
    rest.split_once("' (entered at").map(|(state, _)| state.to_owned())
}

fn of_history(events: Vec<Event>) -> Result<FailedExecution, String> {
    // `--reverse-order` gives them from the last.
    let events: BTreeMap<u64, Event> = events.into_iter().map(|event| (event.id, event)).collect();
    let last = events.values().rev().find(|it| it.kind.starts_with("Execution"));
    let last = last.filter(|it| it.kind != "ExecutionStarted" && it.kind != "ExecutionRedriven");
    let Some(last) = last else {
        return Err(
            "the history has no event that ends the execution: it is still running, or this is not all of it \
                    (`nextToken`)"
                .to_owned(),
        );
    };
    let (details, otherwise) = match last.kind.as_str() {
        "ExecutionSucceeded" => return Ok(FailedExecution::Succeeded),
        "ExecutionTimedOut" => (&last.execution_timed_out_event_details, "States.Timeout"),
        "ExecutionAborted" => (&last.execution_aborted_event_details, "aborted"),
        _ => (&last.execution_failed_event_details, "no error"),
    };
    let detail = |name: &str| details.as_ref()?.get(name)?.as_str().map(str::to_owned);
    Ok(FailedExecution::Failed(Failed {
        state: led_to(last, &events).or_else(|| last_entered(last, &events)),
        error: detail("error").unwrap_or_else(|| otherwise.to_owned()),
        cause: detail("cause"),
        machine: None,
    }))
}

/// The state on the way back from the end, event by event: that of the branch that failed, whatever others did meanwhile.
fn led_to(last: &Event, events: &BTreeMap<u64, Event>) -> Option<String> {
    let mut at = last;
    // What leads to an event came before it: a history that says otherwise is not followed.
    while at.previous_event_id < at.id {
        at = events.get(&at.previous_event_id)?;
        if let Some(name) = entered(at) {
            return Some(name);
        }
    }
    None
}

/// The state that was entered last.
fn last_entered(last: &Event, events: &BTreeMap<u64, Event>) -> Option<String> {
    events.range(..last.id).rev().find_map(|(_, event)| entered(event))
}

fn entered(event: &Event) -> Option<String> {
    let details = event.state_entered_event_details.as_ref()?;
    details.get("name")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state(answer: &Value) -> Option<String> {
        match FailedExecution::read(&answer.to_string()).expect("it can be read") {
            FailedExecution::Failed(failed) => failed.state,
            FailedExecution::Succeeded => None,
        }
    }

    fn entered(id: u64, previous: u64, name: &str) -> Value {
        json!({ "id": id, "previousEventId": previous, "type": "TaskStateEntered", "stateEnteredEventDetails": { "name": name } })
    }

    fn event(id: u64, previous: u64, kind: &str) -> Value {
        json!({ "id": id, "previousEventId": previous, "type": kind })
    }

    #[test]
    fn of_two_branches_the_one_that_failed() {
        let events = json!([
            event(1, 0, "ExecutionStarted"),
            entered(2, 0, "Both"),
            event(3, 2, "ParallelStateStarted"),
            entered(4, 3, "First"),
            entered(5, 3, "Second"),
            event(6, 4, "TaskFailed"),
            event(7, 6, "ParallelStateFailed"),
            event(8, 7, "ExecutionFailed"),
        ]);
        assert_eq!(state(&json!({ "events": events })).as_deref(), Some("First"));
    }

    #[test]
    fn the_order_of_the_events_does_not_matter() {
        let events = json!([
            event(3, 2, "ExecutionFailed"),
            entered(2, 0, "Only"),
            event(1, 0, "ExecutionStarted")
        ]);
        assert_eq!(state(&json!({ "events": events })).as_deref(), Some("Only"));
    }

    #[test]
    fn an_execution_that_timed_out_was_in_the_state_that_it_entered_last() {
        let events = json!([
            event(1, 0, "ExecutionStarted"),
            entered(2, 0, "Long"),
            event(3, 0, "ExecutionTimedOut")
        ]);
        assert_eq!(state(&json!({ "events": events })).as_deref(), Some("Long"));
    }

    #[test]
    fn a_cause_of_the_platform_names_the_state() {
        let cause = "An error occurred while executing the state 'Ship' (entered at the event id #7). The JSONata …";
        let answer = json!({ "status": "FAILED", "error": "States.QueryEvaluationError", "cause": cause });
        assert_eq!(state(&answer).as_deref(), Some("Ship"));
    }

    #[test]
    fn what_says_nothing_of_a_failure_is_a_clear_error() {
        let refused = |text: &str| FailedExecution::read(text).expect_err("it says nothing");
        assert!(refused("{").starts_with("it is not JSON"), "{}", refused("{"));
        assert!(refused("{}").starts_with("it has neither"), "{}", refused("{}"));
        assert!(refused(r#"{"events": []}"#).starts_with("the history has no event that ends"));
        assert!(refused(r#"{"status": "RUNNING"}"#).starts_with("the execution has not ended"));
        let looping = json!({ "events": [event(1, 1, "ExecutionFailed")] });
        assert_eq!(state(&looping), None);
    }
}
