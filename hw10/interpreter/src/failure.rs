//! What went wrong in a state, and which `ErrorEquals` it answers to.

use asl::Retrier;
use serde_json::{Value, json};

pub(crate) const TIMEOUT: &str = "States.Timeout";
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
pub(crate) const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
pub(crate) const RUNTIME: &str = "States.Runtime";
pub(crate) const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
pub(crate) const NO_CHOICE_MATCHED: &str = "States.NoChoiceMatched";
pub(crate) const EXCEED_TOLERATED_FAILURE_THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
pub(crate) const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
pub(crate) const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
pub(crate) const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";

/// A failure on its way to a retrier, a catcher or the execution's end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    pub(crate) error: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) origin: Origin,
    /// Set while the failure is of an expression and the history does not tell of it yet.
    pub(crate) evaluation: Option<Evaluation>,
}

/// What the history will say of an expression that failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evaluation {
    /// The field that it stands in.
    pub(crate) location: Option<String>,
    /// Whether the expression had given a value, and the value would not do.
    pub(crate) after_entry: bool,
}

/// Where a failure comes from, which decides who may catch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The call itself, an expression, a rule that did not hold: any retrier and catcher may look at it.
    State,
    /// The state's `TimeoutSeconds` are over.
    Timeout,
    /// The state's `HeartbeatSeconds` are over. AWS's record calls that `States.Timeout`; its page lets
    /// `States.HeartbeatTimeout` match.
    Heartbeat,
    /// What no retrier and no catcher sees: the execution ends.
    Terminal,
}

impl Failure {
    pub(crate) fn new(error: &str, cause: impl Into<String>) -> Failure {
        Failure {
            error: Some(error.to_owned()),
            cause: Some(cause.into()),
            origin: Origin::State,
            evaluation: None,
        }
    }

    /// The same failure, as one of an expression.
    pub(crate) fn at(self, location: Option<String>, after_entry: bool) -> Failure {
        Failure {
            evaluation: Some(Evaluation { location, after_entry }),
            ..self
        }
    }

    /// The same failure, beyond catching.
    pub(crate) fn ending(self) -> Failure {
        Failure {
            origin: Origin::Terminal,
            ..self
        }
    }

    /// A failure that ends the execution whatever the state would catch.
    pub(crate) fn terminal(error: &str, cause: impl Into<String>) -> Failure {
        Failure::new(error, cause).ending()
    }

    /// Time is up for a task.
    pub(crate) fn timeout(origin: Origin) -> Failure {
        Failure {
            error: Some(TIMEOUT.to_owned()),
            cause: None,
            origin,
            evaluation: None,
        }
    }

    /// A result or an output that is larger than a payload may be.
    pub(crate) fn too_large(source: &str) -> Failure {
        let cause = format!(
            "The state/task '{source}' returned a result with a size exceeding the maximum number of bytes service limit."
        );
        Failure::new(DATA_LIMIT_EXCEEDED, cause)
    }

    /// What a driver reports of a call: empty text stands for nothing.
    pub(crate) fn reported(error: String, cause: String) -> Failure {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Failure {
            error: some(error),
            cause: some(cause),
            origin: Origin::State,
            evaluation: None,
        }
    }

    /// What a catcher hands on, and `$states.errorOutput`. From AWS's records: without error and cause both are null,
    /// and a timeout has an empty cause.
    pub(crate) fn output(&self) -> Value {
        let is_timeout = matches!(self.origin, Origin::Timeout | Origin::Heartbeat);
        let cause = self.cause.as_deref().or(is_timeout.then_some(""));
        json!({ "Error": self.error, "Cause": cause })
    }

    /// Whether one of the names is this failure's.
    ///
    /// `States.ALL` stands for every failure that can be caught, `States.TaskFailed` for all of those but timeouts.
    /// AWS's page says that `States.ALL` does not catch `States.DataLimitExceeded`; its record shows that it does
    /// when a task returned too much, so only a state's own output is beyond catching (its origin is `Terminal`).
    pub(crate) fn matches(&self, names: &[String]) -> bool {
        let is_timeout = matches!(self.origin, Origin::Timeout | Origin::Heartbeat);
        let named = |name: &str| match name {
            "States.ALL" => true,
            TASK_FAILED => !is_timeout,
            HEARTBEAT_TIMEOUT => self.origin == Origin::Heartbeat || self.error.as_deref() == Some(name),
            _ => self.error.as_deref() == Some(name),
        };
        self.origin != Origin::Terminal && names.iter().any(|name| named(name))
    }

    pub(crate) fn retrier<'a>(&self, retriers: &'a [Retrier]) -> Option<(usize, &'a Retrier)> {
        let mut retriers = retriers.iter().enumerate();
        retriers.find(|(_, it)| self.matches(&it.error_equals))
    }
}
