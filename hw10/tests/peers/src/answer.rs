//! A question to an engine, and what it can answer.

use std::fmt;

use jsonata::{Bindings, EvaluationError, Expression, World};
use serde_json::{Map, Value, json};

/// An expression, without the `{%` and `%}` around it, and the variables that it may read.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The JSONata.
    pub expression: String,
    /// The variables by name, without the `$`.
    pub bindings: Map<String, Value>,
}

impl Case {
    /// This expression with these variables.
    pub fn new<'a>(expression: impl Into<String>, bindings: impl IntoIterator<Item = (&'a str, Value)>) -> Case {
        let bindings = bindings.into_iter().map(|(name, value)| (name.to_owned(), value));
        Case {
            expression: expression.into(),
            bindings: bindings.collect(),
        }
    }

    /// The case as the judge reads it.
    pub(crate) fn line(&self) -> String {
        format!(
            "{}\n",
            json!({ "expression": self.expression, "bindings": self.bindings })
        )
    }
}

/// What an expression comes to.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A value.
    Value(Value),
    /// Nothing. Step Functions calls that an error; the judge tells it from the others.
    Undefined,
    /// An error, in the engine's words; also a result that cannot be JSON, such as an infinite number.
    Error(String),
}

/// Two answers are the same if they are the same value, or both nothing, or both an error, in whatever words.
impl PartialEq for Answer {
    fn eq(&self, other: &Answer) -> bool {
        match (self, other) {
            (Answer::Value(one), Answer::Value(other)) => same_value(one, other),
            (Answer::Undefined, Answer::Undefined) | (Answer::Error(_), Answer::Error(_)) => true,
            (Answer::Value(_) | Answer::Undefined | Answer::Error(_), _) => false,
        }
    }
}

impl Answer {
    /// Whether it is a value. Where a whole expression gives none, an execution ends with `States.QueryEvaluationError`,
    /// whichever of the others it is.
    pub fn is_value(&self) -> bool {
        matches!(self, Answer::Value(_))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Answer::Value(value) => write!(f, "{value}"),
            Answer::Undefined => write!(f, "nothing (undefined)"),
            Answer::Error(message) => write!(f, "an error: {message}"),
        }
    }
}

/// Whether two values are the same to a reader of JSON that knows no numbers but doubles. The order of an object's
/// fields means nothing.
fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same_field = |(name, one)| other.get(name).is_some_and(|other| same_value(one, other));
            one.len() == other.len() && one.iter().all(same_field)
        }
        _ => one == other,
    }
}

/// What the engine that we ship makes of a case.
pub fn ours(case: &Case) -> Answer {
    let expression = match Expression::parse(&case.expression) {
        Ok(expression) => expression,
        Err(error) => return Answer::Error(error.to_string()),
    };
    let mut bindings = Bindings::new();
    for (name, value) in &case.bindings {
        bindings.bind(name, value);
    }
    match expression.evaluate(&bindings, &mut World::default()) {
        Ok(value) => Answer::Value(value),
        Err(EvaluationError::Undefined) => Answer::Undefined,
        Err(error) => Answer::Error(error.to_string()),
    }
}
