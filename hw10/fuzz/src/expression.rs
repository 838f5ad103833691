//! `expression`: JSONata over data.

use arbitrary::Unstructured;
use jsonata::{Bindings, EvaluationError, Expression, Part, World};
use serde_json::Value;

use crate::grammar;

/// Data for expressions that are made up.
const DATA: &str = r#"{"a":[1,2.5,-3,1e308],"b":{"c":"text","d":null,"e":true},"n":7,"s":"a,b,c","t":"2026-11-22T19:43:00Z",
"items":[{"k":"x","v":1},{"k":"y","v":2},{"k":"x","v":3}],"deep":[[[[[1]]]]],"":{"":""}}"#;

pub(crate) fn check(input: &[u8]) {
    if let Some(choices) = input.strip_prefix(&[0]) {
        if let Ok(source) = grammar::expression(&mut Unstructured::new(choices)) {
            evaluate(DATA, &source);
        }
        return;
    }
    let text = String::from_utf8_lossy(input);
    match text.split_once('\n') {
        Some((data, source)) => evaluate(data, source),
        None => evaluate("null", &text),
    }
}

fn evaluate(data: &str, source: &str) {
    let expression = match Expression::parse(source) {
        Ok(expression) => expression,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert_eq!(expression.source(), source);
    let reads = expression.reads().filter(|(name, _)| name.is_empty()).count();
    assert_eq!(reads + expression.variables().filter(|name| name.is_empty()).count(), 0);
    expression.document_references();
    if let Ok(data) = serde_json::from_str(data) {
        judge(&expression, &data);
    }
}

/// A value can be written, and read again; an error says something.
fn judge(expression: &Expression, data: &Value) {
    let mut bindings = Bindings::new();
    bindings.bind_object("states", vec![("input", Part::Value(data))]);
    bindings.bind("a", data);
    match expression.evaluate(&bindings, &mut World::default()) {
        Ok(value) => {
            let text = value.to_string();
            let read: Result<Value, _> = serde_json::from_str(&text);
            assert!(read.is_ok(), "{read:?} of {} bytes", text.len());
        }
        Err(EvaluationError::Crashed) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
