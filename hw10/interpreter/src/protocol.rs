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

/// One call of a task, or another thing that a driver is asked to do. A retry is a call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Call this, and report how it went.
    Invoke(Invocation),
    /// Start an execution of another machine, and report how it went.
    StartExecution(ExecutionStart),
    /// Read an object that has the items of a distributed Map, and report its text.
    Read(ObjectRead),
    /// Write objects with the results of a distributed Map, and report it.
    Write(ObjectsWrite),
    /// Nobody waits for this any longer; its report will be ignored.
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
    /// The first attempt, of which this is a retry: `id` itself, where this is the first.
    pub first: TaskId,
    /// The name of the state that calls.
    pub state: String,
    /// The state's `Resource`, such as `arn:aws:states:::lambda:invoke`.
    pub resource: String,
    /// The state's `Arguments`, evaluated.
    pub arguments: Value,
    /// The state's `Credentials`, evaluated: the role in which to call.
    pub credentials: Option<Value>,
    /// For a `Resource` that ends in `.waitForTaskToken`: the token, which whoever is called gives back in
    /// [`Event::TokenSucceeded`] or [`Event::TokenFailed`]. The arguments carry it where the machine says so.
    pub token: Option<String>,
}

/// A call of `states:startExecution`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecutionStart {
    /// The name under which the report comes back.
    pub id: TaskId,
    /// The name of the state that starts it.
    pub state: String,
    /// The state's `Resource`, which says whether the end of the execution is waited for.
    pub resource: String,
    /// Which machine.
    pub state_machine_arn: String,
    /// The execution's name, where the machine gives it one.
    pub name: Option<String>,
    /// The execution's input.
    pub input: Value,
    /// The state's `Credentials`, evaluated: the role in which to start it.
    pub credentials: Option<Value>,
    /// As for an [`Invocation`].
    pub token: Option<String>,
}

/// What a distributed Map's `ItemReader` reads.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectRead {
    /// The name under which the report comes back.
    pub id: TaskId,
    /// The name of the Map.
    pub state: String,
    /// The reader's `Resource`: `arn:aws:states:::s3:getObject`, or `…:s3:listObjectsV2`, whose text is the array of
    /// `Contents`.
    pub resource: String,
    /// The reader's `Arguments`, evaluated: `Bucket` and `Key`.
    pub arguments: Value,
}

/// What a distributed Map's `ResultWriter` writes, in this order.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectsWrite {
    /// The name under which the report comes back.
    pub id: TaskId,
    /// The name of the Map.
    pub state: String,
    /// The writer's `Resource`, such as `arn:aws:states:::s3:putObject`.
    pub resource: String,
    /// Where to.
    pub bucket: String,
    /// The objects.
    pub objects: Vec<WrittenObject>,
}

/// An object to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenObject {
    /// Its key.
    pub key: String,
    /// Its text, JSON.
    pub text: String,
}

/// What the driver reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A call whose result comes later (`.sync`, `.sync:2`) has been taken on; this is the first answer.
    TaskSubmitted {
        /// Which call.
        id: TaskId,
        /// The first answer.
        output: Value,
    },
    /// A call gave this result: what `$states.result` is, so for `lambda:invoke` an object with `Payload`. For a call
    /// that waits for its token it says that the call was made, as [`Event::TaskSubmitted`] does.
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
    /// Whoever has the token is done: `SendTaskSuccess`.
    TokenSucceeded {
        /// The token.
        token: String,
        /// The task's result.
        output: Value,
    },
    /// Whoever has the token has failed: `SendTaskFailure`. An empty error or cause counts as none.
    TokenFailed {
        /// The token.
        token: String,
        /// The error's name.
        error: String,
        /// What is said about it.
        cause: String,
    },
    /// Whoever has the token is still at work: `SendTaskHeartbeat`.
    TokenHeartbeat {
        /// The token.
        token: String,
    },
    /// The object that [`Command::Read`] asked for. A driver that cannot read it says [`Event::TaskFailed`].
    ObjectRead {
        /// Which request.
        id: TaskId,
        /// The object's text.
        text: String,
    },
    /// The objects of [`Command::Write`] are written. A driver that cannot write them says [`Event::TaskFailed`].
    ObjectsWritten {
        /// Which request.
        id: TaskId,
    },
    /// The execution that [`Command::StartExecution`] asked for runs.
    ExecutionStarted {
        /// Which call.
        id: TaskId,
        /// The execution's ARN.
        execution_arn: String,
    },
    /// The execution that [`Command::StartExecution`] asked for has ended.
    ExecutionEnded {
        /// Which call.
        id: TaskId,
        /// How.
        outcome: Outcome,
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
