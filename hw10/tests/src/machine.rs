//! The generated state machine, run by the interpreter in virtual time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use asl::StateMachine;
use bank::{BankSteps, bank_transaction};
use interpreter::{Command, Event, EventDetails, Execution, HistoryEvent, Invocation, Machine, Outcome, Start};
use jiff::Timestamp;
use serde_json::{Value, json};
use stepwright::Workflow;

/// The directory of generated files.
pub fn generated() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated")
}

/// The bank's machine, as it lies on disk.
///
/// # Panics
/// If it is not there, or is no machine.
pub fn bank() -> Arc<Machine> {
    let path = generated().join("bank-transaction/state-machine.asl.json");
    let text = std::fs::read_to_string(path).expect("generated/ is there");
    let definition = StateMachine::parse(&text).expect("it is a state machine");
    Arc::new(Machine::compile(definition).expect("its expressions can be read"))
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// The states that it entered, in order.
    pub states: Vec<String>,
}

/// Runs the machine to its end, over these steps.
///
/// # Panics
/// If the machine waits for nothing.
pub async fn run(machine: Arc<Machine>, input: Value, steps: &impl BankSteps) -> Run {
    let mut now = Timestamp::UNIX_EPOCH;
    let (mut execution, mut commands) = Execution::start(machine, start(input), now);
    loop {
        let (mut events, mut wake) = (Vec::new(), None);
        for command in commands {
            match command {
                Command::Invoke(invocation) => events.push(invoke(steps, invocation).await),
                Command::StartExecution(start) => panic!("the bank starts no {}", start.state_machine_arn),
                Command::Read(read) => panic!("the bank reads no items with {}", read.resource),
                Command::Write(write) => panic!("the bank writes no results with {}", write.resource),
                Command::Cancel(_) => {}
                Command::WakeAt(at) => wake = wake.into_iter().chain([at]).min(),
            }
        }
        if let Some(outcome) = execution.outcome() {
            return Run {
                outcome: outcome.clone(),
                states: entered(&execution),
            };
        }
        commands = match (events.pop(), wake) {
            (Some(event), _) => execution.handle(event, now),
            (None, Some(at)) => {
                now = at;
                execution.handle(Event::Wake, now)
            }
            (None, None) => panic!("the execution waits for nothing"),
        };
    }
}

fn entered(execution: &Execution) -> Vec<String> {
    let name = |event: &HistoryEvent| match &event.details {
        EventDetails::StateEntered { name, .. } => Some(name.to_string()),
        _ => None,
    };
    execution.history().iter().filter_map(name).collect()
}

fn start(input: Value) -> Start {
    Start {
        execution_arn: "arn:aws:states:us-east-1:123456789012:express:bank-transaction:one".to_owned(),
        name: "one".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:bank-transaction".to_owned(),
        state_machine_name: "bank-transaction".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/bank".to_owned(),
        input,
        seed: 7,
    }
}

/// What Lambda would answer.
async fn invoke(steps: &impl BankSteps, invocation: Invocation) -> Event {
    let Invocation { id, arguments, .. } = invocation;
    let function = arguments["FunctionName"].as_str().unwrap_or_default();
    match steps.dispatch(step(function), arguments["Payload"].clone()).await {
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

/// `${ValidateAccount}` calls `validate_account`.
fn step(placeholder: &str) -> &'static str {
    let name = placeholder.trim_start_matches("${").trim_end_matches('}');
    let step = bank_transaction::steps().into_iter().find(|step| step.state == name);
    step.map_or("", |step| step.name)
}
