//! What passes between an execution and its driver.

use jiff::Timestamp;
use serde_json::Value;

/// What an execution is started with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Start {
    /// The execution's ARN: `$states.context.Execution.Id`.
    pub execution_arn: String,
    /// The execution's name.
    pub name: String,
    /// The state machine's ARN. Its region is the one that history events speak of.
    pub state_machine_arn: String,
    /// The state machine's name.
    pub state_machine_name: String,
    /// The role that the execution would have on AWS.
    pub role_arn: String,
    /// The execution's input.
    pub input: Value,
    /// Where the jitter of retries, `$random` and `$uuid` follow from.
    pub seed: u64,
}

/// One call of a task. A retry is a call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Call this, and report how it went.
    Invoke(Invocation),
    /// Nobody waits for this call any longer; its report will be ignored.
    Cancel(TaskId),
    /// Send [`Event::Wake`] at this time or soon after. The execution asks again after each event, so a driver may
    /// keep the earliest time it was given and forget it once it has rung.
    WakeAt(Timestamp),
}

/// A call of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The name under which the report comes back.
    pub id: TaskId,
    /// The name of the state that calls.
    pub state: String,
    /// The state's `Resource`, such as `arn:aws:states:::lambda:invoke`.
    pub resource: String,
    /// The state's `Arguments`, evaluated.
    pub arguments: Value,
}

/// What the driver reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A call gave this result: what `$states.result` is, so for `lambda:invoke` an object with `Payload`.
    TaskSucceeded {
        /// Which call.
        id: TaskId,
        /// Its result.
        result: Value,
    },
    /// A call failed. An empty error or cause counts as none.
    TaskFailed {
        /// Which call.
        id: TaskId,
        /// The error's name.
        error: String,
        /// What is said about it.
        cause: String,
    },
    /// Time has passed. One too early or too many does no harm.
    Wake,
}

/// How an execution ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// `SUCCEEDED`.
    Succeeded {
        /// The output of the last state.
        output: Value,
    },
    /// `FAILED`.
    Failed {
        /// The error's name, where it has one.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
    },
    /// `TIMED_OUT`: the machine's `TimeoutSeconds` are over.
    TimedOut,
}
