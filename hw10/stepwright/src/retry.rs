//! When a call of a step is tried again.

use crate::fault::ALL;
use crate::step::{StepDescription, TaskKind};

/// When, and how often, a call is tried again: one retrier of a Task.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// The error names that it is for.
    pub errors: Vec<&'static str>,
    /// Seconds before the first further attempt.
    pub interval_seconds: u32,
    /// How many further attempts there are; 0: none.
    pub attempts: u32,
    /// What the interval is multiplied with after each attempt.
    pub backoff: f64,
    /// What the interval never exceeds.
    pub delay_seconds_max: Option<u32>,
    /// Whether the interval is randomised.
    pub jitter: Jitter,
}

/// Whether the interval before an attempt is randomised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jitter {
    /// Anything from nothing to the interval, so that those who failed together do not come back together.
    Full,
    /// The interval as it is.
    Exact,
}

/// What Lambda answers when the call itself went wrong; AWS advises to try these again:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html>.
const TRANSIENT: [&str; 3] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
];

/// What Lambda answers when it did not begin: this may be tried again whatever the step does.
const NEVER_BEGAN: [&str; 1] = ["Lambda.TooManyRequestsException"];

impl StepDescription {
    /// Every retrier of a call of the step, in order: those that the step itself has, then the default for what these leave.
    ///
    /// By default an idempotent step is tried again after a transient error of Lambda and after its own faults that are
    /// `transient`. One that is not idempotent is tried again only if it never began.
    pub fn retriers(&self) -> Vec<RetryPolicy> {
        let mut known: Vec<&'static str> = Vec::new();
        let mut retriers = Vec::new();
        for policy in self.retry.iter().cloned().chain([self.default_retry()]) {
            let policy = without(policy, &known);
            known.extend(&policy.errors);
            if !policy.errors.is_empty() {
                retriers.push(policy);
            }
        }
        retriers
    }

    fn default_retry(&self) -> RetryPolicy {
        let transient = self.faults.iter().filter(|fault| fault.transient);
        let transient = transient.flat_map(|fault| fault.matches).copied();
        let idempotent = self.idempotent || planted!(RetriedThoughNotIdempotent);
        let errors = match (self.task, idempotent) {
            (TaskKind::Lambda, true) => TRANSIENT.into_iter().chain(NEVER_BEGAN).chain(transient).collect(),
            (TaskKind::Lambda, false) => NEVER_BEGAN.to_vec(),
            (TaskKind::Integration(_), true) => transient.collect(),
            (TaskKind::Integration(_), false) => Vec::new(),
        };
        RetryPolicy {
            errors,
            interval_seconds: 1,
            attempts: 3,
            backoff: 2.0,
            delay_seconds_max: Some(4),
            jitter: Jitter::Full,
        }
    }
}

/// The policy without what an earlier one is for. A name that stands for all stands alone, and nothing comes after it.
fn without(policy: RetryPolicy, known: &[&'static str]) -> RetryPolicy {
    let mut errors = Vec::new();
    if known.contains(&ALL) {
        return RetryPolicy { errors, ..policy };
    }
    if policy.errors.contains(&ALL) {
        errors.push(ALL);
        return RetryPolicy { errors, ..policy };
    }
    for error in &policy.errors {
        if !known.contains(error) && !errors.contains(error) {
            errors.push(*error);
        }
    }
    RetryPolicy { errors, ..policy }
}
