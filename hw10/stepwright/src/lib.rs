//! Typed, code-first AWS Step Functions.

mod failure;

pub use failure::StepFailure;
