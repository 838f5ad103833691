//! What a workflow may not exceed, and that nothing it does can keep its driver for ever.

use interpreter::{HISTORY_EVENTS_MAX, PAYLOAD_BYTES_MAX};
use serde_json::json;

use crate::harness::{Harness, machine, run, task};

#[test]
fn a_payload_of_exactly_the_limit_passes() {
    let states = json!({ "A": { "Type": "Succeed", "Output": "{% $pad('', $states.input) %}" } });
    // Two bytes are the quotes.
    assert!(run(states.clone(), json!(PAYLOAD_BYTES_MAX - 2)).output().is_string());
    assert_eq!(
        run(states, json!(PAYLOAD_BYTES_MAX - 1)).error(),
        "States.DataLimitExceeded"
    );
}

#[test]
fn arguments_and_input_are_limited_too() {
    let states = json!({ "A": task(json!({ "Arguments": "{% $pad('', 262144) %}" })) });
    assert_eq!(run(states, json!({})).error(), "States.DataLimitExceeded");
    let states = json!({ "A": { "Type": "Succeed" } });
    assert_eq!(
        run(states, json!("x".repeat(PAYLOAD_BYTES_MAX))).error(),
        "States.DataLimitExceeded"
    );
}

#[test]
fn variables_are_limited_for_one_state_and_for_all() {
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "x": "{% $states.input %}", "y": "{% $states.input %}" }, "End": true }
    });
    let half = json!("x".repeat(200_000));
    assert_eq!(run(states, half.clone()).error(), "States.DataLimitExceeded");
    let mut states = serde_json::Map::new();
    for index in 0..60 {
        let assign = json!({ format!("x{index}"): "{% $states.input %}" });
        let next = format!("S{}", index + 1);
        states.insert(
            format!("S{index}"),
            json!({ "Type": "Pass", "Assign": assign, "Next": next }),
        );
    }
    states.insert("S60".to_owned(), json!({ "Type": "Succeed" }));
    assert_eq!(run(json!(states), half).error(), "States.DataLimitExceeded");
}

#[test]
fn a_variable_that_is_set_again_and_again_does_not_add_up() {
    let states = json!({
        "A": {
            "Type": "Pass",
            "Assign": { "x": "{% $states.input.text %}" },
            "Output": { "n": "{% $states.input.n + 1 %}", "text": "{% $states.input.text %}" },
            "Next": "B"
        },
        "B": { "Type": "Choice", "Choices": [{ "Condition": "{% $states.input.n < 60 %}", "Next": "A" }], "Default": "C" },
        "C": { "Type": "Succeed", "Output": "{% $states.input.n %}" }
    });
    assert_eq!(run(states, json!({ "n": 0, "text": "x".repeat(200_000) })).output(), 60);
}

#[test]
fn what_grows_by_a_level_in_each_state_ends_before_the_stack_does() {
    let output = json!({ "Type": "Pass", "Output": { "deeper": "{% $states.input %}" }, "Next": "Again" });
    assert_eq!(run(for_ever(output), json!({})).error(), "States.DataLimitExceeded");
    let assign = json!({ "x": { "deeper": "{% $exists($x) ? $x : 1 %}" } });
    let variable = for_ever(json!({ "Type": "Pass", "Assign": assign, "Next": "Again" }));
    let harness = run(variable, json!({}));
    assert_eq!(harness.error(), "States.DataLimitExceeded");
    assert!(harness.failure().1.contains("nested deeper than 127 levels"));
}

/// A loop of this state, which leads to `Again`; it ends when the execution does.
fn for_ever(state: serde_json::Value) -> serde_json::Value {
    let again = json!([{ "Condition": "{% true %}", "Next": "A" }]);
    json!({
        "A": state,
        "Again": { "Type": "Choice", "Choices": again, "Default": "End" },
        "End": { "Type": "Succeed" }
    })
}

#[test]
fn values_larger_than_the_memory_are_an_error() {
    let fields: serde_json::Map<_, _> = (0..20_000)
        .map(|number| (format!("x{number}"), json!("{% $states.input %}")))
        .collect();
    let states = json!({ "A": { "Type": "Pass", "Output": fields, "End": true } });
    let harness = run(states, json!("x".repeat(200_000)));
    assert_eq!(harness.error(), "States.QueryEvaluationError");
    assert!(
        harness.failure().1.contains("used up its memory"),
        "{}",
        harness.failure().1
    );
}

#[test]
fn a_loop_that_never_waits_ends_with_a_full_history() {
    let stop = json!([{ "Condition": "{% $exists($states.input.stop) %}", "Next": "C" }]);
    let states = json!({
        "A": { "Type": "Pass", "Next": "B" },
        "B": { "Type": "Choice", "Choices": stop, "Default": "A" },
        "C": { "Type": "Succeed" }
    });
    let harness = run(states, json!({}));
    let cause = "The execution reached the maximum number of history events (25000).";
    assert_eq!(harness.failure(), ("States.Runtime", cause));
    assert_eq!(harness.execution.history().len(), HISTORY_EVENTS_MAX);
    assert_eq!(harness.events().last().map(String::as_str), Some("ExecutionFailed"));
}

#[test]
fn a_retry_that_never_ends_does_end() {
    let retry = json!([{ "ErrorEquals": ["E"], "MaxAttempts": 99_999_999, "BackoffRate": 1.0 }]);
    let mut harness = Harness::new(machine(json!({ "A": task(json!({ "Retry": retry })) })), json!({}));
    while harness.is_waiting() {
        harness.fail("E");
        if harness.is_waiting() {
            harness.wake();
        }
    }
    assert_eq!(harness.error(), "States.Runtime");
    assert_eq!(harness.execution.history().len(), HISTORY_EVENTS_MAX);
    let started = harness.events().iter().filter(|it| *it == "TaskStarted").count();
    assert_eq!(
        harness.calls.len(),
        started,
        "no call is made that the history does not tell of"
    );
}
