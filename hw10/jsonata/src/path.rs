//! The short way for the commonest expression by far: `$name.field.field`.
//!
//! The engine needs every variable in its own form, and making that form of a whole document to read one field of it
//! costs more than all the rest. A path through objects means the same on the document itself; whatever is more than
//! that (an array on the way, above all, which JSONata maps over) is left to the engine.

use jsonata_core::ast::AstNode;
use serde_json::Value;

use crate::bindings::{Binding, Bindings, Part};
use crate::inspect::is_plain;

/// A variable and the fields to follow from it.
#[derive(Debug, Clone)]
pub(crate) struct FieldPath {
    variable: String,
    fields: Vec<String>,
}

impl FieldPath {
    /// The path that an expression is, if it is one.
    pub(crate) fn of(ast: &AstNode) -> Option<FieldPath> {
        match ast {
            AstNode::Variable(name) => FieldPath::new(name, Vec::new()),
            AstNode::Path { steps } if steps.iter().all(is_plain) => {
                let (first, rest) = steps.split_first()?;
                let AstNode::Variable(variable) = &first.node else {
                    return None;
                };
                let names = rest.iter().map(|it| match &it.node {
                    AstNode::Name(name) => Some(name.clone()),
                    _ => None,
                });
                FieldPath::new(variable, names.collect::<Option<_>>()?)
            }
            _ => None,
        }
    }

    /// `$` alone is no variable.
    fn new(variable: &str, fields: Vec<String>) -> Option<FieldPath> {
        let variable = variable.to_owned();
        (!variable.is_empty()).then_some(FieldPath { variable, fields })
    }

    /// The value at the end of the path, where only objects lie on the way; `None` leaves it to the engine.
    pub(crate) fn follow(&self, bindings: &Bindings) -> Option<Value> {
        match bindings.get(&self.variable)? {
            Binding::Value(value) => follow(value, &self.fields),
            Binding::Object(parts) => {
                let (first, rest) = self.fields.split_first()?;
                match &parts.iter().find(|(name, _)| name == first)?.1 {
                    Part::Value(value) => follow(value, rest),
                    Part::Lazy(make) => follow(&make(), rest),
                }
            }
        }
    }
}

fn follow(mut value: &Value, fields: &[String]) -> Option<Value> {
    for field in fields {
        value = value.as_object()?.get(field)?;
    }
    // Numbers take JSONata's form on their way through the engine: leave the unusual ones to it.
    is_exact(value).then(|| value.clone())
}

/// Whether the value would come back from the engine as it is.
fn is_exact(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) if number.is_f64() => number.as_f64().is_some_and(|it| it.fract() != 0.0),
        Value::Number(number) => number.as_i64().is_some_and(|it| it.unsigned_abs() <= 1 << 53),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(fields) => fields.values().all(is_exact),
    }
}
