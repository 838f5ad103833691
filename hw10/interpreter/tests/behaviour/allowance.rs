//! What an execution may take as a whole: one that would take more fails, and says so, whatever it catches.

use std::time::Duration;

use interpreter::{Allowance, HistoryEvent};
use serde_json::{Value, json};

use crate::harness::{Harness, machine, run, task};

/// An evaluation that begins may go on; the next one finds nothing left.
fn one_evaluation() -> Allowance {
    Allowance {
        time: Duration::from_nanos(1),
        ..Allowance::default()
    }
}

fn kilobytes(count: usize) -> Allowance {
    Allowance {
        bytes: count * 1_000,
        ..Allowance::default()
    }
}

/// That it failed, having used up this, at that state, and that its history tells of it to the end.
#[track_caller]
fn used_up(harness: &Harness, what: &str, state: &str) {
    let (error, cause) = harness.failure();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(
        cause.contains(&format!("while executing the state '{state}'")),
        "{cause}"
    );
    assert!(
        cause.ends_with(&format!(
            "could not be evaluated: the execution has used up its {what} already."
        )),
        "{cause}"
    );
    let history = harness.execution.history();
    let numbers: Vec<u64> = history.iter().map(|it| it.id).collect();
    assert_eq!(numbers, (1..=history.len() as u64).collect::<Vec<_>>());
    assert!(history.iter().all(|it| it.previous_event_id < it.id));
    let ends: Vec<String> = history.iter().rev().take(2).map(HistoryEvent::event_type).collect();
    assert_eq!(ends, ["ExecutionFailed", "EvaluationFailed"]);
}

fn next(to: &str, output: &str) -> Value {
    json!({ "Type": "Pass", "Output": output, "Next": to })
}

const ADD: &str = "{% $states.input + 1 %}";

#[test]
fn an_execution_whose_time_is_used_up_fails_at_the_next_expression() {
    let states = json!({ "A": next("B", ADD), "B": next("C", ADD), "C": { "Type": "Succeed" } });
    let harness = Harness::allowed(machine(states.clone()), json!(1), one_evaluation());
    used_up(&harness, "time", "B");
    assert_eq!(
        harness.events(),
        [
            "ExecutionStarted",
            "PassStateEntered",
            "PassStateExited",
            "PassStateEntered",
            "EvaluationFailed",
            "ExecutionFailed"
        ]
    );
    assert_eq!(run(states, json!(1)).output(), 3, "with the usual time it succeeds");
}

#[test]
fn whoever_waits_may_evaluate_anew() {
    let states = json!({
        "A": next("Pause", ADD),
        "Pause": { "Type": "Wait", "Seconds": 1, "Next": "B" },
        "B": next("Call", ADD),
        "Call": task(json!({ "Output": "{% $states.result + 1 %}" })),
    });
    let mut harness = Harness::allowed(machine(states), json!(1), one_evaluation());
    harness.wake();
    assert!(harness.is_waiting(), "for the call");
    harness.succeed(json!(7));
    assert_eq!(harness.output(), 8);
}

#[test]
fn what_is_used_up_is_caught_by_nobody_and_tried_again_by_nobody() {
    let recovery = json!({
        "Arguments": { "n": "{% $states.input + 1 %}" },
        "Retry": [{ "ErrorEquals": ["States.QueryEvaluationError"] }, { "ErrorEquals": ["States.ALL"] }],
        "Catch": [{ "ErrorEquals": ["States.QueryEvaluationError"], "Next": "End" }, { "ErrorEquals": ["States.ALL"], "Next": "End" }],
        "Next": "End",
    });
    let states = json!({ "A": next("B", ADD), "B": task(recovery), "End": { "Type": "Succeed" } });
    let harness = Harness::allowed(machine(states), json!(1), one_evaluation());
    used_up(&harness, "time", "B");
    assert!(harness.calls.is_empty() && !harness.asks_to_be_woken());
}

/// A loop that keeps a kilobyte in each round, and waits in between if asked to.
fn growing(pause: Value) -> Value {
    let again = json!([{ "Condition": "{% true %}", "Next": "Grow" }]);
    json!({
        "Grow": next("Pause", "{% $pad('', 1000, 'x') %}"),
        "Pause": pause,
        "Again": { "Type": "Choice", "Choices": again, "Default": "End" },
        "End": { "Type": "Succeed" },
    })
}

#[test]
fn a_loop_that_keeps_more_and_more_ends_when_its_memory_is_used_up() {
    let states = growing(json!({ "Type": "Pass", "Next": "Again" }));
    let harness = Harness::allowed(machine(states), json!(1), kilobytes(20));
    used_up(&harness, "memory", "Grow");
    let rounds = harness.events().iter().filter(|it| *it == "ChoiceStateExited").count();
    assert!((15..20).contains(&rounds), "{rounds} kilobytes were kept");
}

#[test]
fn memory_does_not_come_back_by_waiting() {
    let states = growing(json!({ "Type": "Wait", "Seconds": 3_600, "Next": "Again" }));
    let mut harness = Harness::allowed(machine(states), json!(1), kilobytes(20));
    for _ in 0..20 {
        if harness.is_waiting() {
            harness.wake();
        }
    }
    used_up(&harness, "memory", "Grow");
}

/// A Map over ten items, each of which keeps a kilobyte, and catches everything.
fn map(processor_config: Value) -> Value {
    let keep = json!({ "Type": "Pass", "Output": "{% $pad('', 1000, 'x') %}", "End": true });
    let mut each = json!({ "StartAt": "Keep", "States": { "Keep": keep } });
    each["ProcessorConfig"] = processor_config;
    json!({
        "Each": {
            "Type": "Map", "Items": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "ItemProcessor": each, "Next": "End",
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "End" }],
        },
        "End": { "Type": "Succeed" },
    })
}

#[test]
fn the_items_of_a_map_take_of_the_same_memory() {
    let states = map(json!({ "Mode": "INLINE" }));
    used_up(
        &Harness::allowed(machine(states.clone()), json!(1), kilobytes(5)),
        "memory",
        "Keep",
    );
    assert!(run(states, json!(1)).output().is_array());
}

#[test]
fn a_child_execution_gives_back_what_it_took() {
    let states = map(json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }));
    let harness = Harness::allowed(machine(states), json!(1), kilobytes(5));
    assert!(harness.output().is_array(), "ten kilobytes, one after the other");
}
