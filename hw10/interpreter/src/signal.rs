//! What can move a branch that waits: time, and reports. Events of a driver, without what only the execution needs.

use jiff::Timestamp;
use serde_json::Value;

use crate::failure::Failure;
use crate::protocol::{Event, Outcome, TaskId};

#[derive(Debug)]
pub(crate) enum Signal {
    /// It is now this time.
    Time(Timestamp),
    /// Something is known of a call.
    Call(TaskId, Report),
    /// Whoever has the token has said something.
    Token(String, Message),
}

/// What is known of a call.
#[derive(Debug)]
pub(crate) enum Report {
    /// It has been taken on; its result comes later.
    Submitted(Value),
    /// It has ended.
    Ended(Result<Value, Failure>),
    /// The object has been read: its text.
    Read(String),
    /// The objects have been written.
    Written,
    /// The execution that it started runs.
    ExecutionStarted(String),
    /// The execution that it started has ended.
    ExecutionEnded(Outcome),
}

/// What whoever has a token says.
#[derive(Debug)]
pub(crate) enum Message {
    /// It is still at work.
    Heartbeat,
    /// It is done.
    Ended(Result<Value, Failure>),
}

impl Signal {
    /// Time is for all whose time has come; a report is for one.
    pub(crate) fn again(&self) -> Option<Signal> {
        match self {
            Signal::Time(now) => Some(Signal::Time(*now)),
            Signal::Call(..) | Signal::Token(..) => None,
        }
    }

    /// What an event says beside that time has passed.
    pub(crate) fn of(event: Event) -> Option<Signal> {
        let failed = |error, cause| Err(Failure::reported(error, cause));
        Some(match event {
            Event::TaskSubmitted { id, output } => Signal::Call(id, Report::Submitted(output)),
            Event::TaskSucceeded { id, result } => Signal::Call(id, Report::Ended(Ok(result))),
            Event::TaskFailed { id, error, cause } => Signal::Call(id, Report::Ended(failed(error, cause))),
            Event::TokenSucceeded { token, output } => Signal::Token(token, Message::Ended(Ok(output))),
            Event::TokenFailed { token, error, cause } => Signal::Token(token, Message::Ended(failed(error, cause))),
            Event::TokenHeartbeat { token } => Signal::Token(token, Message::Heartbeat),
            Event::ObjectRead { id, text } => Signal::Call(id, Report::Read(text)),
            Event::ObjectsWritten { id } => Signal::Call(id, Report::Written),
            Event::ExecutionStarted { id, execution_arn } => Signal::Call(id, Report::ExecutionStarted(execution_arn)),
            Event::ExecutionEnded { id, outcome } => Signal::Call(id, Report::ExecutionEnded(outcome)),
            Event::Wake => return None,
        })
    }
}
