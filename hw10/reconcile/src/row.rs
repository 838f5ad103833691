//! A row as the auditor sees it. Knows DynamoDB's types, not the bank's rows.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

/// The attributes of one row, by name.
pub type Row = BTreeMap<String, Cell>;

/// The value of an attribute. In JSON it looks as it does in DynamoDB's own: `{"N":"12.5"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// A string.
    #[serde(rename = "S")]
    Text(String),
    /// A number, as the decimal that DynamoDB wrote.
    #[serde(rename = "N")]
    Number(String),
    /// A value of another type. No row of the bank has one, so its type alone is kept.
    #[serde(rename = "other")]
    Other(String),
}

impl From<AttributeValue> for Cell {
    fn from(value: AttributeValue) -> Cell {
        match value {
            AttributeValue::S(text) => Cell::Text(text),
            AttributeValue::N(decimal) => Cell::Number(decimal),
            AttributeValue::B(_) => Cell::Other("B".to_owned()),
            AttributeValue::Bool(_) => Cell::Other("BOOL".to_owned()),
            AttributeValue::Bs(_) => Cell::Other("BS".to_owned()),
            AttributeValue::L(_) => Cell::Other("L".to_owned()),
            AttributeValue::M(_) => Cell::Other(MAP.to_owned()),
            AttributeValue::Ns(_) => Cell::Other("NS".to_owned()),
            AttributeValue::Null(_) => Cell::Other("NULL".to_owned()),
            AttributeValue::Ss(_) => Cell::Other("SS".to_owned()),
            // The SDK leaves room for types that are yet to come.
            _ => Cell::Other("unknown".to_owned()),
        }
    }
}

impl Cell {
    /// Whether it is a map, whatever is in it.
    pub(crate) fn is_map(&self) -> bool {
        matches!(self, Cell::Other(kind) if kind == MAP)
    }
}

const MAP: &str = "M";

/// The row of an item that was read.
pub(crate) fn from_item(item: HashMap<String, AttributeValue>) -> Row {
    item.into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// The item of a row that is a key: of strings and numbers, as every key is.
pub(crate) fn to_key(row: &Row) -> HashMap<String, AttributeValue> {
    let value = |cell: &Cell| match cell {
        Cell::Number(decimal) => AttributeValue::N(decimal.clone()),
        Cell::Text(text) | Cell::Other(text) => AttributeValue::S(text.clone()),
    };
    row.iter().map(|(name, cell)| (name.clone(), value(cell))).collect()
}

/// The text of an attribute, where it has one.
pub(crate) fn text<'r>(row: &'r Row, name: &str) -> Option<&'r str> {
    match row.get(name)? {
        Cell::Text(text) => Some(text),
        Cell::Number(_) | Cell::Other(_) => None,
    }
}
