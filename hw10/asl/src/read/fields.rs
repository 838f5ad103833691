//! The fields of one JSON object, taken one by one; what is of the wrong type or left over becomes a problem.

use std::cell::RefCell;

use serde_json::{Map, Value};

use crate::model::{Assign, QueryLanguage};
use crate::problem::{Problem, below};
use crate::words::Word;
use crate::write::{expression, jsonata_in};

/// The problems found so far, shared by the readers of one document.
#[derive(Default)]
pub(super) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub(super) fn into_list(self) -> Vec<Problem> {
        self.0.into_inner()
    }

    fn report(&self, pointer: String, message: impl Into<String>) {
        self.0.borrow_mut().push(Problem::new(pointer, message));
    }
}

/// The fields of an object that have not been taken yet.
pub(super) struct Fields<'a> {
    pointer: String,
    left: Map<String, Value>,
    problems: &'a Problems,
}

/// Fields whose meaning a state's language decides; those of a JSONPath state cannot be read yet.
const JSONATA_FIELDS: &[&str] = &["Arguments", "Credentials", "Items", "ItemSelector", "Output", "Assign"];

/// Fields that only JSONPath has, and what JSONata has instead.
const JSONPATH_FIELDS: &[(&str, &str)] = &[
    ("InputPath", "read `$states.input`"),
    ("OutputPath", "use `Output`"),
    ("ResultPath", "use `Output`, or `Assign`"),
    ("ResultSelector", "use `Output`"),
    ("Parameters", "use `Arguments`"),
    ("Result", "use `Output`"),
    ("SecondsPath", "use an expression in `Seconds`"),
    ("TimestampPath", "use an expression in `Timestamp`"),
    ("TimeoutSecondsPath", "use an expression in `TimeoutSeconds`"),
    ("HeartbeatSecondsPath", "use an expression in `HeartbeatSeconds`"),
    ("ErrorPath", "use an expression in `Error`"),
    ("CausePath", "use an expression in `Cause`"),
    ("ItemsPath", "use `Items`"),
    ("Iterator", "use `ItemProcessor`"),
    ("MaxConcurrencyPath", "use an expression in `MaxConcurrency`"),
    (
        "ToleratedFailureCountPath",
        "use an expression in `ToleratedFailureCount`",
    ),
    (
        "ToleratedFailurePercentagePath",
        "use an expression in `ToleratedFailurePercentage`",
    ),
    ("MaxItemsPath", "use an expression in `MaxItems`"),
    ("MaxItemsPerBatchPath", "use an expression in `MaxItemsPerBatch`"),
    (
        "MaxInputBytesPerBatchPath",
        "use an expression in `MaxInputBytesPerBatch`",
    ),
    ("Variable", "use an expression in `Condition`"),
];

impl<'a> Fields<'a> {
    /// The fields of a value; reports a value that is not an object.
    pub(super) fn of(pointer: String, value: Value, problems: &'a Problems) -> Option<Fields<'a>> {
        match value {
            Value::Object(left) => Some(Fields {
                pointer,
                left,
                problems,
            }),
            other => {
                problems.report(pointer, format!("must be an object, not {}", kind(&other)));
                None
            }
        }
    }

    /// Reports a problem with one field.
    pub(super) fn report(&self, field: &str, message: impl Into<String>) {
        self.problems.report(below(&self.pointer, field), message);
    }

    /// Reports a problem with the object itself.
    pub(super) fn report_here(&self, message: impl Into<String>) {
        self.problems.report(self.pointer.clone(), message);
    }

    /// The field as it is. `null` counts as a value.
    pub(super) fn any(&mut self, name: &str) -> Option<Value> {
        // `remove` would move the last field into its place, and problems are reported in the document's order.
        self.left.shift_remove(name)
    }

    fn typed<T>(&mut self, name: &str, expected: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.any(name)?;
        let read = read(&value);
        if read.is_none() {
            self.report(name, format!("must be {expected}, not {}", kind(&value)));
        }
        read
    }

    pub(super) fn required(&self, name: &str) {
        if !self.left.contains_key(name) {
            self.report_here(format!("the field `{name}` is missing"));
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.typed(name, "text", |it| it.as_str().map(str::to_owned))
    }

    pub(super) fn required_text(&mut self, name: &str) -> String {
        self.required(name);
        self.text(name).unwrap_or_default()
    }

    /// A rule's condition. AWS takes a plain `true` or `false` too; it is kept as the expression that says the same.
    pub(super) fn condition(&mut self) -> String {
        self.required("Condition");
        let condition = |it: &Value| match it {
            Value::Bool(it) => Some(expression(&it.to_string())),
            other => other.as_str().map(str::to_owned),
        };
        let expected = "an expression `{% … %}`, true or false";
        self.typed("Condition", expected, condition).unwrap_or_default()
    }

    pub(super) fn whole(&mut self, name: &str) -> Option<u64> {
        self.typed(name, "a whole number that is not negative", whole)
    }

    pub(super) fn decimal(&mut self, name: &str) -> Option<f64> {
        self.typed(name, "a number", Value::as_f64)
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.typed(name, "true or false", Value::as_bool)
    }

    /// A whole number, or an expression that gives one.
    pub(super) fn whole_or_expression(&mut self, name: &str) -> Option<Value> {
        self.typed(name, "a whole number or an expression `{% … %}`", |it| {
            let fits = whole(it).is_some() || is_expression(it);
            fits.then(|| it.clone())
        })
    }

    /// A number that need not be whole, or an expression that gives one.
    pub(super) fn number_or_expression(&mut self, name: &str) -> Option<Value> {
        self.typed(name, "a number or an expression `{% … %}`", |it| {
            let fits = it.is_number() || is_expression(it);
            fits.then(|| it.clone())
        })
    }

    /// An object of names and templates.
    pub(super) fn assignments(&mut self, name: &str) -> Assign {
        self.typed(name, "an object", |it| it.as_object().cloned())
            .unwrap_or_default()
    }

    /// One of the words, in exactly this spelling.
    pub(super) fn one_of<T: Word>(&mut self, name: &str) -> Option<T> {
        let word = self.text(name)?;
        let found = T::read(&word);
        if found.is_none() {
            let known: Vec<String> = T::WORDS.iter().map(|(it, _)| format!("{it:?}")).collect();
            self.report(name, format!("must be {}, not {word:?}", known.join(" or ")));
        }
        found
    }

    pub(super) fn required_texts(&mut self, name: &str) -> Vec<String> {
        self.required(name);
        self.texts(name)
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let texts = |it: &Value| -> Option<Vec<String>> {
            let items = it.as_array()?.iter();
            items.map(|it| it.as_str().map(str::to_owned)).collect()
        };
        self.typed(name, "a list of texts", texts).unwrap_or_default()
    }

    pub(super) fn required_object(&mut self, name: &str) -> Option<Fields<'a>> {
        self.required(name);
        self.object(name)
    }

    pub(super) fn object(&mut self, name: &str) -> Option<Fields<'a>> {
        let value = self.any(name)?;
        Fields::of(below(&self.pointer, name), value, self.problems)
    }

    /// The objects of a list.
    pub(super) fn objects(&mut self, name: &str) -> Vec<Fields<'a>> {
        let items = self.typed(name, "a list", |it| it.as_array().cloned());
        let pointer = below(&self.pointer, name);
        let fields = |(index, item)| Fields::of(below(&pointer, index), item, self.problems);
        items
            .unwrap_or_default()
            .into_iter()
            .enumerate()
            .filter_map(fields)
            .collect()
    }

    /// Every field, as an object of its own.
    pub(super) fn into_entries(self) -> Vec<(String, Option<Fields<'a>>)> {
        let entry = |(name, value): (String, Value)| {
            let fields = Fields::of(below(&self.pointer, &name), value, self.problems);
            (name, fields)
        };
        self.left.into_iter().map(entry).collect()
    }

    /// Reports what nobody has taken.
    pub(super) fn finish(self, language: QueryLanguage) {
        for name in self.left.keys() {
            self.report(name, unknown_field(name, language));
        }
    }
}

fn unknown_field(name: &str, language: QueryLanguage) -> String {
    let jsonpath = JSONPATH_FIELDS.iter().find(|(it, _)| *it == name);
    match (jsonpath, language) {
        (Some((_, instead)), QueryLanguage::Jsonata) => format!("`{name}` belongs to JSONPath; in JSONata, {instead}"),
        (Some((_, instead)), QueryLanguage::JsonPath) => {
            format!("`{name}` cannot be run here: set `\"QueryLanguage\": \"JSONata\"` and {instead}")
        }
        (None, QueryLanguage::JsonPath) if JSONATA_FIELDS.contains(&name) => {
            format!("`{name}` cannot stand in a JSONPath state here: set `\"QueryLanguage\": \"JSONata\"`")
        }
        (None, _) => format!("`{name}` is not a field that can stand here"),
    }
}

fn whole(value: &Value) -> Option<u64> {
    let from_decimal = |it: f64| (it.fract() == 0.0 && (0.0..1e15).contains(&it)).then_some(it as u64);
    value.as_u64().or_else(|| value.as_f64().and_then(from_decimal))
}

fn is_expression(value: &Value) -> bool {
    value.as_str().is_some_and(|it| jsonata_in(it).is_some())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "this number",
        Value::String(_) => "this text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
