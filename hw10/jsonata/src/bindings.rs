//! The variables an expression can read, and the way between `serde_json` and the engine's values.

use std::cell::OnceCell;
use std::collections::HashMap;

use indexmap::IndexMap;
use jsonata_core::value::JValue;
use serde_json::{Map, Number, Value};

/// Variables by name, without the `$`.
///
/// A value is borrowed, and converted into the engine's own form when an expression first needs it, once for all
/// expressions that share the bindings: converting costs more than most expressions do.
#[derive(Default)]
pub struct Bindings<'a> {
    variables: HashMap<&'a str, Binding<'a>>,
}

/// One variable: a value, or an object put together from values that belong to others.
pub(crate) enum Binding<'a> {
    Value(&'a Value, OnceCell<JValue>),
    Object(Vec<(&'a str, &'a Value)>, OnceCell<JValue>),
}

impl<'a> Bindings<'a> {
    /// No variables.
    pub fn new() -> Bindings<'a> {
        Bindings::default()
    }

    /// Lets `$name` be this value.
    pub fn bind(&mut self, name: &'a str, value: &'a Value) {
        let binding = Binding::Value(value, OnceCell::new());
        self.variables.insert(name, binding);
    }

    /// Lets `$name` be an object with these fields, such as `$states` with its `input` and `context`.
    pub fn bind_object(&mut self, name: &'a str, fields: Vec<(&'a str, &'a Value)>) {
        let binding = Binding::Object(fields, OnceCell::new());
        self.variables.insert(name, binding);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Binding<'a>> {
        self.variables.get(name)
    }
}

impl Binding<'_> {
    /// The variable in the engine's form.
    pub(crate) fn converted(&self) -> JValue {
        match self {
            Binding::Value(value, cell) => cell.get_or_init(|| convert(value)).clone(),
            Binding::Object(fields, cell) => cell.get_or_init(|| object(fields)).clone(),
        }
    }
}

fn object(fields: &[(&str, &Value)]) -> JValue {
    let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), convert(v)));
    JValue::object(fields.collect())
}

/// A JSON value in the engine's form.
pub(crate) fn convert(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(it) => JValue::Bool(*it),
        Value::Number(it) => JValue::Number(it.as_f64().unwrap_or(f64::NAN)),
        Value::String(it) => JValue::string(it.as_str()),
        Value::Array(items) => JValue::array(items.iter().map(convert).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(k, v)| (k.clone(), convert(v)));
            JValue::object(fields.collect::<IndexMap<_, _>>())
        }
    }
}

/// A result as JSON; the error says what has no place in JSON.
pub(crate) fn convert_back(value: &JValue) -> Result<Value, &'static str> {
    Ok(match value {
        JValue::Null => Value::Null,
        JValue::Bool(it) => Value::Bool(*it),
        JValue::Number(it) => Value::Number(number(*it)?),
        JValue::String(it) => Value::String(it.to_string()),
        JValue::Array(items) => {
            let items = items.iter().filter(|it| !it.is_undefined());
            Value::Array(items.map(convert_back).collect::<Result<_, _>>()?)
        }
        JValue::Object(fields) => {
            let fields = fields.iter().filter(|(_, it)| !it.is_undefined());
            let fields = fields.map(|(k, v)| Ok((k.clone(), convert_back(v)?)));
            Value::Object(fields.collect::<Result<Map<_, _>, &'static str>>()?)
        }
        JValue::Undefined => return Err("nothing (undefined)"),
        JValue::Lambda(_) | JValue::Builtin { .. } => return Err("a function"),
        JValue::Regex { .. } => return Err("a regular expression"),
    })
}

/// A whole number is written as one, as JavaScript does; minus zero is zero.
fn number(value: f64) -> Result<Number, &'static str> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT_MAX {
        return Ok(Number::from(value as i64));
    }
    Number::from_f64(value).ok_or("a number that is not finite")
}
