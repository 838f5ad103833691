//! Histories in which the events within a Parallel were sorted and their numbers lost. They are compared as they are
//! sorted, without numbers; how the Parallel itself ended was left out.

use serde_json::Value;

use crate::compare::Comparison;

pub(crate) fn check(comparison: &mut Comparison, expected: &Value, actual: &Value) {
    let (expected, actual) = (sorted(expected), sorted(actual));
    comparison.check("events", &expected, &actual);
}

fn sorted(events: &Value) -> Value {
    let events = events
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| !is_end_of_parallel(it));
    let mut events: Vec<Value> = events.map(without_numbers).collect();
    events.sort_by_cached_key(|it| (text(it, "type"), text(it, "name")));
    Value::Array(events)
}

fn is_end_of_parallel(event: &Value) -> bool {
    ["ParallelStateSucceeded", "ParallelStateFailed"].contains(&text(event, "type").as_str())
}

fn without_numbers(event: &Value) -> Value {
    let mut event = event.clone();
    if let Some(fields) = event.as_object_mut() {
        fields.shift_remove("id");
        fields.shift_remove("previousEventId");
    }
    event
}

fn text(event: &Value, field: &str) -> String {
    event[field].as_str().unwrap_or_default().to_owned()
}
