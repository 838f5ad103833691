//! `states:startExecution`: a machine that starts executions of others.

use interpreter::{Event, Outcome};
use serde_json::{Value, json};

use crate::harness::{Harness, machine};

const CHILD: &str = "arn:aws:states:eu-west-1:1:stateMachine:child";
const CHILD_EXECUTION: &str = "arn:aws:states:eu-west-1:1:execution:child:c1";

fn starting(pattern: &str, input: Value) -> Harness {
    let arguments = json!({ "StateMachineArn": CHILD, "Input": input });
    let states = json!({ "A": {
        "Type": "Task", "Resource": format!("arn:aws:states:::states:startExecution{pattern}"),
        "Arguments": arguments, "End": true
    } });
    Harness::new(machine(states), json!({}))
}

fn started(harness: &mut Harness) {
    let (id, execution_arn) = (harness.executions[0].id, CHILD_EXECUTION.to_owned());
    harness.send(Event::ExecutionStarted { id, execution_arn });
}

fn end(harness: &mut Harness, outcome: Outcome) {
    let id = harness.executions[0].id;
    harness.send(Event::ExecutionEnded { id, outcome });
}

#[test]
fn the_command_says_which_machine_and_with_what() {
    let harness = starting(".sync:2", json!({ "a": 1 }));
    let start = &harness.executions[0];
    assert_eq!(
        (start.state_machine_arn.as_str(), &start.input),
        (CHILD, &json!({ "a": 1 }))
    );
    assert!(harness.calls.is_empty());
    assert_eq!(starting("", json!("{\"a\": 2}")).executions[0].input, json!({ "a": 2 }));
}

#[test]
fn without_sync_the_start_is_the_result() {
    let mut harness = starting("", json!({}));
    started(&mut harness);
    assert_eq!(harness.output()["ExecutionArn"], CHILD_EXECUTION);
}

#[test]
fn with_sync_the_output_is_json_or_text() {
    for (pattern, expected) in [(".sync:2", json!({ "b": 2 })), (".sync", json!("{\"b\":2}"))] {
        let mut harness = starting(pattern, json!({ "a": 1 }));
        started(&mut harness);
        assert!(harness.is_waiting());
        let output = json!({ "b": 2 });
        end(&mut harness, Outcome::Succeeded { output });
        let description = harness.output();
        assert_eq!(description["Output"], expected);
        assert_eq!(description["Status"], "SUCCEEDED");
        assert_eq!(description["Name"], "c1");
        assert_eq!(harness.events()[4..6], ["TaskSubmitted", "TaskSucceeded"]);
    }
}

#[test]
fn the_failure_of_a_child_is_told_in_the_cause() {
    let mut harness = starting(".sync:2", json!({ "a": 1 }));
    started(&mut harness);
    let (error, cause) = (Some("Declined".to_owned()), Some("{\"account\":\"1\"}".to_owned()));
    end(&mut harness, Outcome::Failed { error, cause });
    let (error, cause) = harness.failure();
    assert_eq!(error, "States.TaskFailed");
    let description: Value = serde_json::from_str(cause).expect("JSON");
    assert_eq!(description["Error"], "Declined");
    assert_eq!(description["Cause"], "{\"account\":\"1\"}");
    assert_eq!(description["Status"], "FAILED");
    assert_eq!(description["Input"], "{\"a\":1}");
}

#[test]
fn a_child_that_times_out_fails_the_task() {
    let mut harness = starting(".sync:2", json!({}));
    started(&mut harness);
    end(&mut harness, Outcome::TimedOut);
    assert_eq!(harness.error(), "States.TaskFailed");
    assert!(harness.failure().1.contains("\"Status\":\"TIMED_OUT\""));
}

#[test]
fn a_start_that_is_refused_fails_the_task() {
    let mut harness = starting(".sync:2", json!({}));
    let id = harness.executions[0].id;
    harness.send(Event::TaskFailed {
        id,
        error: "StepFunctions.StateMachineDoesNotExistException".to_owned(),
        cause: String::new(),
    });
    assert_eq!(harness.error(), "StepFunctions.StateMachineDoesNotExistException");
}

#[test]
fn a_start_without_a_machine_fails_the_execution() {
    let states = json!({ "A": {
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Arguments": {}, "End": true
    } });
    let harness = Harness::new(machine(states), json!({}));
    assert_eq!(harness.error(), "States.Runtime");
}
