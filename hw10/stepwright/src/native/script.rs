//! What happens around a workflow in a test.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::observed::ObservedCall;
use super::world::Answer;
use crate::context::{Context, ExecutionContext, StateContext, StateMachineContext};
use crate::contract::Contract;
use crate::fault::Fault;
use crate::primitives::Json;
use crate::time::Timestamp;

/// What happens around a workflow in a test: from when on, to which calls, and what stands on S3.
///
/// Where a script says nothing, the steps do what they do, and the time is the beginning of 2026.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) start: Timestamp,
    calls: Vec<Call>,
    pub(super) objects: BTreeMap<(String, String), String>,
}

/// 2026-01-01T00:00:00.000Z.
const BEGINNING: i64 = 1_767_225_600_000;

impl Default for Script {
    fn default() -> Script {
        Script::new()
    }
}

impl Script {
    /// A script that says nothing.
    pub fn new() -> Script {
        Script {
            start: Timestamp::from_unix_millis(BEGINNING).unwrap_or(Timestamp::MIN),
            calls: Vec::new(),
            objects: BTreeMap::new(),
        }
    }

    /// The moment at which the workflow begins.
    #[must_use]
    pub fn starting_at(mut self, moment: Timestamp) -> Script {
        self.start = moment;
        self
    }

    /// What happens to a call. What is said last about a call holds.
    #[must_use]
    pub fn on(mut self, call: Call) -> Script {
        self.calls.push(call);
        self
    }

    /// An object on S3, for [`json_lines`](crate::json_lines) and [`csv`](crate::csv).
    #[must_use]
    pub fn object(mut self, bucket: &str, key: &str, text: &str) -> Script {
        self.objects
            .insert((bucket.to_owned(), key.to_owned()), text.to_owned());
        self
    }

    /// What a workflow with that input may be told of its execution, where it asks: it begins when the script does.
    pub fn context(&self, input: &impl Contract) -> Context {
        let start = self.start.to_string();
        Context {
            execution: ExecutionContext {
                id: "arn:aws:states:us-east-1:000000000000:execution:native:run".to_owned(),
                input: Json(input.encode().unwrap_or_default()),
                name: "run".to_owned(),
                role_arn: "arn:aws:iam::000000000000:role/native".to_owned(),
                start_time: start.clone(),
            },
            state: StateContext {
                name: "Native".to_owned(),
                entered_time: start,
                retry_count: Some(0),
            },
            state_machine: StateMachineContext {
                id: "arn:aws:states:us-east-1:000000000000:stateMachine:native".to_owned(),
                name: "native".to_owned(),
            },
            task: None,
            map: None,
        }
    }

    /// What happens to that call.
    pub(super) fn reaction(&self, step: &str, number: usize) -> Reaction {
        let last = self.calls.iter().rev().find(|call| call.is(step, number));
        last.map(|call| call.reaction.clone()).unwrap_or_default()
    }

    /// What is said about calls that were not among these, so many of a step each.
    pub(super) fn unused(&self, calls: &[ObservedCall]) -> Vec<String> {
        let happened = |call: &&Call| {
            let number = calls.iter().filter(|it| it.step == call.step).count();
            call.number.map_or(number > 0, |wanted| (1..=number).contains(&wanted))
        };
        let unused = self.calls.iter().filter(|call| !happened(call));
        unused.map(ToString::to_string).collect()
    }
}

/// A call of a step, and what happens to it.
///
/// ```
/// use std::time::Duration;
///
/// use stepwright::native::{Call, Script};
///
/// let script = Script::new()
///     .on(Call::every("reserve").takes(Duration::from_secs(2)))
///     .on(Call::number("charge", 3).times_out())
///     .on(Call::number("ship", 1).fails_as("Lambda.Unknown", "out of memory"))
///     .on(Call::every("ask").replied(Duration::from_secs(3_600), &true));
/// ```
#[derive(Debug, Clone)]
pub struct Call {
    step: String,
    number: Option<usize>,
    reaction: Reaction,
}

/// What happens to a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Reaction {
    /// How long it takes.
    pub(super) takes: Duration,
    /// What it gives instead of what the step does.
    pub(super) instead: Option<Answer>,
    /// What comes by its token, and after which time.
    pub(super) answer: Option<(Duration, Answer)>,
}

impl fmt::Display for Call {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(out, "call {number} of `{}`", self.step),
            None => write!(out, "every call of `{}`", self.step),
        }
    }
}

impl Call {
    fn is(&self, step: &str, number: usize) -> bool {
        self.step == step && self.number.is_none_or(|it| it == number)
    }

    /// Every call of that step.
    pub fn every(step: &str) -> Call {
        Call {
            step: step.to_owned(),
            number: None,
            reaction: Reaction::default(),
        }
    }

    /// The call of that step that is the `number`th, the first being 1.
    pub fn number(step: &str, number: usize) -> Call {
        Call {
            number: Some(number),
            ..Call::every(step)
        }
    }

    /// Takes so long before it does anything. Longer than the step's timeout: it times out.
    #[must_use]
    pub fn takes(mut self, duration: Duration) -> Call {
        self.reaction.takes = duration;
        self
    }

    /// Gives that, and the step is not called.
    #[must_use]
    pub fn gives<T: Contract>(mut self, output: &T) -> Call {
        self.reaction.instead = Some(success(output));
        self
    }

    /// Fails with that fault, and the step is not called.
    #[must_use]
    pub fn fails(mut self, fault: &impl Fault) -> Call {
        self.reaction.instead = Some(failure(fault));
        self
    }

    /// Fails with an error that AWS reports under that name, and the step is not called.
    #[must_use]
    pub fn fails_as(mut self, error: &str, cause: &str) -> Call {
        self.reaction.instead = Some(reported(error, cause));
        self
    }

    /// Fails with `States.Timeout`, and the step is not called.
    #[must_use]
    pub fn times_out(self) -> Call {
        self.fails_as("States.Timeout", "")
    }

    /// The step has asked, and so much later that answer comes by its token.
    #[must_use]
    pub fn replied<T: Contract>(mut self, after: Duration, answer: &T) -> Call {
        self.reaction.answer = Some((after, success(answer)));
        self
    }

    /// The step has asked, and so much later it is refused by its token.
    #[must_use]
    pub fn refused(mut self, after: Duration, fault: &impl Fault) -> Call {
        self.reaction.answer = Some((after, failure(fault)));
        self
    }

    /// The step has asked, and so much later an error of that name comes by its token.
    #[must_use]
    pub fn refused_as(mut self, after: Duration, error: &str, cause: &str) -> Call {
        self.reaction.answer = Some((after, reported(error, cause)));
        self
    }
}

fn success<T: Contract>(value: &T) -> Answer {
    // What cannot be written as JSON is `null`, which breaks every contract that says more.
    Answer::Success(value.encode().unwrap_or_default())
}

fn failure(fault: &impl Fault) -> Answer {
    reported(fault.name(), &fault.cause_text())
}

fn reported(error: &str, cause: &str) -> Answer {
    Answer::Failure {
        error: error.to_owned(),
        cause: cause.to_owned(),
    }
}
