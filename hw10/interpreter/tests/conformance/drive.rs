//! Runs one vector: its mocks answer the calls, and time jumps to when it is next needed.

use std::collections::VecDeque;
use std::sync::Arc;

use asl::{Problem, StateMachine};
use interpreter::{Command, Event, Execution, Invocation, Machine, Outcome, Start, TaskId};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::compare::Comparison;

/// Every vector starts here; recorded times are masked, so none is compared.
const START: &str = "2026-11-22T12:00:00Z";

/// Far more turns than any vector takes: one that needs them is stuck.
const TURNS_MAX: usize = 100_000;

/// What the execution came to: `status`, `output`, `error`, `cause`, `events`.
pub(crate) fn run(vector: &Value) -> Result<Value, String> {
    let problems = |it: Vec<Problem>| it.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ");
    let definition = StateMachine::from_value(vector["definition"].clone()).map_err(problems)?;
    let machine = Arc::new(Machine::compile(definition).map_err(problems)?);
    let mut attempts = vector["mocks"]["attempts"].as_array().cloned().unwrap_or_default();
    let functions = Functions(&vector["mocks"]["lambda"]);
    let mut now: Timestamp = START.parse().expect("a time");
    let (mut execution, commands) = Execution::start(machine, start(vector), now);
    let mut commands = VecDeque::from(commands);
    let mut alarm = None;
    for _ in 0..TURNS_MAX {
        if let Some(outcome) = execution.outcome() {
            return Ok(summary(outcome, &execution));
        }
        let event = match commands.pop_front() {
            Some(Command::Invoke(invocation)) => {
                let Invocation {
                    id,
                    state,
                    resource,
                    arguments,
                    ..
                } = invocation;
                match answer(id, &state, &arguments, &mut attempts) {
                    Err(_) if attempts.is_empty() => functions.answer(id, &resource, &arguments).map(Some)?,
                    answer => answer?,
                }
            }
            Some(Command::StartExecution(start)) => {
                return Err(format!("nothing is recorded of {}", start.state_machine_arn));
            }
            Some(Command::Read(read)) => return Err(format!("nothing is recorded of {}", read.resource)),
            Some(Command::Write(write)) => return Err(format!("nothing is recorded of {}", write.resource)),
            Some(Command::WakeAt(time)) => {
                alarm = Some(time);
                None
            }
            Some(Command::Cancel(_)) => None,
            None => {
                now = alarm.take().ok_or("nothing happens any more")?;
                Some(Event::Wake)
            }
        };
        commands.extend(event.into_iter().flat_map(|it| execution.handle(it, now)));
    }
    Err("the execution does not end".to_owned())
}

fn start(vector: &Value) -> Start {
    Start {
        execution_arn: "arn:aws:states:us-east-1:111111111111:execution:machine:run".to_owned(),
        name: "run".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:111111111111:stateMachine:machine".to_owned(),
        state_machine_name: "machine".to_owned(),
        role_arn: "arn:aws:iam::111111111111:role/role".to_owned(),
        input: vector["input"].clone(),
        seed: 1,
    }
}

/// What the functions do, for vectors that have no record of their calls.
struct Functions<'a>(&'a Value);

impl Functions<'_> {
    fn answer(&self, id: TaskId, resource: &str, arguments: &Value) -> Result<Event, String> {
        let is_integration = resource.ends_with(":lambda:invoke");
        let arn = if is_integration {
            text(&arguments["FunctionName"])
        } else {
            resource.to_owned()
        };
        let function = &self.0[&arn];
        let payload = if is_integration {
            &arguments["Payload"]
        } else {
            arguments
        };
        let result = match function["kind"].as_str() {
            Some("echo") => payload.clone(),
            Some("return") => function["value"].clone(),
            Some("error") => {
                let (error, message) = (&function["errorType"], &function["errorMessage"]);
                let raised = format!(
                    "  File \"/var/task/handler.py\", line 2, in handler\n    raise {}({message})\n",
                    text(error)
                );
                let cause = json!({
                    "errorMessage": message, "errorType": error, "requestId": "1", "stackTrace": [raised]
                });
                return Ok(Event::TaskFailed {
                    id,
                    error: text(error),
                    cause: cause.to_string(),
                });
            }
            other => {
                return Err(format!(
                    "a function does {other:?}, and no attempt is recorded of {arn}"
                ));
            }
        };
        let result = if is_integration {
            json!({ "StatusCode": 200, "Payload": result })
        } else {
            result
        };
        Ok(Event::TaskSucceeded { id, result })
    }
}

/// The first attempt of that state, not used yet, that was sent the same; else the first of that state.
fn answer(id: TaskId, state: &str, request: &Value, attempts: &mut Vec<Value>) -> Result<Option<Event>, String> {
    let of_state = |it: &&Value| it["state"] == state;
    let same = |it: &&Value| of_state(it) && Comparison::agree(&it["request"], request);
    let chosen = attempts
        .iter()
        .position(|it| same(&it))
        .or_else(|| attempts.iter().position(|it| of_state(&it)));
    let attempt = attempts.remove(chosen.ok_or_else(|| format!("no attempt is left for {state:?}"))?);
    match attempt["outcome"].as_str() {
        Some("result") => Ok(Some(Event::TaskSucceeded {
            id,
            result: attempt["result"].clone(),
        })),
        Some("error") => Ok(Some(Event::TaskFailed {
            id,
            error: text(&attempt["error"]),
            cause: text(&attempt["cause"]),
        })),
        Some("timeout") => Ok(None),
        other => Err(format!("an attempt has the outcome {other:?}")),
    }
}

/// A cause that is an object stands for its JSON text.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn summary(outcome: &Outcome, execution: &Execution) -> Value {
    let events = execution.history().iter().map(|event| {
        let mut event = event.to_value();
        event.as_object_mut().map(|it| it.shift_remove("timestamp"));
        event
    });
    let events = Value::Array(events.collect());
    match outcome {
        Outcome::Succeeded { output } => json!({ "status": "SUCCEEDED", "output": output, "events": events }),
        Outcome::Failed { error, cause } => {
            json!({ "status": "FAILED", "error": error, "cause": cause, "events": events })
        }
        Outcome::TimedOut => json!({ "status": "TIMED_OUT", "events": events }),
    }
}
