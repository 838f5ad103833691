//! The short way for the commonest expression by far: `$name.field.field`.
//!
//! The engine needs every variable in its own form, and making that form of a whole document to read one field of it
//! costs more than all the rest. A path through objects means the same on the document itself; whatever is more than
//! that (an array on the way, above all, which JSONata maps over) is left to the engine.

use jsonata_core::ast::AstNode;
use serde_json::Value;

use crate::bindings::{Binding, Bindings};

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
            AstNode::Variable(name) if !name.is_empty() => Some(FieldPath {
                variable: name.clone(),
                fields: vec![],
            }),
            AstNode::Path { steps } => {
                let plain = |it: &jsonata_core::ast::PathStep| {
                    it.stages.is_empty() && it.focus.is_none() && it.index_var.is_none() && !it.is_tuple
                };
                let (first, rest) = steps.split_first()?;
                let AstNode::Variable(variable) = &first.node else {
                    return None;
                };
                let named = rest.iter().map(|it| match &it.node {
                    AstNode::Name(name) => Some(name.clone()),
                    _ => None,
                });
                let fields = named.collect::<Option<Vec<_>>>()?;
                let all_plain = steps.iter().all(plain) && !variable.is_empty();
                all_plain.then(|| FieldPath {
                    variable: variable.clone(),
                    fields,
                })
            }
            _ => None,
        }
    }

    /// The value at the end of the path, where only objects lie on the way; `None` leaves it to the engine.
    pub(crate) fn follow(&self, bindings: &Bindings) -> Option<Value> {
        let mut fields = self.fields.iter();
        let mut value = match bindings.get(&self.variable)? {
            Binding::Value(value, _) => *value,
            Binding::Object(parts, _) => {
                let field = fields.next()?;
                parts.iter().find(|(name, _)| name == field)?.1
            }
        };
        for field in fields {
            value = value.as_object()?.get(field)?;
        }
        // Numbers take JSONata's form on their way through the engine: leave the unusual ones to it.
        is_exact(value).then(|| value.clone())
    }
}

/// Whether the value would come back from the engine as it is.
fn is_exact(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.as_i64().is_some_and(|it| it.unsigned_abs() <= 1 << 53),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(fields) => fields.values().all(is_exact),
    }
}
