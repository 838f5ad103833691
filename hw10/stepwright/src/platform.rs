//! What the platform does to a call: faults that no step answers, but Step Functions or Lambda.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::Problem;
use crate::fault::{FaultEntry, FromFault, merge};
use crate::{Contract, Fault};

/// What a call may come to after [`catch_platform`](crate::CatchPlatform::catch_platform): the step's own fault, or one of
/// the platform's.
///
/// ```
/// use stepwright::platform::{PlatformFault, Timeout};
/// use stepwright::{Caught, Fault};
///
/// let timeout = Timeout { error: "States.Timeout".to_owned(), cause: String::new() };
/// let caught: Caught<Timeout> = Caught::Platform(PlatformFault::from(timeout));
/// assert_eq!(caught.name(), "States.Timeout");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caught<E> {
    /// The step answered with a fault of its own.
    Fault(E),
    /// The step did not answer, or was not asked.
    Platform(PlatformFault),
}

impl<E: Fault> Fault for Caught<E> {
    fn table() -> Vec<&'static FaultEntry> {
        let mut table = E::table();
        merge(&mut table, PlatformFault::table());
        table
    }

    fn entry(&self) -> &'static FaultEntry {
        match self {
            Caught::Fault(fault) => fault.entry(),
            Caught::Platform(fault) => fault.entry(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            Caught::Fault(fault) => fault.payload(),
            Caught::Platform(fault) => fault.payload(),
        }
    }

    fn from_wire(name: &str, payload: &Value) -> Option<Result<Caught<E>, Vec<Problem>>> {
        let own = E::from_wire(name, payload).map(|fault| fault.map(Caught::Fault));
        own.or_else(|| PlatformFault::from_wire(name, payload).map(|fault| fault.map(Caught::Platform)))
    }

    fn name(&self) -> &str {
        match self {
            Caught::Fault(fault) => fault.name(),
            Caught::Platform(fault) => fault.name(),
        }
    }

    fn cause_text(&self) -> String {
        match self {
            Caught::Fault(fault) => fault.cause_text(),
            Caught::Platform(fault) => fault.cause_text(),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Caught<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caught::Fault(fault) => fault.fmt(out),
            Caught::Platform(fault) => fault.fmt(out),
        }
    }
}

impl<E: std::error::Error> std::error::Error for Caught<E> {}

impl<E> From<E> for Caught<E> {
    fn from(fault: E) -> Caught<E> {
        Caught::Fault(fault)
    }
}

impl<E> FromFault<E> for Caught<E> {}
impl<E> FromFault<Caught<E>> for Caught<E> {}

#[cfg(feature = "flow")]
#[expect(non_snake_case, reason = "the names of the variants")]
impl<E: Fault> Caught<E> {
    #[doc(hidden)]
    pub fn __caught_Fault() -> crate::flow::Handled<E> {
        crate::flow::Handled::new()
    }

    #[doc(hidden)]
    pub fn __caught_Platform() -> crate::flow::Handled<PlatformFault> {
        crate::flow::Handled::new()
    }
}

#[cfg(feature = "flow")]
impl<E: Fault> crate::flow::Catchable for Caught<E> {
    type Bound = crate::flow::CaughtFault<Caught<E>>;

    fn bound(error: std::rc::Rc<crate::flow::Expression>) -> Self::Bound {
        crate::flow::CaughtFault::new(error)
    }
}

/// What the platform does to a call, by what one can do about it.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>
#[derive(Debug, Clone, PartialEq, Eq, Fault)]
pub enum PlatformFault {
    /// The answer, or a sign of life, took too long.
    Timeout(Timeout),
    /// Lambda itself failed.
    LambdaService(LambdaService),
    /// Lambda had no capacity left: the function never began.
    Throttled(Throttled),
    /// The function began, and ended without an answer.
    FunctionDied(FunctionDied),
    /// Anything else.
    AnyOther(AnyOther),
}

macro_rules! platform_fault {
    ($(#[$attribute:meta])* $name:ident) => {
        #[derive(Debug, Clone, PartialEq, Eq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
        $(#[$attribute])*
        pub struct $name {
            /// The error's name, as AWS gives it.
            pub error: String,
            /// AWS's words about it; may be empty.
            pub cause: String,
        }
    };
}

platform_fault!(
    /// The answer took longer than the step's `timeout_seconds`, or no heartbeat came for longer than its
    /// `heartbeat_seconds`: AWS reports both as `States.Timeout`. Whether the step did its work is unknown.
    #[fault(
        platform("States.Timeout", "States.HeartbeatTimeout"),
        status = 504,
        detail = "The answer took too long."
    )]
    Timeout
);
platform_fault!(
    /// Lambda itself failed. Whether the step did its work is unknown.
    #[fault(
        platform(
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.ClientExecutionTimeoutException"
        ),
        status = 503,
        title = "Lambda service failed",
        detail = "The function could not be called: {error}."
    )]
    LambdaService
);
platform_fault!(
    /// Lambda had no capacity left: the step never began.
    #[fault(platform("Lambda.TooManyRequestsException"), status = 503, detail = "Too many calls at once.")]
    Throttled
);
platform_fault!(
    /// The function began and ended without an answer: out of memory, out of time, or crashed.
    #[fault(
        platform("Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory"),
        status = 502,
        detail = "The function ended without an answer: {error}."
    )]
    FunctionDied
);
platform_fault!(
    /// Any other error that can be caught: missing permissions, a payload that is too large, a broken answer.
    #[fault(platform("States.ALL"), status = 500, detail = "The call failed: {error}.")]
    AnyOther
);
