//! What the steps of a workflow do in a run: what each gives the n-th time that it is called, how long that takes, what
//! comes by its token, and what stands on S3. The same plan is given to both sides.
//!
//! A retry by the state machine is the same call, and gets the same answer.

use std::collections::BTreeMap;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::constants::Constants;
use crate::subject::{Question, Subject};
use crate::values::values;

/// How many replies of a step are planned; they come again in a circle.
const REPLIES: usize = 6;

/// What the steps do, and what stands on S3.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The replies of each step, by its name.
    pub replies: BTreeMap<&'static str, Vec<Reply>>,
    /// The rows of the object that is read, if there is one and it exists.
    pub rows: Option<Vec<Value>>,
}

/// What happens to one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// After how many seconds it answers. More than the step's timeout: it times out.
    pub takes_seconds: u32,
    /// What it answers.
    pub answer: Answer,
    /// What comes by its token, and how many seconds after the call. `None`: nothing ever comes.
    pub by_token: Option<(u32, Answer)>,
}

impl Reply {
    /// Whether the function never began, so that it may be called again whatever it does.
    pub fn never_began(&self) -> bool {
        matches!(&self.answer, Answer::Breaks(error, _) if error == "Lambda.TooManyRequestsException")
    }
}

/// An answer.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// It succeeds.
    Gives(Value),
    /// It fails with a fault of its own, or with one that its types do not know: an error type and its fields.
    Fails(String, Value),
    /// The platform fails it: an error, and AWS's words about it.
    Breaks(String, String),
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Gives(value) => write!(out, "gives {value}"),
            Answer::Fails(name, payload) => write!(out, "fails with {name} {payload}"),
            Answer::Breaks(error, cause) => write!(out, "breaks with {error}: {cause}"),
        }
    }
}

impl Plan {
    /// What happens to that call of the step, the first being 1.
    ///
    /// # Panics
    /// If nothing is planned for the step.
    pub fn reply(&self, step: &str, number: usize) -> &Reply {
        let replies = self
            .replies
            .get(step)
            .unwrap_or_else(|| panic!("nothing is planned for `{step}`"));
        &replies[(number - 1) % replies.len()]
    }
}

/// What the platform does to a call beside a timeout, one name of each kind and one more.
const BREAKS: [&str; 6] = [
    "Lambda.ServiceException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Sandbox.Timedout",
    "Lambda.ResourceNotFoundException",
];

/// Plans for a workflow: its steps go well, more often than not.
pub fn plans(subject: &Subject, constants: &Constants) -> BoxedStrategy<Plan> {
    let steps: Vec<_> = subject
        .questions()
        .iter()
        .map(|question| of_step(question, constants))
        .collect();
    let rows = match subject.row() {
        None => Just(None).boxed(),
        Some(row) => prop_oneof![1 => Just(None), 9 => vec(values(row, constants), 0..=9).prop_map(Some)].boxed(),
    };
    (steps, rows)
        .prop_map(|(steps, rows)| Plan {
            replies: steps.into_iter().collect(),
            rows,
        })
        .boxed()
}

fn of_step(question: &Question, constants: &Constants) -> impl Strategy<Value = (&'static str, Vec<Reply>)> + use<> {
    let (name, well) = (question.name, vec(reply(question, constants, 30), REPLIES));
    let ill = vec(reply(question, constants, 3), REPLIES);
    let always = reply(question, constants, 30).prop_map(|reply| vec![reply]);
    prop_oneof![2 => well, 1 => ill, 1 => always].prop_map(move |replies| (name, replies))
}

fn reply(question: &Question, constants: &Constants, well: u32) -> impl Strategy<Value = Reply> + use<> {
    let timeout = question.timeout_seconds;
    let takes = prop_oneof![12 => Just(0), 2 => Just(1), 1 => Just(timeout + 1)];
    let given = values(&question.output, constants).prop_map(Answer::Gives).boxed();
    let answer = prop_oneof![well => given, 6 => refusal(question, constants, true)];
    let by_token = match &question.reply {
        None => Just(None).boxed(),
        Some(reply) => {
            let given = values(reply, constants).prop_map(Answer::Gives).boxed();
            let said = prop_oneof![4 => given, 1 => refusal(question, constants, false)];
            let after = select(vec![0, 0, 1, timeout / 2, timeout - 1, timeout + 1]);
            prop_oneof![1 => Just(None), 6 => (after, said).prop_map(Some)].boxed()
        }
    };
    (takes, answer, by_token).prop_map(|(takes_seconds, answer, by_token)| {
        // Whether a question that fails is answered before is nobody's to tell.
        let by_token = by_token.filter(|_| matches!(answer, Answer::Gives(_)));
        Reply {
            takes_seconds,
            answer,
            by_token,
        }
    })
}

/// How a call fails, or how it is refused by its token, where the platform has no part in it.
fn refusal(question: &Question, constants: &Constants, by_platform: bool) -> BoxedStrategy<Answer> {
    let own = question.faults.iter().map(|(name, schema)| {
        let name = name.clone();
        let fails = move |payload| Answer::Fails(name.clone(), payload);
        values(schema, constants).prop_map(fails).boxed()
    });
    let alien = Just(Answer::Fails(
        "TypeError".to_owned(),
        serde_json::json!({ "detail": "undefined" }),
    ))
    .boxed();
    let mut ways: Vec<(u32, BoxedStrategy<Answer>)> = own.map(|fault| (4, fault)).chain([(1, alien)]).collect();
    if by_platform {
        let broken = select(BREAKS.to_vec()).prop_map(|error| Answer::Breaks(error.to_owned(), "no luck".to_owned()));
        ways.push((4, broken.boxed()));
    }
    proptest::strategy::Union::new_weighted(ways).boxed()
}
