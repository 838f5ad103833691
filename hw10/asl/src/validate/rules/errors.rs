//! SW03: what is tried again, and what is caught.

use super::{SCHEMA, Source, family, in_jsonpath, page};

family! {
    ALL_NOT_ALONE = "SW0301" Error aws SCHEMA; from page::ERRORS;
    "`States.ALL` does not stand alone"
    "`States.ALL` stands for every error, so another name beside it says nothing. Keep it alone, or leave it out."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["States.ALL", "Busy"] }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["States.ALL"] }], "End": true }"#);

    ALL_NOT_LAST = "SW0302" Error aws SCHEMA; from page::ERRORS;
    "`States.ALL` does not come last"
    "Retriers and Catchers are looked at in order: what stands after the one for `States.ALL` is never come to. Put it last."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["Busy"] }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["States.ALL"] }], "End": true }"#);

    NO_ERROR_NAMED = "SW0303" Error aws SCHEMA; from page::LANGUAGE;
    "no error is named"
    "`ErrorEquals` names at least one error: a fault of your own, one of Step Functions', or `States.ALL`."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": [] }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"] }], "End": true }"#);

    RESERVED_ERROR = "SW0304" Warning from page::LANGUAGE;
    "an error's name is reserved and unknown"
    "Names that begin with `States.` belong to Step Functions, so one that it does not know is never reported by anything: most often a misspelling."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["States.TimeOut"] }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["States.Timeout"] }], "End": true }"#);

    RETRIER_RANGE = "SW0305" Error aws SCHEMA; from page::ERRORS;
    "a number of a Retrier is out of its range"
    "`IntervalSeconds` lies between 1 and 99,999,999, `MaxAttempts` between 0 and 99,999,999, `BackoffRate` is at least 1.0, and `MaxDelaySeconds` is greater than `IntervalSeconds` and less than 31,622,400."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"], "BackoffRate": 0.5 }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"], "BackoffRate": 1.5 }], "End": true }"#);

    NAMED_BEFORE = "SW0306" Warning from Source::Ours;
    "an error is named by an earlier Retrier or Catcher"
    "Of two Retriers for one error, the first is always taken, and so it is with Catchers. Name the error once."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["Busy", "Slow"] }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["Slow"] }], "End": true }"#);
}
