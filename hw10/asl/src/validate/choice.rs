//! Judges the rules of a Choice: conditions in JSONata, variables and operators in JSONPath.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>

use serde_json::Value;

use super::fields::{Field, always, jsonata as of_jsonata, jsonpath as of_jsonpath};
use super::forms::{Form, kind};
use super::jsonata::Reads;
use super::place::Place;
use super::recovery::objects;
use super::rules::{jsonata, jsonpath, structure};
use super::variables::Known;
use super::{Fields, Validator};
use crate::model::QueryLanguage;
use crate::write::jsonata_in;

/// What a rule has beside what it compares.
const RULE: &[Field] = &[
    always("Next", Form::Text).required(),
    always("Comment", Form::Text),
    always("Assign", Form::Assign(Reads::Nothing)),
    of_jsonata("Condition", Form::Anything).required(),
    of_jsonata("Output", Form::Template(Reads::Nothing)),
];

/// What compares, in a rule and in what it combines.
const COMPARISON: &[Field] = &[
    of_jsonpath("Variable", Form::ReferencePath),
    of_jsonpath("And", Form::Objects),
    of_jsonpath("Or", Form::Objects),
    of_jsonpath("Not", Form::Object),
    operator("StringEquals"),
    operator("StringEqualsPath"),
    operator("StringLessThan"),
    operator("StringLessThanPath"),
    operator("StringGreaterThan"),
    operator("StringGreaterThanPath"),
    operator("StringLessThanEquals"),
    operator("StringLessThanEqualsPath"),
    operator("StringGreaterThanEquals"),
    operator("StringGreaterThanEqualsPath"),
    operator("StringMatches"),
    operator("NumericEquals"),
    operator("NumericEqualsPath"),
    operator("NumericLessThan"),
    operator("NumericLessThanPath"),
    operator("NumericGreaterThan"),
    operator("NumericGreaterThanPath"),
    operator("NumericLessThanEquals"),
    operator("NumericLessThanEqualsPath"),
    operator("NumericGreaterThanEquals"),
    operator("NumericGreaterThanEqualsPath"),
    operator("BooleanEquals"),
    operator("BooleanEqualsPath"),
    operator("TimestampEquals"),
    operator("TimestampEqualsPath"),
    operator("TimestampLessThan"),
    operator("TimestampLessThanPath"),
    operator("TimestampGreaterThan"),
    operator("TimestampGreaterThanPath"),
    operator("TimestampLessThanEquals"),
    operator("TimestampLessThanEqualsPath"),
    operator("TimestampGreaterThanEquals"),
    operator("TimestampGreaterThanEqualsPath"),
    operator("IsNull"),
    operator("IsPresent"),
    operator("IsNumeric"),
    operator("IsString"),
    operator("IsBoolean"),
    operator("IsTimestamp"),
];

const fn operator(name: &'static str) -> Field {
    of_jsonpath(name, Form::Anything)
}

/// What combines rules.
const COMBINATIONS: [&str; 3] = ["And", "Or", "Not"];

/// What the operators' names begin with.
const FAMILIES: [&str; 5] = ["String", "Numeric", "Boolean", "Timestamp", "Is"];

impl<'a> Validator<'a> {
    pub(super) fn choice(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        let place = place.field("Choices");
        if state
            .get("Choices")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            self.report(&structure::EMPTY, &place, "is empty; a Choice has at least one rule");
        }
        for (index, rule) in objects(state.get("Choices")) {
            let place = place.item(index);
            self.fields(rule, &place, &[RULE, COMPARISON], language, known);
            match language {
                QueryLanguage::Jsonata => self.condition(rule, &place, known),
                QueryLanguage::JsonPath => self.comparison(rule, &place, known),
            }
        }
    }

    fn condition(&mut self, rule: &'a Fields, place: &Place, known: &Known<'a>) {
        let place = place.field("Condition");
        match rule.get("Condition") {
            None | Some(Value::Bool(_)) => {}
            Some(Value::String(text)) if jsonata_in(text).is_some() => self.text(text, &place, Reads::Nothing, known),
            Some(other) => {
                let message = format!("must be an expression `{{% … %}}`, true or false, not {}", kind(other));
                self.report(&jsonata::NOT_AN_EXPRESSION, &place, message);
            }
        }
    }

    fn comparison(&mut self, rule: &'a Fields, place: &Place, known: &Known<'a>) {
        let operators: Vec<&'a String> = rule.keys().filter(|it| is_operator(it)).collect();
        match operators.as_slice() {
            [] => {
                let message = "compares nothing; give it `Variable` and an operator, or `And`, `Or`, `Not`";
                self.report(&jsonpath::OPERATOR, place, message);
            }
            [operator] => self.compared(rule, operator, place, known),
            several => {
                for operator in several {
                    let message = format!(
                        "is one of {} operators; a rule has one, leave out the others",
                        several.len()
                    );
                    self.report(&jsonpath::OPERATOR, &place.field(operator), message);
                }
            }
        }
    }

    fn compared(&mut self, rule: &'a Fields, operator: &str, place: &Place, known: &Known<'a>) {
        if COMBINATIONS.contains(&operator) {
            return self.combined(rule, operator, place, known);
        }
        if !rule.contains_key("Variable") {
            let message = "the field `Variable` is missing: what is compared";
            self.report(&structure::MISSING_FIELD, place, message);
        }
        if let Some(operand) = rule.get(operator) {
            self.operand(operator, operand, &place.field(operator), known);
        }
    }

    fn combined(&mut self, rule: &'a Fields, operator: &str, place: &Place, known: &Known<'a>) {
        let inner = rule.get(operator);
        let place = place.field(operator);
        if let Some(rule) = inner.and_then(Value::as_object) {
            self.inner_rule(rule, &place, known);
        }
        if inner.and_then(Value::as_array).is_some_and(Vec::is_empty) {
            self.report(&structure::EMPTY, &place, "is empty; it combines at least one rule");
        }
        for (index, rule) in objects(inner) {
            self.inner_rule(rule, &place.item(index), known);
        }
    }

    /// A rule within a rule: it leads nowhere of its own.
    fn inner_rule(&mut self, rule: &'a Fields, place: &Place, known: &Known<'a>) {
        const INNER: &[Field] = &[always("Comment", Form::Text)];
        self.fields(rule, place, &[INNER, COMPARISON], QueryLanguage::JsonPath, known);
        self.comparison(rule, place, known);
    }

    fn operand(&mut self, operator: &str, operand: &'a Value, place: &Place, known: &Known<'a>) {
        if operator.ends_with("Path") {
            return self.form(Form::ReferencePath, operand, place, QueryLanguage::JsonPath, known);
        }
        if operator.starts_with("Timestamp") && operand.is_string() {
            return self.timestamp(operand, place);
        }
        let (fits, expected) = match FAMILIES.iter().find(|it| operator.starts_with(*it)) {
            Some(&"Numeric") => (operand.is_number(), "a number"),
            Some(&("Boolean" | "Is")) => (operand.is_boolean(), "true or false"),
            Some(&"Timestamp") => (false, "a time in RFC 3339"),
            _ => (operand.is_string(), "text"),
        };
        if !fits {
            let message = format!("`{operator}` compares with {expected}, not with {}", kind(operand));
            self.report(&jsonpath::OPERAND, place, message);
        }
    }
}

fn is_operator(name: &str) -> bool {
    let is_comparison = || COMPARISON.iter().any(|it| it.name() == name) && name != "Variable";
    COMBINATIONS.contains(&name) || is_comparison()
}
