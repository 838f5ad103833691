//! One line about each request: structured, or for a person. Names no account's holder and no balance.

use std::time::Duration;

use http::{Method, StatusCode};

/// How a request is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStyle {
    /// As fields.
    Structured,
    /// As a sentence.
    Readable,
}

/// What is known of a request once it is answered.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) request_id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) transaction: Option<String>,
}

impl Record {
    /// Writes the line.
    pub(crate) fn write(&self, style: LogStyle, status: StatusCode, outcome: &str, took: Duration) {
        let milliseconds = (took.as_secs_f64() * 1e5).round() / 1e2;
        match style {
            LogStyle::Structured => tracing::info!(
                request_id = self.request_id,
                method = self.method.as_str(),
                path = self.path,
                status = status.as_u16(),
                milliseconds,
                outcome,
                transaction = self.transaction,
                "request"
            ),
            LogStyle::Readable => tracing::info!(
                "{} {} {} {outcome} {milliseconds} ms {}",
                self.method,
                self.path,
                status.as_u16(),
                self.transaction.as_ref().unwrap_or(&self.request_id),
            ),
        }
    }
}
