//! The forms that a field's value can have, one arm each.

use serde_json::Value;

use super::Validator;
use super::jsonata::Reads;
use super::paths::{self, Root};
use super::place::Place;
use super::rules::{jsonpath, structure};
use super::variables::Known;
use super::{intrinsic, timestamp};
use crate::model::QueryLanguage;
use crate::write::jsonata_in;

/// The most seconds, and the most attempts, that a field may say.
pub(super) const COUNT_MAX: u64 = 99_999_999;

/// What a field's value must look like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Any JSON, not looked into.
    Anything,
    Text,
    /// Text that is not empty.
    FilledText,
    /// Text, in JSONata possibly an expression.
    Expressible,
    Flag,
    Texts,
    Object,
    Objects,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number between the two, never an expression.
    Literal(u64, u64),
    /// A whole number between the two, in JSONata possibly an expression.
    Whole(u64, u64),
    /// A number from 0 to 100, in JSONata possibly an expression.
    Percentage,
    /// A time, in JSONata possibly an expression.
    Timestamp,
    /// A payload: in JSONata with expressions, in JSONPath with fields whose names end in `.$`.
    Template(Reads),
    /// Variables and what is assigned to them.
    Assign(Reads),
    /// A path, or `null`.
    Path,
    /// A path that leads to one place.
    ReferencePath,
    /// Where a result is put: a path to one place of the input, or `null`.
    ResultPath,
    /// A path to one place, or an intrinsic function.
    PathOrCall,
}

/// A kind of JSON value, in a sentence.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A number that is whole, however it is written.
pub(super) fn whole(value: &Value) -> Option<i128> {
    let exact = value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from));
    let from_decimal = |it: f64| (it.fract() == 0.0 && it.abs() < 1e18).then_some(it as i128);
    exact.or_else(|| value.as_f64().and_then(from_decimal))
}

impl<'a> Validator<'a> {
    pub(super) fn form(
        &mut self,
        form: Form,
        value: &'a Value,
        place: &Place,
        language: QueryLanguage,
        known: &Known<'a>,
    ) {
        let is_jsonata = language == QueryLanguage::Jsonata;
        match form {
            Form::Anything => {}
            Form::Text => self.typed(value.is_string(), "text", value, place),
            Form::FilledText => self.filled(value, place),
            Form::Expressible if is_jsonata => {
                self.typed(value.is_string(), "text or an expression `{% … %}`", value, place);
                self.template(value, place, language, Reads::Nothing, known);
            }
            Form::Expressible => self.typed(value.is_string(), "text", value, place),
            Form::Flag => self.typed(value.is_boolean(), "true or false", value, place),
            Form::Texts => self.typed(is_list_of(value, Value::is_string), "a list of texts", value, place),
            Form::Object => self.typed(value.is_object(), "an object", value, place),
            Form::Objects => self.typed(is_list_of(value, Value::is_object), "a list of objects", value, place),
            Form::Word(words) => self.word(words, value, place),
            Form::Literal(min, max) => self.whole(value, min, max, place),
            Form::Whole(min, max) => {
                let is_number = !self.expression_instead(value, place, language, known);
                is_number.then(|| self.whole(value, min, max, place));
            }
            Form::Percentage => {
                let is_number = !self.expression_instead(value, place, language, known);
                is_number.then(|| self.percentage(value, place));
            }
            Form::Timestamp => {
                let is_time = !self.expression_instead(value, place, language, known);
                is_time.then(|| self.timestamp(value, place));
            }
            Form::Template(reads) => self.template(value, place, language, reads, known),
            Form::Assign(reads) => self.assign(value, place, language, reads, known),
            Form::Path => self.path(value, place, known),
            Form::ReferencePath => self.reference_path(value, place, known),
            Form::ResultPath => self.result_path(value, place),
            Form::PathOrCall => self.path_or_call(value, place, known),
        }
    }

    fn typed(&mut self, fits: bool, expected: &str, value: &Value, place: &Place) {
        if !fits {
            let message = format!("must be {expected}, not {}", kind(value));
            self.report(&structure::WRONG_TYPE, place, message);
        }
    }

    fn filled(&mut self, value: &Value, place: &Place) {
        self.typed(value.is_string(), "text", value, place);
        if value.as_str().is_some_and(str::is_empty) {
            self.report(&structure::EMPTY, place, "is empty; it needs a content");
        }
    }

    fn word(&mut self, words: &[&str], value: &Value, place: &Place) {
        self.typed(value.is_string(), "text", value, place);
        if let Some(word) = value.as_str().filter(|it| !words.contains(it)) {
            let known: Vec<String> = words.iter().map(|it| format!("{it:?}")).collect();
            let message = format!("must be {}, not {word:?}", known.join(" or "));
            self.report(&structure::UNKNOWN_WORD, place, message);
        }
    }

    /// Whether an expression stands where JSONata takes one instead of a value.
    fn expression_instead(
        &mut self,
        value: &'a Value,
        place: &Place,
        language: QueryLanguage,
        known: &Known<'a>,
    ) -> bool {
        let is_expression = value.as_str().is_some_and(|it| jsonata_in(it).is_some());
        let is_instead = is_expression && language == QueryLanguage::Jsonata;
        if is_instead {
            self.template(value, place, language, Reads::Nothing, known);
        }
        is_instead
    }

    fn whole(&mut self, value: &Value, min: u64, max: u64, place: &Place) {
        match whole(value) {
            None => self.typed(false, "a whole number", value, place),
            Some(number) if number < min.into() || number > max.into() => {
                let range = match max {
                    u64::MAX => format!("at least {min}"),
                    max => format!("between {min} and {max}"),
                };
                self.report(
                    &structure::OUT_OF_RANGE,
                    place,
                    format!("must be {range}, not {number}"),
                );
            }
            Some(_) => {}
        }
    }

    fn percentage(&mut self, value: &Value, place: &Place) {
        self.typed(value.is_number(), "a number", value, place);
        if let Some(number) = value.as_f64().filter(|it| !(0.0..=100.0).contains(it)) {
            let message = format!("must lie between 0 and 100, not {number}");
            self.report(&structure::OUT_OF_RANGE, place, message);
        }
    }

    pub(super) fn timestamp(&mut self, value: &Value, place: &Place) {
        self.typed(value.is_string(), "text", value, place);
        if let Some(text) = value.as_str().filter(|it| !timestamp::is_timestamp(it)) {
            let message = format!("{text:?} is not a time in RFC 3339, such as \"2026-11-22T19:43:00Z\"");
            self.report(&structure::NOT_A_TIMESTAMP, place, message);
        }
    }

    fn path(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) {
        if !value.is_null() {
            self.any_path(value, place, known);
        }
    }

    /// The path in a text; reports what is none.
    fn any_path(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) -> Option<paths::Path<'a>> {
        self.typed(value.is_string(), "a path", value, place);
        let text = value.as_str()?;
        let path = paths::parse(text);
        match &path {
            Some(path) => self.path_variable(path, place, known),
            None => {
                let message = format!("{text:?} is not a path; it begins with `$`, as `$.order.id` does");
                self.report(&jsonpath::NOT_A_PATH, place, message);
            }
        }
        path
    }

    pub(super) fn reference_path(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) {
        let path = self.any_path(value, place, known);
        if path.is_some_and(|it| !it.is_reference) {
            let message = "must lead to one place: no `[*]`, `..`, slice, filter or function";
            self.report(&jsonpath::NOT_A_REFERENCE, place, message);
        }
    }

    fn result_path(&mut self, value: &'a Value, place: &Place) {
        if value.is_null() {
            return;
        }
        let path = self.any_path(value, place, &Known::anything());
        if path.is_some_and(|it| !it.is_reference || it.root != Root::Input) {
            let message = "must lead to one place of the input: `$`, then fields and indices";
            self.report(&jsonpath::NOT_A_REFERENCE, place, message);
        }
    }

    fn path_or_call(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) {
        match value.as_str().filter(|it| it.starts_with("States.")) {
            Some(call) => self.call(call, place, known),
            None => self.reference_path(value, place, known),
        }
    }

    fn call(&mut self, call: &'a str, place: &Place, known: &Known<'a>) {
        match intrinsic::parse(call) {
            Ok(paths) => paths.iter().for_each(|it| self.path_variable(it, place, known)),
            Err(why) => {
                self.report(&jsonpath::CALL, place, format!("is not a call that can be read: {why}"));
            }
        }
    }

    /// What a field whose name ends in `.$` has: a path, or a call.
    pub(super) fn dynamic(&mut self, value: &'a Value, place: &Place, known: &Known<'a>) {
        let Some(text) = value.as_str() else {
            let message = format!("must be a path or an intrinsic function, not {}", kind(value));
            return self.report(&jsonpath::NOT_A_DYNAMIC_VALUE, place, message);
        };
        if text.starts_with("States.") {
            return self.call(text, place, known);
        }
        match paths::parse(text.trim_end()) {
            Some(path) => self.path_variable(&path, place, known),
            None => {
                let message = format!(
                    "{text:?} is neither a path (`$.a`) nor an intrinsic function (`States.Format(…)`); \
                     for a fixed value, leave `.$` off the name"
                );
                self.report(&jsonpath::NOT_A_DYNAMIC_VALUE, place, message);
            }
        }
    }

    fn path_variable(&mut self, path: &paths::Path<'a>, place: &Place, known: &Known<'a>) {
        if let Root::Variable(name) = path.root {
            self.variable(name, place, known);
        }
    }
}

fn is_list_of(value: &Value, fits: fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(fits))
}
