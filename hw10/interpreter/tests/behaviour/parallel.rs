//! Parallel: branches at the same time.

use interpreter::Event;
use serde_json::{Value, json};

use crate::harness::{Harness, check, machine, run, task};

fn branch(name: &str, state: Value) -> Value {
    json!({ "StartAt": name, "States": { name: state } })
}

/// A machine of a Parallel `P` with two calls, `L` and `R`, and these fields.
fn two_calls(fields: Value) -> Value {
    let mut parallel = json!({
        "Type": "Parallel",
        "Branches": [branch("L", task(json!({}))), branch("R", task(json!({})))],
        "End": true
    });
    let fields = fields.as_object().expect("an object").clone();
    parallel.as_object_mut().expect("an object").extend(fields);
    machine(json!({ "P": parallel, "Caught": { "Type": "Pass", "End": true } }))
}

/// The same, where `Catch` makes the second state one that is reached.
fn two_calls_caught(errors: Value) -> Harness {
    let catch = json!([{ "ErrorEquals": errors, "Next": "Caught" }]);
    Harness::new(two_calls(json!({ "Catch": catch })), json!({}))
}

fn both(fields: Value) -> Harness {
    let mut document = two_calls(fields);
    document["States"]
        .as_object_mut()
        .expect("an object")
        .shift_remove("Caught");
    Harness::new(document, json!({ "in": 1 }))
}

fn answer(harness: &mut Harness, call: usize, result: Value) {
    let id = harness.calls[call].id;
    harness.send(Event::TaskSucceeded { id, result });
}

fn fail(harness: &mut Harness, call: usize, error: &str) {
    let (id, error, cause) = (harness.calls[call].id, error.to_owned(), "because".to_owned());
    harness.send(Event::TaskFailed { id, error, cause });
}

#[test]
fn branches_run_at_once_and_their_outputs_come_in_their_order() {
    let mut harness = both(json!({}));
    let states: Vec<&str> = harness.calls.iter().map(|it| it.state.as_str()).collect();
    assert_eq!(states, ["L", "R"]);
    answer(&mut harness, 1, json!("right"));
    assert!(harness.is_waiting());
    answer(&mut harness, 0, json!("left"));
    assert_eq!(harness.output(), &json!(["left", "right"]));
}

#[test]
fn every_branch_receives_the_arguments() {
    let echo = |name| branch(name, json!({ "Type": "Pass", "End": true }));
    let parallel = |fields: Value| {
        let mut parallel = json!({ "Type": "Parallel", "Branches": [echo("L"), echo("R")], "End": true });
        parallel
            .as_object_mut()
            .expect("an object")
            .extend(fields.as_object().expect("an object").clone());
        json!({ "P": parallel })
    };
    check(parallel(json!({})), json!(7), json!([7, 7]));
    let arguments = json!({ "Arguments": { "double": "{% $states.input * 2 %}" } });
    check(
        parallel(arguments),
        json!(7),
        json!([{ "double": 14 }, { "double": 14 }]),
    );
}

#[test]
fn the_result_can_be_assigned_and_put_out() {
    let states = json!({
        "P": {
            "Type": "Parallel",
            "Branches": [branch("L", json!({ "Type": "Pass", "Output": 1, "End": true }))],
            "Assign": { "all": "{% $states.result %}" },
            "Output": { "first": "{% $states.result[0] %}" },
            "Next": "Z"
        },
        "Z": { "Type": "Pass", "Output": "{% [$all, $states.input.first] %}", "End": true }
    });
    check(states, json!({}), json!([1, 1]));
}

#[test]
fn branches_read_outer_variables_and_keep_their_own() {
    let inner = |name: &str, value: &str| {
        let last = format!("{name}2");
        json!({ "StartAt": name, "States": {
            name: { "Type": "Pass", "Assign": { "own": format!("{{% $outer & '{value}' %}}") }, "Next": last.clone() },
            last: { "Type": "Pass", "Output": "{% $own %}", "End": true }
        } })
    };
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "outer": "o" }, "Next": "P" },
        "P": { "Type": "Parallel", "Branches": [inner("L", "l"), inner("R", "r")], "Next": "Z" },
        "Z": { "Type": "Pass", "Output": "{% [$states.input, $exists($own)] %}", "End": true }
    });
    check(states, json!({}), json!(["ol", "or", false]));
}

#[test]
fn a_failure_in_one_branch_ends_the_others() {
    let mut harness = both(json!({}));
    fail(&mut harness, 1, "E");
    assert_eq!(harness.failure(), ("E", "because"));
    assert_eq!(harness.cancelled, [harness.calls[0].id]);
    let events = harness.events();
    let last: Vec<&str> = events.iter().rev().take(5).rev().map(String::as_str).collect();
    assert_eq!(
        last,
        [
            "TaskFailed",
            "TaskStateAborted",
            "TaskStateAborted",
            "ParallelStateFailed",
            "ExecutionFailed"
        ]
    );
}

#[test]
fn a_branch_that_fails_at_once_ends_those_before_it() {
    let states = json!({ "P": {
        "Type": "Parallel",
        "Branches": [branch("L", task(json!({}))), branch("R", json!({ "Type": "Fail", "Error": "E" }))],
        "End": true
    } });
    let harness = run(states, json!({}));
    assert_eq!(harness.error(), "E");
    assert_eq!(harness.cancelled.len(), 1);
}

#[test]
fn a_failure_is_caught_by_the_parallel() {
    let mut harness = two_calls_caught(json!(["E"]));
    fail(&mut harness, 0, "E");
    assert_eq!(harness.output(), &json!({ "Error": "E", "Cause": "because" }));
    answer(&mut harness, 1, json!("late"));
    assert_eq!(harness.output()["Error"], "E");
}

#[test]
fn a_failure_that_is_not_named_is_not_caught() {
    let mut harness = two_calls_caught(json!(["F"]));
    fail(&mut harness, 0, "E");
    assert_eq!(harness.error(), "E");
}

#[test]
fn a_retry_starts_all_branches_again() {
    let mut harness = both(json!({ "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }] }));
    answer(&mut harness, 0, json!("lost"));
    fail(&mut harness, 1, "E");
    assert!(harness.is_waiting());
    assert_eq!(harness.wake(), 1.0);
    assert_eq!(harness.calls.len(), 4);
    answer(&mut harness, 2, json!("left"));
    answer(&mut harness, 3, json!("right"));
    assert_eq!(harness.output(), &json!(["left", "right"]));
    let started = harness
        .events()
        .iter()
        .filter(|it| *it == "ParallelStateStarted")
        .count();
    assert_eq!(started, 2);
}

#[test]
fn each_branch_waits_for_itself() {
    let wait = |name: &str, seconds| branch(name, json!({ "Type": "Wait", "Seconds": seconds, "End": true }));
    let states = json!({ "P": {
        "Type": "Parallel", "Branches": [wait("L", 5), wait("M", 2), wait("R", 5)], "End": true
    } });
    let mut harness = run(states, json!({}));
    assert_eq!(harness.wake(), 2.0);
    assert_eq!(harness.wake(), 3.0);
    assert_eq!(harness.output(), &json!([{}, {}, {}]));
}

#[test]
fn a_waiting_branch_is_ended_by_a_timeout_in_another() {
    let states = json!({ "P": {
        "Type": "Parallel",
        "Branches": [
            branch("L", json!({ "Type": "Wait", "Seconds": 60, "End": true })),
            branch("R", task(json!({ "TimeoutSeconds": 5 })))
        ],
        "Catch": [{ "ErrorEquals": ["States.Timeout"], "Next": "Late" }],
        "Next": "Late"
    }, "Late": { "Type": "Pass", "End": true } });
    let mut harness = run(states, json!({}));
    assert_eq!(harness.wake(), 5.0);
    assert_eq!(harness.output()["Error"], "States.Timeout");
    assert!(harness.events().contains(&"WaitStateAborted".to_owned()));
    assert!(!harness.asks_to_be_woken());
}

#[test]
fn a_parallel_within_a_branch_is_ended_with_it() {
    let inner = json!({ "StartAt": "I", "States": { "I": {
        "Type": "Parallel", "Branches": [branch("L", task(json!({})))], "End": true
    } } });
    let states = json!({ "P": {
        "Type": "Parallel", "Branches": [inner, branch("R", task(json!({})))], "End": true
    } });
    let mut harness = run(states, json!({}));
    fail(&mut harness, 1, "E");
    assert_eq!(harness.cancelled, [harness.calls[0].id]);
    assert!(harness.events().contains(&"ParallelStateAborted".to_owned()));
}

#[test]
fn the_timeout_of_the_machine_ends_all_branches() {
    let mut document = two_calls(json!({}));
    document["States"]
        .as_object_mut()
        .expect("an object")
        .shift_remove("Caught");
    document["TimeoutSeconds"] = json!(9);
    let mut harness = Harness::new(document, json!({}));
    assert_eq!(harness.wake(), 9.0);
    assert_eq!(harness.execution.outcome(), Some(&interpreter::Outcome::TimedOut));
    assert_eq!(harness.cancelled.len(), 2);
}

#[test]
fn what_a_branch_may_not_survive_is_not_caught_outside() {
    let too_large = json!({ "Type": "Pass", "Output": "{% $pad('x', 300000) %}", "End": true });
    let states = json!({
        "P": {
            "Type": "Parallel", "Branches": [branch("L", too_large)],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }], "Next": "Z"
        },
        "Z": { "Type": "Pass", "End": true }
    });
    assert_eq!(run(states, json!({})).error(), "States.DataLimitExceeded");
}

#[test]
fn a_branch_that_fills_the_history_ends_the_execution_and_the_other_branches() {
    let endless = json!({ "StartAt": "R", "States": { "R": { "Type": "Pass", "Next": "R" } } });
    let states = json!({ "P": {
        "Type": "Parallel", "Branches": [branch("L", task(json!({}))), endless],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }], "Next": "Z"
    }, "Z": { "Type": "Pass", "End": true } });
    let harness = run(states, json!({}));
    assert_eq!(harness.error(), "States.Runtime");
    assert_eq!(harness.cancelled, [harness.calls[0].id]);
    assert_eq!(harness.execution.history().len(), interpreter::HISTORY_EVENTS_MAX);
}
