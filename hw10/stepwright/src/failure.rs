//! How a step says that it failed: the two fields of a Lambda's error answer. Knows no runtime.

/// What a step answers instead of a result, as AWS Lambda puts it: `errorType` and `errorMessage`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {error_message}")]
pub struct StepFailure {
    /// The fault's name: what `ErrorEquals` in the state machine compares with.
    pub error_type: String,
    /// The fault's fields, as JSON text.
    pub error_message: String,
}
