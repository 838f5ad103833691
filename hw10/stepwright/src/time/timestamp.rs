//! A moment, to the millisecond, in the one form that state machines write it in.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::Contract;

/// A moment, to the millisecond: `2026-11-22T19:43:00.123Z` on the wire.
///
/// That is RFC 3339 in UTC, always with three decimals, as a state machine's `$now()` writes it: so two texts are equal
/// exactly if the moments are, and come in the same order.
///
/// ```
/// use stepwright::Timestamp;
///
/// let morning: Timestamp = "2026-11-22T07:00:00.000Z".parse().unwrap();
/// let evening = Timestamp::from_unix_millis(1_795_377_600_000).unwrap();
/// assert_eq!(evening.to_string(), "2026-11-22T20:00:00.000Z");
/// assert!(morning < evening);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Contract, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// A text that is no [`Timestamp`], or a moment before the year 0 or after the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time in UTC with milliseconds, like 2026-11-22T19:43:00.123Z")]
pub struct TimestampError;

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;
/// The days from the first of March of the year 0 to 1970.
const DAYS_BEFORE_1970: i64 = 719_468;
/// The days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

impl Timestamp {
    /// `0000-01-01T00:00:00.000Z`.
    pub const MIN: Timestamp = Timestamp(-62_167_219_200_000);
    /// `9999-12-31T23:59:59.999Z`.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);

    /// The moment so many milliseconds after the beginning of 1970.
    ///
    /// # Errors
    /// [`TimestampError`] outside of the years 0 to 9999.
    pub fn from_unix_millis(millis: i64) -> Result<Timestamp, TimestampError> {
        let moment = Timestamp(millis);
        if (Timestamp::MIN..=Timestamp::MAX).contains(&moment) {
            Ok(moment)
        } else {
            Err(TimestampError)
        }
    }

    /// Milliseconds since the beginning of 1970.
    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// The moment so much later; `None` after the year 9999. What is less than a millisecond does not count.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Timestamp> {
        let millis = i64::try_from(duration.as_millis()).ok()?;
        Timestamp::from_unix_millis(self.0.checked_add(millis)?).ok()
    }

    /// How long it is from an earlier moment to this one; nothing if that one is later.
    #[must_use]
    pub fn duration_since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Timestamp, TimestampError> {
        parse(text.as_bytes()).map(Timestamp).ok_or(TimestampError)
    }
}

/// Milliseconds since 1970, of a text of the one form, about a day that is in the calendar.
fn parse(text: &[u8]) -> Option<i64> {
    let form = text.iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
    if !form.eq(*b"0000-00-00T00:00:00.000Z") {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = text[from..to].iter();
        digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let holds = (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
    // A state machine knows no leap second.
    (holds && hour < 24 && minute < 60 && second < 60).then(|| {
        days_since_1970(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * SECOND + number(20, 23)
    })
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970 to a day. Years are counted from March, so that the leap day is the last of its year:
/// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - DAYS_BEFORE_1970
}

/// Year, month and day, so many days after the first of 1970.
fn day_in_calendar(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_BEFORE_1970;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = day_in_calendar(self.0.div_euclid(DAY));
        let millis = self.0.rem_euclid(DAY);
        let (hour, minute) = (millis / (3_600 * SECOND), millis / (60 * SECOND) % 60);
        let (second, millis) = (millis / SECOND % 60, millis % SECOND);
        write!(
            out,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"
        )
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Timestamp, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> String {
        moment.to_string()
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampError;

    /// The moment, what is less than a millisecond being left out.
    fn try_from(time: SystemTime) -> Result<Timestamp, TimestampError> {
        let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()),
            Err(before) => i64::try_from(before.duration().as_nanos().div_ceil(1_000_000)).map(|millis| -millis),
        };
        millis.map_or(Err(TimestampError), Timestamp::from_unix_millis)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(moment: Timestamp) -> SystemTime {
        let distance = Duration::from_millis(moment.0.unsigned_abs());
        if moment.0 < 0 {
            SystemTime::UNIX_EPOCH - distance
        } else {
            SystemTime::UNIX_EPOCH + distance
        }
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A moment: RFC 3339, in UTC, with milliseconds.",
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{3}Z$",
            "examples": ["2026-11-22T19:43:00.123Z"]
        })
    }
}
