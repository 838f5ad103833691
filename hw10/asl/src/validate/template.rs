//! Judges payloads: JSON with expressions in it, or with fields whose names end in `.$`.

use serde_json::Value;

use super::forms::kind;
use super::jsonata::Reads;
use super::place::Place;
use super::rules::{jsonata, jsonpath, structure, variables};
use super::variables::{Known, variable_name};
use super::{Fields, NAME_CHARACTERS_MAX, Validator, intrinsic};
use crate::model::QueryLanguage;
use crate::write::jsonata_in;

impl<'a> Validator<'a> {
    pub(super) fn template(
        &mut self,
        value: &'a Value,
        place: &Place,
        language: QueryLanguage,
        reads: Reads,
        known: &Known<'a>,
    ) {
        match language {
            QueryLanguage::Jsonata => self.expressions(value, place, reads, known),
            QueryLanguage::JsonPath => self.payload(value, place, known),
        }
    }

    /// The expressions in a value, at any depth.
    fn expressions(&mut self, value: &'a Value, place: &Place, reads: Reads, known: &Known<'a>) {
        match value {
            Value::String(text) => self.text(text, place, reads, known),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.expressions(item, &place.item(index), reads, known);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    self.expressions(field, &place.field(name), reads, known);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A text that may be an expression.
    pub(super) fn text(&mut self, text: &'a str, place: &Place, reads: Reads, known: &Known<'a>) {
        if let Some(source) = jsonata_in(text) {
            self.expression(source, place, reads, known);
        } else if text.trim_start().starts_with("{%") || text.trim_end().ends_with("%}") {
            let message =
                "is text as it stands: an expression begins with `{%` and ends with `%}`, with nothing outside";
            self.report(&jsonata::HALF_DELIMITED, place, message);
        }
    }

    /// A payload of JSONPath.
    fn payload(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) {
        match value {
            Value::Object(fields) => self.payload_fields(fields, place, known),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.payload(item, &place.item(index), known);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn payload_fields(&mut self, fields: &'a Fields, place: &Place, known: &Known<'a>) {
        for (name, value) in fields {
            let place = place.field(name);
            match (name.strip_suffix(".$"), value) {
                (Some(base), value) => {
                    if fields.contains_key(base) {
                        let message = format!("gives the field `{base}`, as `{base}` itself does; keep one of the two");
                        self.report(&jsonpath::NAMED_TWICE, &place, message);
                    }
                    self.dynamic(value, &place, known);
                }
                (None, Value::String(text)) => self.fixed(name, text, &place),
                (None, value) => self.payload(value, &place, known),
            }
        }
    }

    /// A text in a payload that is handed on as it is.
    fn fixed(&mut self, name: &str, text: &str, place: &Place) {
        if looks_computed(text) {
            let message = format!("{text:?} is handed on as text; to read it as a path or a call, write `{name}.$`");
            self.report(&jsonpath::NO_DOLLAR, place, message);
        } else if jsonata_in(text).is_some() {
            let message = "is text in a JSONPath state; set `\"QueryLanguage\": \"JSONata\"` to have it evaluated";
            self.report(&jsonpath::EXPRESSION, place, message);
        }
    }

    /// Variables, and what is assigned to them.
    pub(super) fn assign(
        &mut self,
        value: &'a Value,
        place: &Place,
        language: QueryLanguage,
        reads: Reads,
        known: &Known<'a>,
    ) {
        let Some(assigned) = value.as_object() else {
            let message = format!("must be an object of variables, not {}", kind(value));
            return self.report(&structure::WRONG_TYPE, place, message);
        };
        for name in assigned.keys() {
            self.assigned_name(variable_name(name, language), &place.field(name), known);
        }
        self.template(value, place, language, reads, known);
    }

    fn assigned_name(&mut self, name: &str, place: &Place, known: &Known<'a>) {
        if name == "states" {
            let message = "`$states` is Step Functions' own; give the variable another name";
            self.report(&variables::RESERVED, place, message);
        } else if !is_identifier(name) {
            let message = format!("{name:?} cannot be the name of a variable: letters, digits and `_`, 80 at most");
            self.report(&variables::NAME, place, message);
        } else if known.is_taken_around(name) {
            let message = "a state around this one assigns a variable of that name; give this one another";
            self.report(&variables::SHADOWED, place, message);
        }
    }

    /// A Pass's result, which nothing is computed in.
    pub(super) fn static_result(&mut self, result: &Value, place: &Place) {
        if seems_computed(result) {
            let message = "is handed on as it stands, paths and names with `.$` included; `Parameters` is computed";
            self.report(&jsonpath::STATIC_RESULT, place, message);
        }
    }
}

fn seems_computed(value: &Value) -> bool {
    match value {
        Value::String(text) => looks_computed(text),
        Value::Array(items) => items.iter().any(seems_computed),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, it)| name.ends_with(".$") || seems_computed(it)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text looks like a path or a call.
pub(super) fn looks_computed(text: &str) -> bool {
    let beginnings = ["$.", "$[", "$$.", "$$["];
    text == "$" || text == "$$" || beginnings.iter().any(|it| text.starts_with(it)) || intrinsic::looks_like_call(text)
}

/// Unicode letters, digits and `_`, beginning with no digit.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|it| it.is_alphabetic() || it == '_');
    let goes_on_well = characters.all(|it| it.is_alphanumeric() || it == '_');
    starts_well && goes_on_well && name.chars().count() <= NAME_CHARACTERS_MAX
}
