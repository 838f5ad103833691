//! The contracts that Rust brings along: booleans, integers that a JSON number carries exactly, text, `Option`, `Vec`; and any JSON
//! value at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Contract;
use crate::contract::Checker;

/// Any JSON value. A workflow passes it on whole.
#[derive(Debug, Clone, PartialEq, Default, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Json(pub Value);

macro_rules! leaves {
    ($($type:ty),*) => {$(
        impl Contract for $type {
            fn check(value: &Value, checker: &mut Checker) {
                checker.leaf::<$type>(value);
            }
        }
    )*};
}
leaves!((), bool, i8, i16, i32, u8, u16, u32, f64, String);

impl<T: Contract> Contract for Option<T> {
    const OPTIONAL: bool = true;

    fn check(value: &Value, checker: &mut Checker) {
        if !value.is_null() {
            T::check(value, checker);
        }
    }
}

impl<T: Contract> Contract for Vec<T> {
    fn check(value: &Value, checker: &mut Checker) {
        let Value::Array(items) = value else {
            return checker.leaf::<Vec<T>>(value);
        };
        for (index, item) in items.iter().enumerate() {
            checker.at(&index.to_string(), |checker| T::check(item, checker));
        }
    }
}
