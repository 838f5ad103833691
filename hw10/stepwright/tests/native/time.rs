//! Moments and task tokens.

use std::time::{Duration, SystemTime};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::{Contract, Fault, TaskToken, Timestamp, TimestampError, decode};

fn moment(text: &str) -> Timestamp {
    text.parse().expect(text)
}

#[test]
fn a_moment_is_read_and_written_in_one_form() {
    for (text, millis) in [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T12:30:45.678Z", 951_827_445_678),
        ("2026-11-22T19:43:00.123Z", 1_795_376_580_123),
        ("0000-01-01T00:00:00.000Z", Timestamp::MIN.unix_millis()),
        ("9999-12-31T23:59:59.999Z", Timestamp::MAX.unix_millis()),
    ] {
        assert_eq!(moment(text).unix_millis(), millis, "{text}");
        assert_eq!(moment(text).to_string(), text);
        assert_eq!(serde_json::to_value(moment(text)).expect("JSON"), json!(text));
    }
}

#[test]
fn every_day_of_the_calendar_comes_back() {
    let mut days = 0_u32;
    for year in 1890..2110 {
        for month in 1..=12 {
            for day in 1..=31 {
                let text = format!("{year:04}-{month:02}-{day:02}T00:00:00.000Z");
                if let Ok(moment) = text.parse::<Timestamp>() {
                    assert_eq!(moment.to_string(), text);
                    days += 1;
                }
            }
        }
    }
    let (first, last) = (moment("1890-01-01T00:00:00.000Z"), moment("2110-01-01T00:00:00.000Z"));
    assert_eq!(u64::from(days), last.duration_since(first).as_secs() / 86_400);
}

#[test]
fn what_is_no_moment_of_that_form_is_refused_with_the_form() {
    for text in [
        "",
        "2026-11-22",
        "2026-11-22T19:43:00Z",
        "2026-11-22T19:43:00.12Z",
        "2026-11-22T19:43:00.1234Z",
        "2026-11-22T19:43:00.123z",
        "2026-11-22 19:43:00.123Z",
        "2026-11-22T19:43:00.123+00:00",
        "2026-13-22T19:43:00.123Z",
        "2026-00-22T19:43:00.123Z",
        "2026-02-29T19:43:00.123Z",
        "1900-02-29T19:43:00.123Z",
        "2026-04-31T19:43:00.123Z",
        "2026-04-00T19:43:00.123Z",
        "2026-11-22T24:00:00.000Z",
        "2026-11-22T19:60:00.000Z",
        "2026-12-31T23:59:60.000Z",
        "２026-11-22T19:43:00.123Z",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(TimestampError), "{text}");
    }
    let problems = decode::<Timestamp>(json!("tomorrow")).expect_err("no moment");
    assert_eq!(
        problems[0].detail,
        "must be a time in UTC with milliseconds, like 2026-11-22T19:43:00.123Z"
    );
}

#[test]
fn moments_come_in_the_order_of_their_texts() {
    let texts = [
        "0001-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "2026-11-22T19:43:00.123Z",
        "2026-11-22T19:43:00.124Z",
        "2027-01-01T00:00:00.000Z",
    ];
    assert!(texts.is_sorted());
    assert!(texts.map(moment).is_sorted());
}

#[test]
fn a_moment_is_one_of_the_systems_clock() {
    let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_234_999_999);
    assert_eq!(Timestamp::try_from(time), Ok(moment("1970-01-01T00:00:01.234Z")));
    let before = SystemTime::UNIX_EPOCH - Duration::from_micros(1_500);
    assert_eq!(Timestamp::try_from(before), Ok(moment("1969-12-31T23:59:59.998Z")));
    for text in ["1969-12-31T23:59:59.998Z", "2026-11-22T19:43:00.123Z"] {
        assert_eq!(Timestamp::try_from(SystemTime::from(moment(text))), Ok(moment(text)));
    }
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(300_000_000_000);
    assert_eq!(Timestamp::try_from(far), Err(TimestampError));
}

#[test]
fn a_moment_stays_within_the_calendar() {
    let last = Timestamp::MAX;
    assert_eq!(last.checked_add(Duration::from_micros(999)), Some(last));
    assert_eq!(last.checked_add(Duration::from_millis(1)), None);
    assert_eq!(last.checked_add(Duration::MAX), None);
    assert_eq!(Timestamp::from_unix_millis(i64::MIN), Err(TimestampError));
    assert_eq!(Timestamp::MIN.duration_since(last), Duration::ZERO);
}

#[derive(Debug, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 403, detail = "{name} says no.")]
struct Refused {
    name: String,
}

#[test]
fn a_token_is_its_text_and_keeps_it_out_of_the_log() {
    let token: TaskToken<Vec<u32>, Refused> = TaskToken::new("secret");
    assert_eq!(serde_json::to_value(&token).expect("JSON"), json!("secret"));
    assert_eq!(
        decode::<TaskToken<Vec<u32>, Refused>>(json!("secret")),
        Ok(token.clone())
    );
    assert!(decode::<TaskToken<Vec<u32>, Refused>>(Value::Null).is_err());
    assert!(!format!("{token:?}").contains("secret"));
}

#[test]
fn an_answer_by_token_is_what_the_workflow_reads_back() {
    let token: TaskToken<Vec<u32>, Refused> = TaskToken::new("secret");
    let success = token.success(&vec![1, 2]).expect("JSON");
    assert_eq!(
        (success.task_token.as_str(), success.output.as_str()),
        ("secret", "[1,2]")
    );
    let fault = Refused { name: "Ada".to_owned() };
    let failure = token.failure(&fault);
    let cause: Value = serde_json::from_str(&failure.cause).expect("JSON");
    assert_eq!(Refused::from_wire(&failure.error, &cause), Some(Ok(fault)));
}
