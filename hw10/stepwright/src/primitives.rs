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

macro_rules! wide {
    ($($type:ty),*) => {$(
        impl Contract for $type {
            fn check(value: &Value, checker: &mut Checker) {
                checker.leaf::<$type>(value);
                let exact = |it: &Value| it.as_i64().is_some_and(|it| (-EXACT_MAX..=EXACT_MAX).contains(&it));
                if (value.is_i64() || value.is_u64()) && !exact(value) {
                    checker.report(format!("must lie between -{EXACT_MAX} and {EXACT_MAX}, where JSON's numbers are exact"));
                }
            }
        }
    )*};
}
wide!(i64, u64, usize);

/// 2^53 - 1: up to here, a double is one integer and no other.
pub(crate) const EXACT_MAX: i64 = 9_007_199_254_740_991;

macro_rules! tuples {
    ($($($type:ident $index:literal),*;)*) => {$(
        impl<$($type: Contract),*> Contract for ($($type,)*) {
            fn check(value: &Value, checker: &mut Checker) {
                match value {
                    Value::Array(items) if items.len() == [$($index),*].len() => {
                        $(checker.at(&$index.to_string(), |checker| $type::check(&items[$index], checker));)*
                    }
                    _ => checker.report(format!("must be a list of {}", [$($index),*].len())),
                }
            }
        }
    )*};
}
tuples! {
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
}

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
