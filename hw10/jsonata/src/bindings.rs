//! The variables an expression can read, and the way between `serde_json` and the engine's values.

use std::collections::HashMap;

use indexmap::IndexMap;
use jsonata_core::value::JValue;
use serde_json::{Map, Number, Value};

/// Variables by name, without the `$`.
///
/// Values are borrowed. What an expression reads of them is put into the engine's own form when it is evaluated, and
/// nothing else is: converting a document costs far more than most expressions do.
#[derive(Default)]
pub struct Bindings<'a> {
    variables: HashMap<&'a str, Binding<'a>>,
}

/// One variable: a value, or an object put together from parts that belong to others.
pub(crate) enum Binding<'a> {
    Value(&'a Value),
    Object(Vec<(&'a str, Part<'a>)>),
}

/// A field of a variable that is put together.
pub enum Part<'a> {
    /// This value.
    Value(&'a Value),
    /// The value that this makes, should an expression read it.
    Lazy(&'a dyn Fn() -> Value),
}

impl<'a> Bindings<'a> {
    /// No variables.
    pub fn new() -> Bindings<'a> {
        Bindings::default()
    }

    /// Lets `$name` be this value.
    pub fn bind(&mut self, name: &'a str, value: &'a Value) {
        self.variables.insert(name, Binding::Value(value));
    }

    /// Lets `$name` be an object with these fields, such as `$states` with its `input` and `context`.
    pub fn bind_object(&mut self, name: &'a str, fields: Vec<(&'a str, Part<'a>)>) {
        self.variables.insert(name, Binding::Object(fields));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Binding<'a>> {
        self.variables.get(name)
    }
}

impl Binding<'_> {
    /// The variable in the engine's form, as far as these paths lead.
    pub(crate) fn along(&self, paths: &[Vec<String>]) -> JValue {
        let paths: Vec<&[String]> = paths.iter().map(Vec::as_slice).collect();
        match self {
            Binding::Value(value) => along(value, &paths),
            Binding::Object(parts) => {
                let part = |(name, part): &(&str, Part)| {
                    let below = below(name, &paths)?;
                    Some(((*name).to_owned(), part.along(&below)))
                };
                JValue::object(parts.iter().filter_map(part).collect())
            }
        }
    }
}

impl Part<'_> {
    fn along(&self, paths: &[&[String]]) -> JValue {
        match self {
            Part::Value(value) => along(value, paths),
            Part::Lazy(make) => along(&make(), paths),
        }
    }
}

/// The value with only those fields that a path leads through. Where a path ends, everything below it is kept; so is
/// an array, which a path leads through in ways of its own.
fn along(value: &Value, paths: &[&[String]]) -> JValue {
    let Value::Object(fields) = value else {
        return convert(value);
    };
    let field = |(name, value): (&String, &Value)| Some((name.clone(), along(value, &below(name, paths)?)));
    let mut fields: IndexMap<_, _> = fields.iter().filter_map(field).collect();
    in_order(&mut fields);
    JValue::object(fields)
}

/// What is left of the paths below a field; `None` where no path leads to it.
fn below<'p>(name: &str, paths: &[&'p [String]]) -> Option<Vec<&'p [String]>> {
    if paths.iter().any(|path| path.is_empty()) {
        return Some(vec![&[]]);
    }
    let through = paths.iter().filter(|path| path[0] == name).map(|path| &path[1..]);
    let below: Vec<_> = through.collect();
    (!below.is_empty()).then_some(below)
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
            let mut fields: IndexMap<_, _> = fields.iter().map(|(k, v)| (k.clone(), convert(v))).collect();
            in_order(&mut fields);
            JValue::object(fields)
        }
    }
}

/// In JavaScript, fields whose names are indexes of an array come first, in the order of the numbers. It shows where an
/// object is made a text.
fn in_order(fields: &mut IndexMap<String, JValue>) {
    let index = |name: &str| {
        name.parse::<u32>()
            .ok()
            .filter(|it| *it < u32::MAX && it.to_string() == name)
    };
    if fields.keys().any(|name| index(name).is_some()) {
        fields.sort_by_key(|name, _| index(name).map_or(u32::MAX, |it| it));
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
