//! Which vectors can be run: decided by what their definition uses, never by their name.

use serde_json::{Map, Value};

/// Fields that make a JSONPath state more than one that hands on what it receives.
const JSONPATH_FIELDS: [&str; 22] = [
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
    "ItemsPath",
    "Iterator",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "ItemSelector",
    "Credentials",
    "Assign",
    "Retry",
    "Catch",
];

/// Parts of a Map that have fields of their own in JSONPath.
const MAP_PARTS: [&str; 3] = ["ItemReader", "ItemBatcher", "ResultWriter"];

/// What the vector needs that the interpreter does not have yet.
pub(crate) fn obstacle(vector: &Value) -> Option<&'static str> {
    let definition = &vector["definition"];
    in_branch(definition, language(definition).unwrap_or("JSONPath"))
}

fn in_branch(branch: &Value, machine_language: &str) -> Option<&'static str> {
    let states = branch["States"].as_object()?;
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
    let has_part = MAP_PARTS.iter().any(|it| state.contains_key(*it));
    let uses_jsonpath = kind == "Choice" || has_part || JSONPATH_FIELDS.iter().any(|it| state.contains_key(*it));
    if language == "JSONPath" && uses_jsonpath {
        return Some("JSONPath");
    }
    let branches = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
    let mut inner = branches.chain(state.get("ItemProcessor"));
    inner.find_map(|branch| in_branch(branch, machine_language))
}

fn language(value: &Value) -> Option<&str> {
    value.get("QueryLanguage").and_then(Value::as_str)
}
