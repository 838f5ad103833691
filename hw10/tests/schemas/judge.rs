//! The other reader of JSON Schema, and the values that it is asked about.

use std::cell::Cell;

use hw10_tests::near;
use jsonschema::Validator;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::catalogue::Case;

/// How many values are tried for each schema.
const CASES: u32 = 256;

/// A schema as `jsonschema` reads it, whatever its dialect; formats count.
pub(crate) struct Judge(Validator);

impl Judge {
    pub(crate) fn of(schema: &Value) -> Judge {
        let validator = jsonschema::options().should_validate_formats(true).build(schema);
        Judge(validator.unwrap_or_else(|error| panic!("{error}: {schema:#}")))
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// What it has against a value.
    pub(crate) fn complaints(&self, value: &Value) -> String {
        let complaint = |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
        self.0.iter_errors(value).map(complaint).collect::<Vec<_>>().join("\n")
    }
}

/// Asks about values that the case's schema describes, or nearly does; some must have been read, and some refused.
pub(crate) fn judged(case: &Case, ask: impl Fn(&Value) -> Option<Value>) {
    let (read, refused) = (Cell::new(0), Cell::new(0));
    try_values(&case.schema, |value| {
        let counter = if ask(value).is_some() { &read } else { &refused };
        counter.set(counter.get() + 1);
    });
    assert!(read.get() > 0, "{}: no value was read", case.name);
    assert!(refused.get() > 0, "{}: no value was refused", case.name);
}

/// Asks about values near the schema.
pub(crate) fn try_values(schema: &Value, ask: impl Fn(&Value)) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&near::near(schema), |value| {
        ask(&value);
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}
