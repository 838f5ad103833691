//! Map in the execution itself.

use interpreter::Event;
use serde_json::{Value, json};

use crate::harness::{Harness, check, machine, run, task};

/// A Map `M` over the input with one state `I`, and these fields.
fn map(inner: Value, fields: Value) -> Value {
    let mut map = json!({ "Type": "Map", "ItemProcessor": { "StartAt": "I", "States": { "I": inner } } });
    let fields = fields.as_object().expect("an object").clone();
    map.as_object_mut().expect("an object").extend(fields);
    if map.get("Next").is_none() {
        map["End"] = json!(true);
    }
    json!({ "M": map })
}

fn pass(output: &str) -> Value {
    json!({ "Type": "Pass", "Output": format!("{{% {output} %}}"), "End": true })
}

/// A Map that calls for each item.
fn calls(fields: Value, input: Value) -> Harness {
    let call = task(json!({ "Arguments": { "item": "{% $states.input %}" } }));
    Harness::new(machine(map(call, fields)), input)
}

fn items(harness: &Harness) -> Vec<&Value> {
    harness.calls.iter().map(|it| &it.arguments["item"]).collect()
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
fn items_come_from_the_input_or_from_an_expression() {
    check(map(pass("$states.input * 2"), json!({})), json!([1, 2]), json!([2, 4]));
    let fields = json!({ "Items": "{% $states.input.rows %}" });
    check(map(pass("$states.input"), fields), json!({ "rows": [3] }), json!([3]));
    let fields = json!({ "Items": [1, "{% $states.input %}"] });
    check(map(pass("$states.input"), fields), json!(2), json!([1, 2]));
}

#[test]
fn no_items_give_an_empty_result() {
    check(map(pass("1"), json!({})), json!([]), json!([]));
}

#[test]
fn what_is_no_array_fails_the_map_and_can_be_caught() {
    let failed = run(map(pass("1"), json!({})), json!({ "a": 1 }));
    assert_eq!(failed.error(), "States.QueryEvaluationError");
    let fields = json!({ "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }], "Next": "Z" });
    let mut states = map(pass("1"), fields);
    states["Z"] = json!({ "Type": "Pass", "Output": "caught", "End": true });
    check(states, json!(1), json!("caught"));
}

#[test]
fn the_context_has_the_item_and_its_place() {
    let fields = json!({ "ItemSelector": {
        "at": "{% $states.context.Map.Item.Index %}",
        "value": "{% $states.context.Map.Item.Value %}",
        "of": "{% $count($states.input) %}"
    } });
    let expected = json!([{ "at": 0, "value": "a", "of": 2 }, { "at": 1, "value": "b", "of": 2 }]);
    check(map(pass("$states.input"), fields), json!(["a", "b"]), expected);
    let inner = pass("$states.context.Map.Item.Value & $states.context.Map.Item.Index");
    check(map(inner, json!({})), json!(["a", "b"]), json!(["a0", "b1"]));
}

#[test]
fn a_map_within_a_map_has_items_of_its_own() {
    let inner = map(pass("$states.context.Map.Item.Value"), json!({}));
    let outer = json!({ "O": {
        "Type": "Map", "ItemProcessor": { "StartAt": "M", "States": inner }, "End": true
    } });
    check(outer, json!([[1, 2], [3]]), json!([[1, 2], [3]]));
}

#[test]
fn no_more_items_run_at_once_than_the_machine_allows() {
    let mut harness = calls(json!({ "MaxConcurrency": "{% 1 + 1 %}" }), json!([1, 2, 3, 4]));
    assert_eq!(items(&harness), [&json!(1), &json!(2)]);
    answer(&mut harness, 1, json!("b"));
    assert_eq!(items(&harness), [&json!(1), &json!(2), &json!(3)]);
    answer(&mut harness, 0, json!("a"));
    answer(&mut harness, 2, json!("c"));
    answer(&mut harness, 3, json!("d"));
    assert_eq!(harness.output(), &json!(["a", "b", "c", "d"]));
}

#[test]
fn without_a_limit_all_items_run_at_once() {
    assert_eq!(calls(json!({}), json!([1, 2, 3])).calls.len(), 3);
    assert_eq!(calls(json!({ "MaxConcurrency": 0 }), json!([1, 2, 3])).calls.len(), 3);
}

#[test]
fn one_failure_ends_the_map_and_what_it_has_not_begun() {
    let mut harness = calls(json!({ "MaxConcurrency": 2 }), json!([1, 2, 3]));
    fail(&mut harness, 0, "E");
    assert_eq!(harness.failure(), ("E", "because"));
    assert_eq!(harness.calls.len(), 2);
    assert_eq!(harness.cancelled, [harness.calls[1].id]);
    let events = harness.events();
    for expected in ["MapIterationFailed", "MapIterationAborted", "MapStateFailed"] {
        assert!(events.iter().any(|it| it == expected), "{events:?}");
    }
}

#[test]
fn a_retry_starts_all_items_again() {
    let mut harness = calls(json!({ "Retry": [{ "ErrorEquals": ["E"] }] }), json!([1, 2]));
    answer(&mut harness, 0, json!("lost"));
    fail(&mut harness, 1, "E");
    harness.wake();
    assert_eq!(harness.calls.len(), 4);
    answer(&mut harness, 2, json!("a"));
    answer(&mut harness, 3, json!("b"));
    assert_eq!(harness.output(), &json!(["a", "b"]));
}

#[test]
fn items_read_outer_variables_and_keep_their_own() {
    let inner = json!({ "StartAt": "I", "States": {
        "I": { "Type": "Pass", "Assign": { "own": "{% $outer + $states.input %}" }, "Next": "J" },
        "J": pass("$own")
    } });
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "outer": 10 }, "Next": "M" },
        "M": { "Type": "Map", "ItemProcessor": inner, "Assign": { "all": "{% $states.result %}" }, "Next": "Z" },
        "Z": pass("[$all, $exists($own)]")
    });
    check(states, json!([1, 2]), json!([11, 12, false]));
}

#[test]
fn items_wait_each_for_itself() {
    let wait = json!({ "Type": "Wait", "Seconds": "{% $states.input %}", "End": true });
    let mut harness = run(map(wait, json!({ "MaxConcurrency": 2 })), json!([3, 1, 1]));
    assert_eq!(harness.wake(), 1.0);
    assert_eq!(harness.wake(), 1.0);
    assert_eq!(harness.wake(), 1.0);
    assert_eq!(harness.output(), &json!([3, 1, 1]));
}

#[test]
fn a_selector_that_fails_fails_the_map() {
    let fields = json!({ "ItemSelector": { "a": "{% $states.context.Map.Item.Value.missing %}" } });
    let failed = run(map(pass("1"), fields), json!([{}]));
    assert_eq!(failed.error(), "States.QueryEvaluationError");
    assert!(failed.failure().1.contains("ItemSelector/a"), "{:?}", failed.failure());
}

#[test]
fn a_concurrency_that_is_no_number_fails_the_map() {
    let failed = run(map(pass("1"), json!({ "MaxConcurrency": "{% 'two' %}" })), json!([1]));
    assert_eq!(failed.error(), "States.QueryEvaluationError");
}
