//! Contracts: the types that may cross the boundary of a workflow, and the check of a JSON value against one.
//! Knows JSON and serde; knows nothing of state machines.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::failure::StepFailure;
use crate::primitives::EXACT_MAX;
use crate::step::Parameters;

/// A type that may cross the boundary of a workflow: its input and output, a step's parameters and result.
///
/// Derive it, beside `Serialize`, `Deserialize` and `JsonSchema`. A struct's fields can then be read in a workflow, a
/// unit enum can be matched. A tuple struct (`struct AccountId(String)`), or any type marked `#[contract(opaque)]`, is
/// passed whole: what is in it is the business of the steps.
///
/// ```
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
/// use stepwright::{Contract, decode};
///
/// #[derive(Debug, Contract, Serialize, Deserialize, JsonSchema)]
/// struct Parcel {
///     #[serde(rename = "weight-grams")]
///     weight_grams: u32,
///     note: Option<String>,
/// }
///
/// let problems = decode::<Parcel>(serde_json::json!({ "weight-grams": "heavy", "note": 5 })).unwrap_err();
/// let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
/// assert_eq!(pointers, ["/weight-grams", "/note"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cross the workflow boundary",
    label = "not a contract",
    note = "add `#[derive(Contract, Serialize, Deserialize, JsonSchema)]` to the type",
    note = "integers are `i8` to `i64` and `u8` to `u64`: a JSON number is exact only up to 2^53, so wrap a larger one in a contract of your own"
)]
pub trait Contract: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// Whether a field of this type may be absent, which means the same as `null`: so it is for an `Option`.
    const OPTIONAL: bool = false;

    /// Reports everything that keeps `value` from being one of this type.
    fn check(value: &Value, checker: &mut Checker);

    // What the macros ask of a type. Each asks by a method of this trait: a type that is no contract is then one error.

    #[doc(hidden)]
    fn schema(types: &mut SchemaGenerator) -> Schema {
        types.subschema_for::<Self>()
    }

    #[doc(hidden)]
    fn take(parameters: &mut Parameters, name: &'static str) -> Option<Self> {
        parameters.take(name)
    }

    #[doc(hidden)]
    fn encode(&self) -> Result<Value, StepFailure> {
        crate::step::encode(self)
    }
}

/// What is wrong with one place of a JSON value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The place, as a JSON pointer (RFC 6901); empty for the value itself.
    pub pointer: String,
    /// What is wrong with it, as a sentence without subject: `must be greater than 0`.
    pub detail: String,
}

/// The value as a `T`, or every problem that it has.
///
/// # Errors
/// Every [`Problem`], in the order of the type's fields. See [`Contract`] for an example.
pub fn decode<T: Contract>(mut value: Value) -> Result<T, Vec<Problem>> {
    read_numbers_by_value(&mut value);
    let mut checker = Checker::default();
    T::check(&value, &mut checker);
    if !checker.problems.is_empty() {
        return Err(checker.problems);
    }
    serde_json::from_value(value).map_err(|error| {
        vec![Problem {
            pointer: String::new(),
            detail: error.to_string(),
        }]
    })
}

/// Writes every number that is an integer as one: `500.0` and `5e2` are `500`, as in JSON Schema, but serde takes no float
/// for an integer.
pub(crate) fn read_numbers_by_value(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(integer) = number.as_f64().filter(|_| number.is_f64()).and_then(integer) {
                *value = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(read_numbers_by_value),
        Value::Object(fields) => fields.values_mut().for_each(read_numbers_by_value),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The integer that a float is, where it is one that a float carries exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the bound makes both exact"
)]
fn integer(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() <= EXACT_MAX as f64;
    exact.then_some(number as i64)
}

/// Collects the problems of a value, and knows which place of it is being looked at.
#[derive(Debug, Default)]
pub struct Checker {
    pointer: String,
    problems: Vec<Problem>,
}

impl Checker {
    /// Reports a problem of the place that is being looked at.
    pub fn report(&mut self, detail: impl Into<String>) {
        self.problems.push(Problem {
            pointer: self.pointer.clone(),
            detail: detail.into(),
        });
    }

    /// The problems found.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Looks at one place below the present one.
    pub fn at(&mut self, key: &str, look: impl FnOnce(&mut Checker)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        look(self);
        self.pointer.truncate(length);
    }

    /// Lets serde decide about a value that has no parts of its own.
    pub fn leaf<T: DeserializeOwned>(&mut self, value: &Value) {
        if let Err(error) = T::deserialize(value) {
            self.report(error.to_string());
        }
    }

    /// Lets serde decide about a value that is one of several texts.
    pub fn text<T: DeserializeOwned>(&mut self, value: &Value) {
        match value {
            Value::String(_) => self.leaf::<T>(value),
            // Serde would take `{"dep": null}` for `"dep"`, which no state machine could compare.
            other => self.report(format!("must be a text, not {}", kind(other))),
        }
    }

    /// Looks at the fields of an object; reports a value that is none.
    pub fn object<'value>(&mut self, value: &'value Value, look: impl FnOnce(&mut ObjectChecker<'_, 'value>)) {
        match value {
            Value::Object(fields) => look(&mut ObjectChecker {
                checker: self,
                fields,
                known: Vec::new(),
            }),
            other => self.report(format!("must be an object, not {}", kind(other))),
        }
    }
}

/// Checks the fields of one object.
#[derive(Debug)]
pub struct ObjectChecker<'checker, 'value> {
    checker: &'checker mut Checker,
    fields: &'value Map<String, Value>,
    known: Vec<&'static str>,
}

impl ObjectChecker<'_, '_> {
    /// Looks at the field of that name; reports its absence, unless it is optional.
    pub fn field(&mut self, name: &'static str, optional: bool, check: fn(&Value, &mut Checker)) {
        self.known.push(name);
        match self.fields.get(name) {
            Some(value) => self.checker.at(name, |checker| check(value, checker)),
            None if optional => {}
            None => self.checker.at(name, |checker| checker.report("is required")),
        }
    }

    /// Reports every field that has not been looked at.
    pub fn no_others(&mut self) {
        for name in self.fields.keys().filter(|name| !self.known.contains(&name.as_str())) {
            let known = self.known.join(", ");
            self.checker.at(name, |checker| {
                checker.report(format!("is not a field; there are {known}"))
            });
        }
    }
}

/// The kind of a JSON value, with its article.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
