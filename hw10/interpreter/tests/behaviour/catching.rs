//! Catch: which catcher, what it hands on, what cannot be caught.

use serde_json::{Value, json};

use crate::harness::{Harness, machine, task};

/// A task that assigns `mine`, with these catchers to `Caught`, whose output shows what it sees.
fn catching(catchers: Value) -> Harness {
    let seen = json!({
        "input": "{% $states.input %}",
        "mine": "{% $exists($mine) %}",
        "caught": "{% $exists($caught) ? $caught : null %}"
    });
    let states = json!({
        "A": task(json!({ "Catch": catchers, "Assign": { "mine": 1 }, "Next": "Done" })),
        "Done": { "Type": "Succeed" },
        "Caught": { "Type": "Pass", "Output": seen, "End": true },
        "Other": { "Type": "Fail", "Error": "Other" }
    });
    let mut states = states;
    let names = catchers.to_string();
    states
        .as_object_mut()
        .expect("an object")
        .retain(|name, _| name != "Other" || names.contains("Other"));
    states
        .as_object_mut()
        .expect("an object")
        .retain(|name, _| name != "Caught" || names.contains("Caught"));
    Harness::new(machine(states), json!({}))
}

#[test]
fn without_an_output_the_error_is_handed_on() {
    let mut harness = catching(json!([{ "ErrorEquals": ["E"], "Next": "Caught" }]));
    let error = json!({ "Error": "E", "Cause": "because" });
    assert_eq!(harness.fail("E").output()["input"], error);
}

#[test]
fn a_catcher_sets_variables_and_the_state_does_not() {
    let mut harness = catching(json!([{
        "ErrorEquals": ["E"],
        "Assign": { "caught": "{% $states.errorOutput.Error %}" },
        "Output": "{% $states.errorOutput.Cause %}",
        "Next": "Caught"
    }]));
    let expected = json!({ "input": "because", "mine": false, "caught": "E" });
    assert_eq!(harness.fail("E").output(), &expected);
}

#[test]
fn the_first_catcher_that_matches_is_taken() {
    let catchers = json!([
        { "ErrorEquals": ["F"], "Next": "Other" },
        { "ErrorEquals": ["G", "E"], "Next": "Caught" },
        { "ErrorEquals": ["States.ALL"], "Next": "Other" }
    ]);
    assert_eq!(catching(catchers.clone()).fail("E").output()["mine"], false);
    assert_eq!(catching(catchers).fail("H").error(), "Other");
}

#[test]
fn task_failed_stands_for_every_error_but_a_timeout() {
    let catchers = json!([{ "ErrorEquals": ["States.TaskFailed"], "Next": "Caught" }]);
    assert_eq!(catching(catchers).fail("Anything").output()["mine"], false);
    let states = json!({
        "A": task(json!({
            "TimeoutSeconds": 1,
            "Catch": [{ "ErrorEquals": ["States.TaskFailed"], "Next": "B" }],
            "Next": "B"
        })),
        "B": { "Type": "Succeed" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.wake();
    assert_eq!(harness.error(), "States.Timeout");
}

#[test]
fn retries_come_before_catchers() {
    let states = json!({
        "A": task(json!({
            "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B" }],
            "Next": "B"
        })),
        "B": { "Type": "Succeed" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    assert!(harness.fail("E").is_waiting());
    harness.wake();
    assert_eq!(harness.fail("E").output()["Error"], "E");
}

#[test]
fn a_failure_without_a_name_is_caught_as_nulls() {
    let mut harness = catching(json!([{ "ErrorEquals": ["States.ALL"], "Next": "Caught" }]));
    let id = harness.calls[0].id;
    harness.send(interpreter::Event::TaskFailed {
        id,
        error: String::new(),
        cause: String::new(),
    });
    assert_eq!(harness.output()["input"], json!({ "Error": null, "Cause": null }));
}

#[test]
fn an_expression_that_fails_in_the_state_can_be_caught() {
    let states = json!({
        "A": task(json!({
            "Arguments": "{% $states.input.missing %}",
            "Catch": [{ "ErrorEquals": ["States.QueryEvaluationError"], "Output": "caught", "Next": "B" }],
            "Next": "B"
        })),
        "B": { "Type": "Succeed" }
    });
    let harness = Harness::new(machine(states), json!({}));
    assert_eq!(harness.output(), "caught");
    assert!(harness.calls.is_empty());
}

#[test]
fn what_fails_while_catching_ends_the_execution() {
    let mut harness = catching(
        json!([{ "ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.Nothing %}", "Next": "Caught" }]),
    );
    let (error, cause) = {
        harness.fail("E");
        harness.failure()
    };
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(
        cause.contains("'$states.errorOutput.Nothing' specified for the field 'Catch[0]/Output'"),
        "{cause}"
    );
}

#[test]
fn a_result_that_is_too_large_can_be_caught_by_states_all() {
    // AWS's record says so, although its page says otherwise.
    let mut harness = catching(json!([{ "ErrorEquals": ["States.ALL"], "Next": "Caught" }]));
    harness.succeed(json!("x".repeat(262_144)));
    assert_eq!(harness.output()["input"]["Error"], "States.DataLimitExceeded");
}

#[test]
fn an_output_that_is_too_large_cannot_be_caught() {
    let states = json!({
        "A": task(json!({
            "Output": "{% $pad('', 262144) %}",
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B" }],
            "Next": "B"
        })),
        "B": { "Type": "Succeed" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    assert_eq!(harness.succeed(json!({})).error(), "States.DataLimitExceeded");
}
