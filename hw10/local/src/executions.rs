//! Drives executions of the state machine: the interpreter says what is to be done, this module does it, with the
//! clock and the functions at hand. Knows no transaction.

use std::sync::Arc;
use std::time::Duration;

use interpreter::{Command, Event, Execution, Invocation, Machine, Outcome, Start, TaskId};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::contract::WORKFLOW;
use crate::functions::Functions;

/// Where there is no AWS, names still have the form that they have there.
const STATES_ARN: &str = "arn:aws:states:us-east-1:000000000000";
const ROLE_ARN: &str = "arn:aws:iam::000000000000:role/bank-transaction";

/// The state machine and what its tasks call.
#[derive(Clone)]
pub(crate) struct Executions {
    machine: Arc<Machine>,
    functions: Functions,
}

impl Executions {
    /// Executions of this machine, on these functions.
    pub(crate) fn new(machine: Arc<Machine>, functions: Functions) -> Executions {
        Executions { machine, functions }
    }

    /// Runs one execution to its end.
    pub(crate) async fn run(&self, input: Value) -> Outcome {
        let (mut execution, mut commands) = Execution::start(self.machine.clone(), start(input), Timestamp::now());
        let (events, mut inbox) = mpsc::unbounded_channel();
        let mut alarm = None;
        loop {
            for command in commands {
                match command {
                    Command::Invoke(invocation) => self.invoke(invocation, events.clone()),
                    Command::StartExecution(start) => refuse(start.id, &start.resource, &events),
                    Command::Read(read) => refuse(read.id, &read.resource, &events),
                    Command::Write(write) => refuse(write.id, &write.resource, &events),
                    // A function that is no longer waited for runs to its end, as on AWS; its answer is too late.
                    Command::Cancel(_) => {}
                    Command::WakeAt(time) => alarm = Some(alarm.map_or(time, |set: Timestamp| set.min(time))),
                }
            }
            if let Some(outcome) = execution.outcome() {
                return outcome.clone();
            }
            let event = next(&mut inbox, &mut alarm).await;
            commands = execution.handle(event, Timestamp::now());
        }
    }

    fn invoke(&self, invocation: Invocation, events: mpsc::UnboundedSender<Event>) {
        let functions = self.functions.clone();
        tokio::spawn(async move {
            let Invocation {
                id,
                resource,
                arguments,
                ..
            } = invocation;
            let event = match functions.run(&resource, arguments).await {
                Ok(result) => Event::TaskSucceeded { id, result },
                Err(failure) => Event::TaskFailed {
                    id,
                    error: failure.error,
                    cause: failure.cause,
                },
            };
            // Nobody waits for it any longer if the execution has ended.
            let _ = events.send(event);
        });
    }
}

/// An Express workflow waits for no other execution and has no distributed Map.
fn refuse(id: TaskId, resource: &str, events: &mpsc::UnboundedSender<Event>) {
    // The inbox is open for as long as the execution runs.
    let _ = events.send(Event::TaskFailed {
        id,
        error: "States.Runtime".to_owned(),
        cause: format!("{resource} cannot be called on this machine"),
    });
}

/// What an execution of an Express workflow is started with.
fn start(input: Value) -> Start {
    let (name, id) = (Uuid::new_v4(), Uuid::new_v4());
    Start {
        execution_arn: format!("{STATES_ARN}:express:{WORKFLOW}:{name}:{id}"),
        name: name.to_string(),
        state_machine_arn: format!("{STATES_ARN}:stateMachine:{WORKFLOW}"),
        state_machine_name: WORKFLOW.to_owned(),
        role_arn: ROLE_ARN.to_owned(),
        input,
        seed: id.as_u64_pair().0,
    }
}

/// The next answer, or the alarm.
async fn next(inbox: &mut mpsc::UnboundedReceiver<Event>, alarm: &mut Option<Timestamp>) -> Event {
    let ring = async {
        match *alarm {
            Some(time) => tokio::time::sleep(until(time)).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        Some(event) = inbox.recv() => event,
        () = ring => {
            *alarm = None;
            Event::Wake
        }
    }
}

fn until(time: Timestamp) -> Duration {
    // A time that has passed is now.
    Duration::try_from(time.duration_since(Timestamp::now())).unwrap_or_default()
}
