//! A workflow's machine, run by the interpreter over the steps of the desk.

use std::sync::Arc;

use interpreter::{Command, Event, Execution, Invocation, Machine, Outcome, Start};
use jiff::Timestamp;
use serde_json::{Value, json};
use stepwright::flow::Record;
use stepwright::{Contract, Fault};

use crate::desk::{Desk, Log};

/// How a run ended: with an output, or with a fault's name and fields.
pub(crate) type End = Result<Value, (String, Value)>;

/// How a native run ended.
pub(crate) fn end<T: Contract, F: Fault>(result: Result<T, F>) -> End {
    match result {
        Ok(output) => Ok(output.encode().expect("an output is JSON")),
        Err(fault) => Err((fault.name().to_owned(), fault.payload())),
    }
}

/// Runs a future that waits for nothing but its steps.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(future)
}

/// Whether both runs come to the same, for every number up to so many; the ends that there were.
macro_rules! check {
    ($workflow:ident) => {
        let machine = crate::machine::compiled::<$workflow>();
        for number in 0..200_u32 {
            let (native, interpreted) = (crate::desk::Log::default(), crate::desk::Log::default());
            let ran = crate::machine::end(crate::machine::block_on($workflow(&native, number)));
            let end = crate::machine::interpreted::<$workflow>(&machine, number.into(), &interpreted);
            assert_eq!(end, ran, "{} of {number}", stringify!($workflow));
            assert_eq!(
                interpreted.calls(),
                native.calls(),
                "{} of {number}",
                stringify!($workflow)
            );
        }
    };
}
pub(crate) use check;

/// The workflow's machine.
pub(crate) fn compiled<W: Record>() -> Arc<Machine> {
    let definition = stepwright::lower(&W::flow()).expect("the workflow is a state machine");
    Arc::new(Machine::compile(definition).expect("its expressions can be read"))
}

/// How the machine's run ends.
pub(crate) fn interpreted<W: Record>(machine: &Arc<Machine>, input: Value, desk: &Log) -> End {
    let mut now = Timestamp::UNIX_EPOCH;
    let (mut execution, mut commands) = Execution::start(Arc::clone(machine), start(input), now);
    loop {
        let (mut events, mut wake) = (Vec::new(), None);
        for command in commands {
            match command {
                Command::Invoke(invocation) => events.push(invoke::<W>(desk, invocation)),
                Command::WakeAt(at) => wake = wake.into_iter().chain([at]).min(),
                Command::Cancel(_) => {}
                other => panic!("nothing here does {other:?}"),
            }
        }
        if let Some(outcome) = execution.outcome() {
            return ended(outcome);
        }
        commands = match (events.is_empty(), wake) {
            (false, _) => events
                .drain(..)
                .flat_map(|event| execution.handle(event, now))
                .collect(),
            (true, Some(at)) => {
                now = at;
                execution.handle(Event::Wake, now)
            }
            (true, None) => panic!("the execution waits for nothing"),
        };
    }
}

fn ended(outcome: &Outcome) -> End {
    match outcome {
        Outcome::Succeeded { output } => Ok(output.clone()),
        Outcome::Failed {
            error: Some(error),
            cause: Some(cause),
        } => Err((error.clone(), payload(cause))),
        other => panic!("the execution ended as {other:?}"),
    }
}

/// The fields of a fault, as a step answers them or as the workflow itself raises it.
fn payload(cause: &str) -> Value {
    let cause: Value = serde_json::from_str(cause).unwrap_or_else(|_| json!(cause));
    match cause["errorMessage"].as_str() {
        Some(text) => serde_json::from_str(text).expect("a fault's message is its fields as JSON"),
        None => cause,
    }
}

fn invoke<W: Record>(desk: &Log, invocation: Invocation) -> Event {
    let Invocation { id, arguments, .. } = invocation;
    let function = arguments["FunctionName"].as_str().unwrap_or_default();
    let state = function.trim_start_matches("${").trim_end_matches('}');
    let step = W::steps()
        .into_iter()
        .find(|step| step.state == state)
        .expect("a step is called");
    match block_on(desk.dispatch(step.name, arguments["Payload"].clone())) {
        Ok(payload) => Event::TaskSucceeded {
            id,
            result: json!({ "StatusCode": 200, "Payload": payload }),
        },
        Err(failure) => {
            let cause = json!({ "errorType": failure.error_type, "errorMessage": failure.error_message });
            Event::TaskFailed {
                id,
                error: failure.error_type,
                cause: cause.to_string(),
            }
        }
    }
}

fn start(input: Value) -> Start {
    Start {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:one:one".to_owned(),
        name: "one".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:one".to_owned(),
        state_machine_name: "one".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/one".to_owned(),
        input,
        seed: 7,
    }
}
