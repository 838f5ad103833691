//! How data flows: input, output, variables, choices, the context.

use serde_json::json;

use crate::harness::{Harness, check, machine, run, task};

#[test]
fn a_state_hands_on_its_input_unless_it_says_otherwise() {
    check(json!({ "A": { "Type": "Pass", "End": true } }), json!([1]), json!([1]));
    check(
        json!({ "A": { "Type": "Succeed", "Output": null } }),
        json!([1]),
        json!(null),
    );
    let states = json!({ "A": { "Type": "Pass", "Output": { "x": ["{% $states.input.a %}", 2] }, "End": true } });
    check(states, json!({ "a": 1 }), json!({ "x": [1, 2] }));
}

#[test]
fn text_that_is_not_quite_an_expression_is_text() {
    let output = json!([" {% 1 %}", "{% 1 %", "$states.input", "{ % 1 %}"]);
    check(
        json!({ "A": { "Type": "Succeed", "Output": output.clone() } }),
        json!({}),
        output,
    );
}

#[test]
fn a_task_hands_on_its_result() {
    let states = json!({ "A": task(json!({})), });
    let mut harness = Harness::new(machine(states), json!({}));
    assert_eq!(
        harness.succeed(json!({ "Payload": 1 })).output(),
        &json!({ "Payload": 1 })
    );
}

#[test]
fn a_task_without_arguments_sends_its_input() {
    let states = json!({ "A": { "Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:1:function:f", "End": true } });
    let mut harness = Harness::new(machine(states), json!({ "a": 1 }));
    assert_eq!(harness.calls[0].arguments, json!({ "a": 1 }));
    harness.succeed(json!(2));
    let events = [
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
    ];
    assert_eq!(harness.events()[2..5], events);
}

#[test]
fn assigned_variables_are_seen_by_later_states_only() {
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "x": 1 }, "Next": "B" },
        "B": {
            "Type": "Pass",
            "Assign": { "x": "{% $x + 1 %}", "y": "{% $x %}" },
            "Output": "{% $x %}",
            "Next": "C"
        },
        "C": { "Type": "Succeed", "Output": { "x": "{% $x %}", "y": "{% $y %}", "was": "{% $states.input %}" } }
    });
    check(states, json!({}), json!({ "x": 2, "y": 1, "was": 1 }));
}

#[test]
fn a_task_assigns_from_its_result() {
    let states = json!({
        "A": task(json!({ "Assign": { "id": "{% $states.result.Payload.id %}" }, "Next": "B" })),
        "B": { "Type": "Succeed", "Output": "{% $id %}" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    assert_eq!(harness.succeed(json!({ "Payload": { "id": "k" } })).output(), "k");
}

#[test]
fn the_first_rule_that_holds_decides() {
    let states = json!({
        "A": {
            "Type": "Choice",
            "Choices": [
                { "Condition": "{% $states.input > 10 %}", "Assign": { "size": "large" }, "Output": 1, "Next": "B" },
                { "Condition": "{% $states.input > 5 %}", "Assign": { "size": "medium" }, "Next": "B" }
            ],
            "Default": "B",
            "Assign": { "size": "small" },
            "Output": 3
        },
        "B": { "Type": "Succeed", "Output": ["{% $size %}", "{% $states.input %}"] }
    });
    check(states.clone(), json!(11), json!(["large", 1]));
    check(states.clone(), json!(6), json!(["medium", 6]));
    check(states, json!(5), json!(["small", 3]));
}

#[test]
fn a_choice_that_nothing_fits_fails() {
    let states = json!({
        "A": { "Type": "Choice", "Choices": [{ "Condition": "{% false %}", "Next": "B" }] },
        "B": { "Type": "Succeed" }
    });
    assert_eq!(run(states, json!({})).error(), "States.NoChoiceMatched");
}

#[test]
fn a_condition_must_be_a_boolean() {
    let states = json!({
        "A": { "Type": "Choice", "Choices": [{ "Condition": "{% $states.input.n %}", "Next": "B" }], "Default": "B" },
        "B": { "Type": "Succeed" }
    });
    let harness = run(states, json!({ "n": 1 }));
    let (error, cause) = harness.failure();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(
        cause.contains("Expected 'boolean', but was 'number' for value: 1"),
        "{cause}"
    );
}

#[test]
fn an_undefined_expression_fails_and_says_where() {
    let states = json!({
        "A": { "Type": "Pass", "Output": { "list": [{ "id": "{% $states.input.missing %}" }] }, "End": true }
    });
    let harness = run(states, json!({}));
    let cause = "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression \
                 '$states.input.missing' specified for the field 'Output/list[0]/id' returned nothing (undefined).";
    assert_eq!(harness.failure(), ("States.QueryEvaluationError", cause));
    assert_eq!(harness.events()[2..], ["EvaluationFailed", "ExecutionFailed"]);
}

#[test]
fn a_fail_computes_its_error_and_cause() {
    let states = json!({
        "A": { "Type": "Fail", "Error": "{% 'Too' & $states.input %}", "Cause": "{% $string({'n': 1}) %}" }
    });
    assert_eq!(run(states, json!("Few")).failure(), ("TooFew", "{\"n\":1}"));
    assert_eq!(
        run(json!({ "A": { "Type": "Fail" } }), json!({})).failure(),
        ("(none)", "(none)")
    );
}

#[test]
fn the_context_tells_of_execution_machine_and_state() {
    let states = json!({ "A": { "Type": "Succeed", "Output": "{% $states.context %}" } });
    let expected = json!({
        "Execution": {
            "Id": "arn:aws:states:eu-west-1:1:execution:m:e",
            "Input": { "a": 1 },
            "Name": "e",
            "RoleArn": "arn:aws:iam::1:role/r",
            "StartTime": "2026-11-22T00:00:00.000Z",
            "RedriveCount": 0
        },
        "StateMachine": { "Id": "arn:aws:states:eu-west-1:1:stateMachine:m", "Name": "m" },
        "State": { "Name": "A", "EnteredTime": "2026-11-22T00:00:00.000Z", "RetryCount": 0 }
    });
    check(states, json!({ "a": 1 }), expected);
}
