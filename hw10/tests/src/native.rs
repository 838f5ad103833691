//! The native run over a plan.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::Duration;

use serde_json::{Value, json};
use stepwright::native::{Call, Failure, ObservedCall, Run, Script};
use stepwright::{Contract, Fault, Json, Timestamp, decode};

use crate::observation::{self, End, Objects, Observation, TOKEN};
use crate::plan::{Answer, Plan, Reply};
use crate::subject::{Question, Subject};

/// How many calls of each step a script speaks of. No run of the tests makes more.
const CALLS_MAX: usize = 40;

/// The plan, as a script.
pub fn script(subject: &Subject, input: &Value, plan: &Plan) -> Script {
    let mut script = Script::new();
    for question in subject.questions() {
        for number in 1..=CALLS_MAX {
            script = script.on(call(question, number, plan.reply(question.name, number)));
        }
    }
    match subject.object(input, plan) {
        Some((bucket, key, text)) => script.object(&bucket, &key, &text),
        None => script,
    }
}

fn call(question: &Question, number: usize, reply: &Reply) -> Call {
    let call = Call::number(question.name, number).takes(seconds(reply.takes_seconds));
    let call = match &reply.answer {
        Answer::Gives(value) => call.gives(&Json(value.clone())),
        Answer::Fails(name, payload) => call.fails_as(name, &payload.to_string()),
        Answer::Breaks(error, cause) => call.fails_as(error, cause),
    };
    match &reply.by_token {
        None => call,
        Some((after, Answer::Gives(value))) => call.replied(seconds(*after), &Json(value.clone())),
        Some((after, Answer::Fails(name, payload))) => call.refused_as(seconds(*after), name, &payload.to_string()),
        Some((after, Answer::Breaks(error, cause))) => call.refused_as(seconds(*after), error, cause),
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

/// A run whose types are forgotten.
pub struct Ran {
    end: End,
    calls: Vec<ObservedCall>,
    started: Option<Timestamp>,
    elapsed: Duration,
    objects: Objects,
}

/// Runs, and forgets the types. What Rust refuses to compute is a panic there, and an end here.
pub fn ran<T: Contract, E: Fault>(run: impl FnOnce() -> Run<T, E>) -> Ran {
    match quietly(run) {
        Ok(run) => Ran {
            end: end(run.result),
            calls: run.calls,
            started: Some(run.started),
            elapsed: run.ended.duration_since(run.started),
            objects: run.objects,
        },
        Err(message) => Ran {
            end: End::Refused(message),
            calls: Vec::new(),
            started: None,
            elapsed: Duration::ZERO,
            objects: Objects::new(),
        },
    }
}

fn end<T: Contract, E: Fault>(result: Result<T, Failure<E>>) -> End {
    match result {
        Ok(output) => {
            let output = json!(output);
            match decode::<T>(output.clone()) {
                Ok(_) => End::Succeeded(output),
                // Rust's integers of 64 bits go on where those of JSON end.
                Err(_) => End::Refused("overflow".to_owned()),
            }
        }
        Err(Failure::Fault(fault)) => End::Failed(fault.name().to_owned(), fault.payload()),
        Err(Failure::Platform(fault)) => End::Platform(fault.name().to_owned()),
        Err(Failure::Stuck { .. }) => End::Stuck,
    }
}

/// What the run came to.
pub fn observed(subject: &Subject, ran: Ran) -> Observation {
    let start = ran.started;
    let call = |call: ObservedCall| observation::Call {
        step: call.step.to_owned(),
        payload: without_token(subject, call.step, call.payload),
        after: start
            .map(|start| call.started.duration_since(start))
            .unwrap_or_default(),
    };
    let observation = Observation {
        end: ran.end,
        calls: ran.calls.into_iter().map(call).collect(),
        elapsed: ran.elapsed,
        written: Vec::new(),
        retried: false,
        repeated: Vec::new(),
    };
    observation.normalised(&ran.objects)
}

fn without_token(subject: &Subject, step: &str, mut payload: Value) -> Value {
    let takes_token = subject
        .questions()
        .iter()
        .any(|it| it.name == step && it.reply.is_some());
    if let (true, Value::Object(fields)) = (takes_token, &mut payload) {
        let token = |value: &&mut Value| value.as_str().is_some_and(|text| text.starts_with("token-"));
        fields
            .values_mut()
            .filter(token)
            .for_each(|value| *value = TOKEN.into());
    }
    payload
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What comes of it; where it panics, the message, which nobody prints.
fn quietly<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default()
    })
}
