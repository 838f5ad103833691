//! `asl`: a document that may be a state machine, or text in a field of one.

use ::asl::{Diagnostic, ExecutionType, StateMachine, validate_text};
use interpreter::Machine;
use serde_json::{Value, json};

pub(crate) fn check(input: &[u8]) {
    match input.strip_prefix(&[0]) {
        Some(text) => fields(&String::from_utf8_lossy(text)),
        None => document(&String::from_utf8_lossy(input)),
    }
}

fn document(text: &str) {
    for execution_type in [ExecutionType::Standard, ExecutionType::Express] {
        validate_text(text, execution_type)
            .iter()
            .for_each(|it| judge(text, it));
    }
    if let Ok(machine) = StateMachine::parse(text) {
        written_is_read(&machine);
        // What it cannot run, it says.
        let _ = Machine::compile(machine);
    }
}

/// A finding has a code that can be looked up, a place in the document, and something to say.
fn judge(text: &str, found: &Diagnostic) {
    assert!(asl::rule(found.code()).is_some(), "{found:?}");
    assert!(!found.message.is_empty() && !found.to_string().is_empty(), "{found:?}");
    if let Some((line, column)) = found.position {
        let lines = text.split('\n').count();
        assert!((1..=lines).contains(&line) && column >= 1, "{found:?} in {lines} lines");
    }
}

/// What is written is read as the same machine, and written again as the same bytes.
fn written_is_read(machine: &StateMachine) {
    let written = machine.to_json();
    let again = StateMachine::parse(&written).unwrap_or_else(|problems| panic!("{problems:?} in {written}"));
    assert_eq!(again.to_json(), written);
}

/// The text in each field that has a language of its own: reference paths, paths, intrinsic functions, expressions,
/// timestamps, patterns.
fn fields(text: &str) {
    for machine in [json_path(text), jsonata(text)] {
        document(&machine.to_string());
    }
}

fn json_path(text: &str) -> Value {
    json!({ "StartAt": "A", "States": {
        "A": { "Type": "Pass", "InputPath": text, "OutputPath": text, "ResultPath": text,
               "Parameters": { "x.$": text, "y": text }, "Next": "B" },
        "B": { "Type": "Choice", "Choices": [
            { "Variable": text, "StringMatches": text, "Next": "C" },
            { "Variable": "$.a", "StringEqualsPath": text, "Next": "C" },
            { "Variable": "$.a", "TimestampEquals": text, "Next": "C" } ] },
        "C": { "Type": "Wait", "TimestampPath": text, "Next": "D" },
        "D": { "Type": "Wait", "Timestamp": text, "Next": "E" },
        "E": { "Type": "Task", "Resource": text, "TimeoutSecondsPath": text, "End": true,
               "ResultSelector": { "a.$": text },
               "Catch": [{ "ErrorEquals": [text], "ResultPath": text, "Next": "E" }] }
    } })
}

fn jsonata(text: &str) -> Value {
    let expression = format!("{{% {text} %}}");
    json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": {
        "A": { "Type": "Pass", "Assign": { "x": expression }, "Output": { "y": [expression] }, "Next": "B" },
        "B": { "Type": "Choice", "Choices": [{ "Condition": expression, "Next": "C" }], "Default": "C" },
        "C": { "Type": "Wait", "Seconds": expression, "Next": "D" },
        "D": { "Type": "Map", "Items": expression, "End": true, "ItemProcessor": {
               "StartAt": text, "States": { text: { "Type": "Pass", "End": true } } } }
    } })
}
