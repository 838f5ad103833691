//! Text with a rule: a value of these types keeps its rule, since there is no way around the check.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Timestamp};

/// A text that breaks the rule of its type; displays the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
pub struct TextError {
    rule: &'static str,
}

/// A type around a `String`: its rule as a function, in words for a person, and as a JSON Schema.
macro_rules! text {
    ($(#[$doc:meta])* $type:ident, $holds:expr, $rule:literal, $schema:tt) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Contract, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// The text, checked.
            ///
            /// # Errors
            /// [`TextError`], which displays the rule.
            pub fn parse(text: impl Into<String>) -> Result<$type, TextError> {
                let text = text.into();
                let holds: fn(&str) -> bool = $holds;
                if holds(&text) { Ok($type(text)) } else { Err(TextError { rule: $rule }) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = TextError;

            fn try_from(text: String) -> Result<$type, TextError> {
                $type::parse(text)
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> String {
                text.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

text!(
    /// The number of an account.
    AccountId,
    |text| (1..=34).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
    "must be 1 to 34 letters, digits or hyphens",
    { "description": "The number of an account.", "type": "string", "pattern": "^[0-9A-Za-z-]{1,34}$", "minLength": 1, "maxLength": 34, "examples": ["12345"] }
);

text!(
    /// What a transaction is for, in the customer's words.
    Description,
    |text| text.chars().count() <= 256,
    "must be at most 256 characters",
    { "description": "What a transaction is for, in the customer's words.", "type": "string", "maxLength": 256, "examples": ["My paycheck"] }
);

text!(
    /// The client's name for a request, under which it may send it again without its being applied twice.
    IdempotencyKey,
    |text| (1..=255).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
    "must be 1 to 255 printable ASCII characters",
    { "description": "The client's name for a request.", "type": "string", "pattern": "^[ -~]{1,255}$", "minLength": 1, "maxLength": 255, "examples": ["paycheck-2026-11"] }
);

text!(
    /// The gateway's name for a request.
    RequestId,
    |text| (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()),
    "must be 1 to 128 visible ASCII characters",
    { "description": "The gateway's name for a request.", "type": "string", "pattern": "^[!-~]{1,128}$", "minLength": 1, "maxLength": 128, "examples": ["0b5f3c1e-7a42-4d0c-9e57-1f2a3b4c5d6e"] }
);

text!(
    /// The name of a transaction in the ledger; made by [`Posting::transaction_id`](crate::Posting::transaction_id).
    TransactionId,
    |text| {
        let name = text.strip_prefix("k-").or_else(|| text.strip_prefix("r-"));
        name.is_some_and(|name| IdempotencyKey::parse(name).is_ok())
    },
    "must be k-<idempotency key> or r-<request id>",
    { "description": "The name of a transaction in the ledger.", "type": "string", "pattern": "^[kr]-[ -~]{1,255}$", "minLength": 3, "maxLength": 257, "examples": ["k-paycheck-2026-11"] }
);

text!(
    /// When a transaction was posted: RFC 3339, in UTC.
    PostedAt,
    is_utc_timestamp,
    "must be a time like 2026-11-22T19:43:00.123Z",
    {
        "description": "When a transaction was posted: RFC 3339, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?Z$",
        "minLength": 20,
        "maxLength": 30,
        "examples": ["2026-11-22T19:43:00.123Z"]
    }
);

/// Whether the text is a moment in the calendar, to whatever part of a second.
fn is_utc_timestamp(text: &str) -> bool {
    let Some((seconds, fraction)) = text.strip_suffix('Z').and_then(|text| text.split_at_checked(19)) else {
        return false;
    };
    let fraction_holds = match fraction.strip_prefix('.') {
        Some(places) => (1..=9).contains(&places.len()) && places.bytes().all(|byte| byte.is_ascii_digit()),
        None => fraction.is_empty(),
    };
    fraction_holds && format!("{seconds}.000Z").parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_is_letters_digits_and_hyphens() {
        for good in ["1", "12345", "DE-02", &"a".repeat(34)] {
            assert!(AccountId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", " 1", "1 ", "ä", "a_b", "1\n", &"a".repeat(35)] {
            assert!(AccountId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_description_is_counted_in_characters() {
        assert!(Description::parse("ü".repeat(256)).is_ok());
        assert!(Description::parse("ü".repeat(257)).is_err());
    }

    #[test]
    fn a_time_is_utc_and_whole() {
        for good in ["2026-11-22T19:43:00Z", "2026-11-22T19:43:00.123Z"] {
            assert!(PostedAt::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "2026-11-22T19:43:00",
            "2026-11-22T19:43:00.Z",
            "2026-11-22 19:43:00Z",
            "2026-02-29T19:43:00Z",
            "2026-11-22T24:00:00Z",
            "Z",
            "é".repeat(12).as_str(),
        ] {
            assert!(PostedAt::parse(bad).is_err(), "{bad}");
        }
    }
}
