//! Runs Amazon States Language, and does nothing else: no clock, no file, no socket.
//!
//! A driver hands in events and the time; the interpreter answers with commands: call this task, wake me then. The
//! same events at the same times give the same commands, outcome and history, so a day's wait takes a microsecond in
//! a test, and what failed in production can be run again.
//!
//! ```
//! use std::sync::Arc;
//! use interpreter::{Command, Event, Execution, Machine, Outcome, Start};
//! use serde_json::json;
//!
//! let definition = asl::StateMachine::from_value(json!({
//!     "QueryLanguage": "JSONata",
//!     "StartAt": "Greet",
//!     "States": { "Greet": {
//!         "Type": "Task",
//!         "Resource": "arn:aws:states:::lambda:invoke",
//!         "Arguments": { "FunctionName": "greet", "Payload": { "name": "{% $states.input.name %}" } },
//!         "Output": "{% $states.result.Payload %}",
//!         "End": true
//!     } }
//! })).expect("the document is well-formed");
//! let machine = Arc::new(Machine::compile(definition).expect("the machine is sound"));
//! let now = "2026-11-22T12:00:00Z".parse().expect("a time");
//!
//! let start = Start { input: json!({ "name": "Ada" }), ..Start::default() };
//! let (mut execution, commands) = Execution::start(machine, start, now);
//! let Some(Command::Invoke(call)) = commands.first() else { panic!("the task is called first") };
//! assert_eq!(call.arguments["Payload"], json!({ "name": "Ada" }));
//!
//! let commands = execution.handle(Event::TaskSucceeded { id: call.id, result: json!({ "Payload": "Hello, Ada" }) }, now);
//! assert!(commands.is_empty());
//! assert_eq!(execution.outcome(), Some(&Outcome::Succeeded { output: json!("Hello, Ada") }));
//! ```
//!
//! A task of whatever service is a [`Command::Invoke`], except that `states:startExecution` is a
//! [`Command::StartExecution`]. The branches of a Parallel and the items of a Map, also those of a distributed Map with
//! its child executions, run in here: their calls are commands like any other, and only the objects of a distributed
//! Map's `ItemReader` and `ResultWriter` are asked of the driver ([`Command::Read`], [`Command::Write`]).
//!
//! The crate knows ASL and JSONata. It knows nothing of what its tasks do, nor of who drives it.

mod branch;
mod context;
mod execution;
mod failure;
mod history;
mod limits;
mod lines;
mod machine;
mod passage;
mod protocol;
mod retry;
mod run;
mod scope;
mod signal;
mod states;
mod template;

pub use execution::Execution;
pub use history::{EventDetails, HistoryEvent, Progress, TaskResource};
pub use jsonata::Allowance;
pub use limits::{HISTORY_EVENTS_MAX, PAYLOAD_BYTES_MAX};
pub use machine::Machine;
pub use passage::{Passage, Way};
pub use protocol::{
    Command, Event, ExecutionStart, Invocation, ObjectRead, ObjectsWrite, Outcome, Start, TaskId, WrittenObject,
};
