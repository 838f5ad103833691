//! A DynamoDB item read attribute by attribute. Knows DynamoDB's types, not the bank's rows.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// The attributes of one row.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A row that is not what it ought to be. Names the attribute and never its value: that may be a balance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("attribute `{attribute}` {problem}")]
pub(crate) struct RowError {
    attribute: &'static str,
    problem: String,
}

impl RowError {
    pub(crate) fn new(attribute: &'static str, problem: impl ToString) -> RowError {
        RowError {
            attribute,
            problem: problem.to_string(),
        }
    }
}

/// The text of a string attribute.
pub(crate) fn text<'i>(item: &'i Item, attribute: &'static str) -> Result<&'i str, RowError> {
    optional_text(item, attribute)?.ok_or_else(|| RowError::new(attribute, "is missing"))
}

/// The text of a string attribute that may be absent.
pub(crate) fn optional_text<'i>(item: &'i Item, attribute: &'static str) -> Result<Option<&'i str>, RowError> {
    match item.get(attribute) {
        None => Ok(None),
        Some(AttributeValue::S(text)) => Ok(Some(text)),
        Some(_) => Err(RowError::new(attribute, "is not a string")),
    }
}

/// The decimal text of a number attribute.
pub(crate) fn number<'i>(item: &'i Item, attribute: &'static str) -> Result<&'i str, RowError> {
    optional_number(item, attribute)?.ok_or_else(|| RowError::new(attribute, "is missing"))
}

/// The decimal text of a number attribute that may be absent.
pub(crate) fn optional_number<'i>(item: &'i Item, attribute: &'static str) -> Result<Option<&'i str>, RowError> {
    match item.get(attribute) {
        None => Ok(None),
        Some(AttributeValue::N(decimal)) => Ok(Some(decimal)),
        Some(_) => Err(RowError::new(attribute, "is not a number")),
    }
}

/// A string attribute.
pub(crate) fn string_value(text: impl ToString) -> AttributeValue {
    AttributeValue::S(text.to_string())
}

/// A number attribute. The number is given as the decimal that it displays: no float ever stands between.
pub(crate) fn number_value(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
