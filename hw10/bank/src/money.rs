//! Money: whole minor units in Rust, a JSON number in major units on the wire. Never computes in floating point.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use stepwright::Contract;

/// Why a number is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a decimal number.
    #[error("must be a number")]
    NotANumber,
    /// There are more than two decimals.
    #[error("must have at most two decimals")]
    TooPrecise,
    /// An amount is zero or less.
    #[error("must be greater than 0")]
    NotPositive,
    /// The number is beyond what the bank keeps.
    #[error("must be at most {0}")]
    TooLarge(&'static str),
}

/// How much a transaction moves: more than zero, at most 1,000,000,000.00.
///
/// ```
/// use bank::Amount;
///
/// let amount: Amount = serde_json::from_str("5e2")?;
/// assert_eq!(amount, Amount::from_minor_units(50_000).unwrap());
/// assert_eq!(serde_json::to_string(&amount)?, "500");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Contract)]
pub struct Amount(i64);

impl Amount {
    const MAX_MINOR_UNITS: i64 = 100_000_000_000;

    /// The amount of so many minor units (cents).
    ///
    /// # Errors
    /// [`MoneyError::NotPositive`] and [`MoneyError::TooLarge`].
    pub fn from_minor_units(minor_units: i64) -> Result<Amount, MoneyError> {
        match minor_units {
            ..=0 => Err(MoneyError::NotPositive),
            1..=Self::MAX_MINOR_UNITS => Ok(Amount(minor_units)),
            _ => Err(MoneyError::TooLarge("1000000000.00")),
        }
    }

    /// The amount in minor units (cents).
    pub fn minor_units(self) -> i64 {
        self.0
    }
}

/// What an account holds. Below zero only where a row was made so by hand.
///
/// ```
/// use bank::Balance;
///
/// let balance = Balance::from_decimal("100.5").unwrap();
/// assert_eq!(balance.minor_units(), 10_050);
/// assert_eq!(balance.to_string(), "100.50");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Contract)]
pub struct Balance(i64);

impl Balance {
    /// 15 significant digits: what a JSON number carries exactly, wherever it is read.
    const MAX_MINOR_UNITS: i64 = 999_999_999_999_999;

    /// The balance of so many minor units (cents).
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond 15 digits.
    pub fn from_minor_units(minor_units: i64) -> Result<Balance, MoneyError> {
        if minor_units.unsigned_abs() <= Self::MAX_MINOR_UNITS.unsigned_abs() {
            Ok(Balance(minor_units))
        } else {
            Err(MoneyError::TooLarge("9999999999999.99"))
        }
    }

    /// The balance that a decimal number in major units says, as DynamoDB writes it.
    ///
    /// # Errors
    /// [`MoneyError`]; an exponent is not a decimal number.
    pub fn from_decimal(text: &str) -> Result<Balance, MoneyError> {
        Balance::from_minor_units(minor_units(text)?)
    }

    /// The balance in minor units (cents).
    pub fn minor_units(self) -> i64 {
        self.0
    }

    /// The balance after a deposit; `None` where it would be more than the bank keeps.
    pub fn plus(self, amount: Amount) -> Option<Balance> {
        Balance::from_minor_units(self.0.checked_add(amount.0)?).ok()
    }

    /// The balance after a withdrawal; `None` where the funds do not suffice.
    pub fn minus(self, amount: Amount) -> Option<Balance> {
        let left = self.0.checked_sub(amount.0)?;
        (left >= 0).then_some(Balance(left))
    }
}

/// Minor units from a plain decimal number: `-12.5` is -1250.
fn minor_units(text: &str) -> Result<i64, MoneyError> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return Err(MoneyError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 2 {
        return Err(MoneyError::TooPrecise);
    }
    format!("{whole}{fraction:0<2}")
        .parse::<i64>()
        .map(|units| sign * units)
        .map_err(|_| MoneyError::TooLarge("9999999999999.99"))
}

/// Major units with two decimals: -1250 is `-12.50`.
fn write_major_units(minor_units: i64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = if minor_units < 0 { "-" } else { "" };
    let units = minor_units.unsigned_abs();
    write!(out, "{sign}{}.{:02}", units / 100, units % 100)
}

/// A JSON number in major units. Up to 15 digits the nearest float prints as the very decimal that it was read from.
fn serialize<S: Serializer>(money: &impl fmt::Display, minor_units: i64, to: S) -> Result<S::Ok, S::Error> {
    if minor_units % 100 == 0 {
        return to.serialize_i64(minor_units / 100);
    }
    let decimal = money.to_string();
    to.serialize_f64(decimal.parse().expect("a decimal with two digits is a float"))
}

/// Reads a JSON number by its value: `500`, `500.0` and `5e2` are equal.
struct MinorUnits;

impl Visitor<'_> for MinorUnits {
    type Value = i64;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        minor_units(&value.to_string()).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        minor_units(&value.to_string()).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        // `Display` writes the shortest decimal that reads back as the same float, and never an exponent.
        minor_units(&value.to_string()).map_err(E::custom)
    }
}

macro_rules! money {
    ($type:ident, $schema:tt) => {
        impl fmt::Display for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_major_units(self.0, out)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                serialize(self, self.0, to)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                let minor_units = from.deserialize_any(MinorUnits)?;
                $type::from_minor_units(minor_units).map_err(D::Error::custom)
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

money!(Amount, {
    "description": "An amount of money in major units, with at most two decimals.",
    "type": "number",
    "exclusiveMinimum": 0,
    "maximum": 1_000_000_000,
    "multipleOf": 0.01,
    "examples": [500],
});
money!(Balance, {
    "description": "What an account holds, in major units, with at most two decimals.",
    "type": "number",
    "minimum": -9_999_999_999_999.99,
    "maximum": 9_999_999_999_999.99,
    "multipleOf": 0.01,
    "examples": [1500],
});

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(json: &str) -> Result<i64, String> {
        let read = serde_json::from_str::<Amount>(json);
        read.map(Amount::minor_units).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_are_read_by_value() {
        for text in ["500", "500.0", "5e2", "500.00", "5E+2"] {
            assert_eq!(amount(text), Ok(50_000), "{text}");
        }
        assert_eq!(amount("0.01"), Ok(1));
        assert_eq!(amount("0.29"), Ok(29));
        assert_eq!(amount("1000000000.00"), Ok(100_000_000_000));
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_reason() {
        for (text, reason) in [
            ("0", "greater than 0"),
            ("-1", "greater than 0"),
            ("0.001", "two decimals"),
            ("10.999", "two decimals"),
            ("1000000000.01", "at most 1000000000.00"),
            ("1e300", "at most"),
            ("9007199254740993", "at most"),
            ("\"500\"", "expected a number"),
            ("null", "expected a number"),
            ("1e400", "number out of range"),
        ] {
            let error = amount(text).expect_err(text);
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn every_cent_survives_the_wire() {
        for minor_units in (1..200_000).chain(99_999_999_000..=100_000_000_000) {
            let json = serde_json::to_string(&Amount(minor_units)).expect("an amount is JSON");
            assert_eq!(amount(&json), Ok(minor_units), "{json}");
        }
    }

    #[test]
    fn a_balance_is_exact_up_to_fifteen_digits() {
        for text in ["0", "-0.01", "9999999999999.99", "-9999999999999.99", "1.10"] {
            let balance = Balance::from_decimal(text).expect(text);
            let json = serde_json::to_value(balance).expect("a balance is JSON");
            assert_eq!(serde_json::from_value::<Balance>(json).expect(text), balance);
        }
        assert_eq!(
            Balance::from_decimal("10000000000000"),
            Err(MoneyError::TooLarge("9999999999999.99"))
        );
        assert_eq!(Balance::from_decimal("1E3"), Err(MoneyError::NotANumber));
        assert_eq!(Balance::from_decimal(""), Err(MoneyError::NotANumber));
    }

    #[test]
    fn a_withdrawal_never_goes_below_zero_and_a_deposit_never_above_the_limit() {
        let cents = |units| Amount::from_minor_units(units).expect("an amount");
        let balance = Balance::from_decimal("1").expect("a balance");
        assert_eq!(balance.minus(cents(100)), Balance::from_minor_units(0).ok());
        assert_eq!(balance.minus(cents(101)), None);
        let full = Balance::from_decimal("9999999999999.99").expect("a balance");
        assert_eq!(full.plus(cents(1)), None);
    }
}
