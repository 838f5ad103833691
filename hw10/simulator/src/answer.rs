//! What a client is told, and what it may conclude. Reads names of errors, as the API does; knows no Rust type of them.

use std::fmt;

use interpreter::Outcome;
use serde_json::Value;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// 200, with the receipt.
    Posted(Value),
    /// 404, 422: nothing was posted.
    Declined(String),
    /// 429, 503: not now.
    Unavailable(String),
    /// 500, 504, or none at all: nobody knows.
    Unknown(String),
    /// An error that no fault of the platform explains.
    Wrong(String),
}

/// Faults after which it is certain that this request has posted nothing.
const DECLINED: [&str; 5] = [
    "UnknownAccount",
    "InsufficientFunds",
    "KeyReused",
    "BalanceLimit",
    "UnusableAccount",
];

const UNAVAILABLE: [&str; 3] = ["StoreUnavailable", "AccountBusy", "Lambda.TooManyRequestsException"];

/// What the simulated platform ends a task with.
const PLATFORM: [&str; 4] = [
    "Lambda.ServiceException",
    "Runtime.ExitError",
    "Sandbox.Timedout",
    "States.Timeout",
];

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Posted(receipt) => write!(out, "posted, {receipt}"),
            Answer::Declined(fault) => write!(out, "declined, {fault}"),
            Answer::Unavailable(error) => write!(out, "not now, {error}"),
            Answer::Unknown(error) => write!(out, "nobody knows, {error}"),
            Answer::Wrong(error) => write!(out, "{error}"),
        }
    }
}

impl Answer {
    /// What an execution's outcome is to a client.
    pub(crate) fn of(outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Succeeded { output } => Answer::Posted(output),
            Outcome::TimedOut => Answer::Unknown("States.Timeout".to_owned()),
            Outcome::Failed { error, cause } => {
                let error = error.unwrap_or_default();
                match error.as_str() {
                    name if DECLINED.contains(&name) => Answer::Declined(error),
                    name if UNAVAILABLE.contains(&name) => Answer::Unavailable(error),
                    name if PLATFORM.contains(&name) => Answer::Unknown(error),
                    _ => Answer::Wrong(format!("{error}: {}", cause.unwrap_or_default())),
                }
            }
        }
    }

    /// Whether a client need not ask again.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Answer::Posted(_) | Answer::Declined(_))
    }

    /// Whether the request may still have an effect that the answer says nothing of.
    pub(crate) fn leaves_it_open(&self) -> bool {
        !matches!(self, Answer::Declined(_))
    }
}
