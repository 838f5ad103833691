//! Which vectors can be run: decided by what their definition uses, never by their name.

use serde_json::{Map, Value};

/// Fields that make a JSONPath state more than one that hands on what it receives.
const JSONPATH_FIELDS: [&str; 15] = [
    "InputPath",
    "OutputPath",
    "ResultPath",
    "ResultSelector",
    "Parameters",
    "Result",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "ErrorPath",
    "CausePath",
    "Assign",
    "Retry",
    "Catch",
];

/// What the vector needs that the interpreter does not have yet.
pub(crate) fn obstacle(vector: &Value) -> Option<&'static str> {
    let definition = &vector["definition"];
    let machine_language = language(definition).unwrap_or("JSONPath");
    let states = definition["States"].as_object()?;
    states
        .values()
        .filter_map(Value::as_object)
        .find_map(|state| in_state(state, machine_language))
}

fn in_state(state: &Map<String, Value>, machine_language: &str) -> Option<&'static str> {
    let kind = state.get("Type").and_then(Value::as_str).unwrap_or_default();
    let language = state
        .get("QueryLanguage")
        .and_then(Value::as_str)
        .unwrap_or(machine_language);
    let resource = state.get("Resource").and_then(Value::as_str).unwrap_or_default();
    let uses_jsonpath = kind == "Choice" || JSONPATH_FIELDS.iter().any(|it| state.contains_key(*it));
    match kind {
        "Parallel" => Some("Parallel states"),
        "Map" => Some("Map states"),
        _ if language == "JSONPath" && uses_jsonpath => Some("JSONPath"),
        _ if state.contains_key("Credentials") => Some("Credentials"),
        _ if resource.contains(".sync") || resource.ends_with(".waitForTaskToken") => Some("callbacks and jobs"),
        _ => None,
    }
}

fn language(value: &Value) -> Option<&str> {
    value.get("QueryLanguage").and_then(Value::as_str)
}
