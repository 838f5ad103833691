//! Inputs of the bank's workflow, generated from the contract: everything that its types allow, the odd corners often.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::scripted::{Script, Verdict};

/// The input of an execution, as the gateway makes it: optional fields are absent, `null` or there.
pub fn request() -> impl Strategy<Value = Value> {
    (transaction(), optional("[ -~]{1,40}"), "[!-~]{1,36}").prop_map(|(transaction, key, request_id)| {
        let mut request = Map::from_iter([("transaction".to_owned(), transaction)]);
        request.extend(key.map(|key| ("idempotency_key".to_owned(), key)));
        request.insert("request_id".to_owned(), Value::from(request_id));
        Value::Object(request)
    })
}

fn transaction() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![Just("dep"), Just("wtd")];
    ("[0-9A-Za-z-]{1,34}", amount(), kind, optional("\\PC{0,64}")).prop_map(|(account, amount, kind, desc)| {
        let mut transaction = json!({ "account": account, "amount": amount, "type": kind });
        if let (Some(fields), Some(desc)) = (transaction.as_object_mut(), desc) {
            fields.insert("desc".to_owned(), desc);
        }
        transaction
    })
}

/// A text that may be absent (`None`) or `null`.
fn optional(text: &'static str) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        Just(Some(Value::Null)),
        text.prop_map(|text| Some(Value::from(text)))
    ]
}

/// An amount in major units: whole, with cents, the smallest, the largest.
fn amount() -> impl Strategy<Value = Value> {
    let minor_units = prop_oneof![1..=100_000_000_000_i64, 1..10_000_i64, Just(1), Just(100_000_000_000)];
    minor_units.prop_map(|minor_units| {
        let decimal = format!("{}.{:02}", minor_units / 100, minor_units % 100);
        json!(decimal.parse::<f64>().expect("a decimal is a float"))
    })
}

/// How the steps go; well, more often than not.
pub fn script() -> impl Strategy<Value = Script> {
    let balance = -999_999_999_999_999..=999_999_999_999_999_i64;
    (verdict(), verdict(), verdict(), balance).prop_map(|(account, funds, posting, balance)| Script {
        account,
        funds,
        posting,
        balance,
    })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        6 => Just(Verdict::Well),
        1 => Just(Verdict::Unknown),
        1 => Just(Verdict::Insufficient),
        1 => Just(Verdict::Reused),
        1 => Just(Verdict::Unusable),
        1 => Just(Verdict::Busy),
        1 => Just(Verdict::Unavailable),
    ]
}
