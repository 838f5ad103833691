//! `execute`: a state machine, its input, and what its tasks answer, run in time that jumps.

use std::collections::VecDeque;
use std::sync::Arc;

use arbitrary::{Result, Unstructured};
use asl::StateMachine;
use interpreter::{Command, Event, Execution, HISTORY_EVENTS_MAX, Machine, Outcome, PAYLOAD_BYTES_MAX, Start, TaskId};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::machine;

/// After so many answers nobody answers any more.
const ANSWERS_MAX: usize = 2_000;

/// What is run.
struct Case {
    machine: Value,
    input: Value,
    /// One after the other, and again from the first.
    answers: Vec<Value>,
}

/// Texts of objects in S3.
const OBJECTS: [&str; 8] = [
    "[1,2,3]",
    "{\"a\":1}\n{\"a\":2}\n",
    "a,b\n1,2\n\"3\n\",\"4\"\"\"\n",
    "",
    "\u{feff}[]",
    "a|b|c\n|\n\"",
    "[[[[[[[[1]]]]]]]]",
    "\r\n\r\n",
];

pub(crate) fn check(input: &[u8]) {
    let case = match input.strip_prefix(&[0]) {
        Some(choices) => made(&mut Unstructured::new(choices)).ok(),
        None => read(input),
    };
    if let Some(case) = case
        && let Ok(definition) = StateMachine::from_value(case.machine.clone())
        && let Ok(machine) = Machine::compile(definition)
    {
        run(Arc::new(machine), &case);
    }
}

/// `{ "machine": …, "input": …, "answers": [ … ] }`
fn read(text: &[u8]) -> Option<Case> {
    let mut case: Value = serde_json::from_slice(text).ok()?;
    let mut take = |name: &str| case.get_mut(name).map(Value::take);
    Some(Case {
        machine: take("machine")?,
        input: take("input").unwrap_or_default(),
        answers: match take("answers") {
            Some(Value::Array(answers)) if !answers.is_empty() => answers,
            _ => vec![Value::Null],
        },
    })
}

fn made(u: &mut Unstructured) -> Result<Case> {
    let machine = machine::machine(u)?;
    let answer = |u: &mut Unstructured| {
        Ok(match u.int_in_range(0..=3)? {
            0 => json!({ "Payload": [1, { "a": null }] }),
            1 => json!({ "error": u.choose(&["E", "States.Timeout", "Lambda.Unknown", ""])? }),
            2 => json!(u.choose(&OBJECTS)?),
            _ => json!({ "never": true }),
        })
    };
    let count = u.int_in_range(1..=3)?;
    Ok(Case {
        machine,
        input: json!({ "a": [1, 2, 3], "items": [{ "k": "x" }, { "k": "y" }], "n": u.arbitrary::<u16>()? }),
        answers: (0..count).map(|_| answer(u)).collect::<Result<_>>()?,
    })
}

/// Runs to the end, or until nothing comes any more.
fn run(machine: Arc<Machine>, case: &Case) {
    let start = Start {
        input: case.input.clone(),
        ..Start::default()
    };
    let mut now = Timestamp::UNIX_EPOCH;
    let (mut execution, mut commands) = Execution::start(machine, start, now);
    let mut events = VecDeque::new();
    let mut answers = case.answers.iter().cycle().take(ANSWERS_MAX);
    loop {
        let mut alarm = None;
        for command in commands {
            match command {
                Command::WakeAt(time) => alarm = Some(time),
                command => events.extend(answers.next().and_then(|answer| answered(command, answer))),
            }
        }
        if let Some(outcome) = execution.outcome() {
            judge_end(outcome);
            break;
        }
        let event = match (events.pop_front(), alarm) {
            (Some(event), _) => event,
            (None, Some(time)) if answers.next().is_some() => {
                now = time;
                Event::Wake
            }
            (None, _) => break,
        };
        commands = execution.handle(event, now);
    }
    judge_history(&execution);
}

fn answered(command: Command, answer: &Value) -> Option<Event> {
    if answer.get("never").is_some() {
        return None;
    }
    let failed = |id: TaskId| {
        let error = answer.get("error")?.as_str()?.to_owned();
        let cause = "because".to_owned();
        Some(Event::TaskFailed { id, error, cause })
    };
    let output = answer.clone();
    Some(match command {
        Command::Invoke(call) => match call.token {
            Some(token) => Event::TokenSucceeded { token, output },
            None => failed(call.id).unwrap_or(Event::TaskSucceeded {
                id: call.id,
                result: output,
            }),
        },
        Command::StartExecution(start) => failed(start.id).unwrap_or(Event::ExecutionEnded {
            id: start.id,
            outcome: Outcome::Succeeded { output },
        }),
        Command::Read(read) => failed(read.id).unwrap_or(Event::ObjectRead {
            id: read.id,
            text: answer.as_str().map_or_else(|| answer.to_string(), str::to_owned),
        }),
        Command::Write(write) => Event::ObjectsWritten { id: write.id },
        Command::Cancel(_) | Command::WakeAt(_) => return None,
    })
}

fn judge_end(outcome: &Outcome) {
    match outcome {
        Outcome::Succeeded { output } => {
            let text = output.to_string();
            assert!(text.len() <= PAYLOAD_BYTES_MAX, "an output of {} bytes", text.len());
            let read: std::result::Result<Value, _> = serde_json::from_str(&text);
            assert!(read.is_ok(), "{read:?} of {} bytes", text.len());
        }
        Outcome::Failed { error, .. } => assert!(error.as_ref().is_none_or(|it| it.len() <= PAYLOAD_BYTES_MAX)),
        Outcome::TimedOut => {}
    }
}

/// Events are numbered from 1, each follows an earlier one, and time does not go back.
fn judge_history(execution: &Execution) {
    let history = execution.history();
    assert!(history.len() <= HISTORY_EVENTS_MAX, "{} events", history.len());
    for (number, event) in (1..).zip(history) {
        assert_eq!(event.id, number);
        assert!(event.previous_event_id < number, "{event:?}");
    }
    assert!(history.is_sorted_by_key(|event| event.timestamp));
}
