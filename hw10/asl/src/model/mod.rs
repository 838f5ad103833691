//! The data model: one struct a state kind, in AWS's words. Holds values; reads and writes nothing. The parts of a Map
//! have a file of their own.

mod map;

use indexmap::IndexMap;
use serde_json::Value;

pub use map::{
    CsvDelimiter, CsvHeaderLocation, ExecutionType, InputType, ItemBatcher, ItemProcessor, ItemReader, Map, OutputType,
    ProcessorMode, ReaderConfig, ResultWriter, Transformation, WriterConfig,
};

/// Variables to set: a name and a template each.
pub type Assign = serde_json::Map<String, Value>;

/// States by name, in the order in which they were defined.
pub type States = IndexMap<String, State>;

/// A state machine: what holds for all of it, and its states.
#[derive(Debug, Clone, PartialEq)]
pub struct StateMachine {
    /// What the machine is for.
    pub comment: Option<String>,
    /// The language of its expressions; a state may differ from it.
    pub query_language: QueryLanguage,
    /// Seconds after which an execution ends as `TIMED_OUT`.
    pub timeout_seconds: Option<u64>,
    /// The states of its outermost scope.
    pub branch: Branch,
}

/// States that lead to each other, from the first of them on: those of a machine, of one branch of a Parallel, or of
/// a Map's item processor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Branch {
    /// The name of the first state.
    pub start_at: String,
    /// The states by name, in the order in which they were defined.
    pub states: States,
}

/// The language of the expressions in a machine or a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QueryLanguage {
    /// Reference paths and intrinsic functions; what AWS assumes when nothing is said.
    #[default]
    JsonPath,
    /// `{% … %}` expressions and variables.
    Jsonata,
}

/// One state: what every kind has, and what its kind adds.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What the state is for.
    pub comment: Option<String>,
    /// The language of this state's expressions, where it is not the machine's.
    pub query_language: Option<QueryLanguage>,
    /// Variables to set when the state has succeeded: a name and a template each.
    pub assign: Assign,
    /// What the state hands on, as a template. Absent: its result, else its input.
    pub output: Option<Value>,
    /// What kind of state it is.
    pub kind: StateKind,
}

/// The kinds of state.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a machine has tens of states; a box would only burden who builds one"
)]
pub enum StateKind {
    /// Calls a Lambda function or another service.
    Task(Task),
    /// Runs branches at the same time.
    Parallel(Parallel),
    /// Runs the same states for each of many items.
    Map(Map),
    /// Chooses the next state.
    Choice(Choice),
    /// Computes, and goes on.
    Pass(Pass),
    /// Waits.
    Wait(Wait),
    /// Ends the execution well.
    Succeed(Succeed),
    /// Ends the execution with an error.
    Fail(Fail),
}

/// Where a state goes when it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transition {
    /// To the state of that name.
    Next(String),
    /// Nowhere: the execution succeeds with this state's output.
    End,
}

/// A Task state.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The ARN of what is called, `arn:aws:states:::lambda:invoke` for a Lambda function.
    pub resource: String,
    /// What is sent, as a template. Absent: the state's input.
    pub arguments: Option<Value>,
    /// The role in which to call, where it is not the machine's: an object with `RoleArn`, as a template.
    pub credentials: Option<Value>,
    /// Seconds until the call fails with `States.Timeout`: a number, or an expression that gives one.
    pub timeout_seconds: Option<Value>,
    /// Seconds within which the callee must report life.
    pub heartbeat_seconds: Option<Value>,
    /// What to try again, in the order in which they are looked at.
    pub retry: Vec<Retrier>,
    /// What to do about an error that is not tried again.
    pub catch: Vec<Catcher>,
    /// Where to go when the call has succeeded.
    pub transition: Transition,
}

/// A Parallel state.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// What runs at the same time; each has its own place in the result, which is an array.
    pub branches: Vec<Branch>,
    /// What every branch receives, as a template. Absent: the state's input.
    pub arguments: Option<Value>,
    /// What to try again, all branches from their beginning.
    pub retry: Vec<Retrier>,
    /// What to do about an error of a branch that is not tried again.
    pub catch: Vec<Catcher>,
    /// Where to go when all branches have succeeded.
    pub transition: Transition,
}

/// When and how often a failed state is tried again.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrier {
    /// The names of the errors that it is for.
    pub error_equals: Vec<String>,
    /// Seconds before the first retry; AWS's default is 1.
    pub interval_seconds: Option<u64>,
    /// How many retries there are at most; AWS's default is 3.
    pub max_attempts: Option<u64>,
    /// What the interval is multiplied by after each retry; AWS's default is 2.
    pub backoff_rate: Option<f64>,
    /// The longest interval, in seconds.
    pub max_delay_seconds: Option<u64>,
    /// Whether the interval is drawn at random.
    pub jitter_strategy: Option<JitterStrategy>,
}

/// Whether the interval before a retry is drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JitterStrategy {
    /// Between zero and the interval.
    Full,
    /// The interval itself.
    None,
}

/// Where to go when a state has failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Catcher {
    /// The names of the errors that it is for.
    pub error_equals: Vec<String>,
    /// Variables to set on the way.
    pub assign: Assign,
    /// What the next state receives, as a template. Absent: the error.
    pub output: Option<Value>,
    /// The state to go to.
    pub next: String,
}

/// A Choice state.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The rules, in the order in which they are tried.
    pub choices: Vec<ChoiceRule>,
    /// Where to go when no rule holds. Without it the execution fails with `States.NoChoiceMatched`.
    pub default: Option<String>,
}

/// One rule of a Choice state.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceRule {
    /// What the rule is for.
    pub comment: Option<String>,
    /// An expression that gives a boolean, `{% … %}`.
    pub condition: String,
    /// Variables to set on the way.
    pub assign: Assign,
    /// What the next state receives, as a template.
    pub output: Option<Value>,
    /// The state to go to.
    pub next: String,
}

/// A Pass state.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Where to go.
    pub transition: Transition,
}

/// A Wait state.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// How long.
    pub until: WaitUntil,
    /// Where to go afterwards.
    pub transition: Transition,
}

/// How long a Wait state waits.
#[derive(Debug, Clone, PartialEq)]
pub enum WaitUntil {
    /// That many seconds: a number, or an expression that gives one.
    Seconds(Value),
    /// Until that moment: RFC 3339, or an expression that gives it.
    Timestamp(String),
}

/// A Succeed state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Succeed {}

/// A Fail state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fail {
    /// The name of the error: text, or an expression that gives it.
    pub error: Option<String>,
    /// What is said about it: text, or an expression that gives it.
    pub cause: Option<String>,
}

impl State {
    /// A state of this kind with nothing else to say.
    pub fn new(kind: impl Into<StateKind>) -> State {
        State {
            comment: None,
            query_language: None,
            assign: Assign::new(),
            output: None,
            kind: kind.into(),
        }
    }
}

macro_rules! kinds {
    ($($kind:ident),*) => {$(
        impl From<$kind> for StateKind {
            fn from(kind: $kind) -> StateKind {
                StateKind::$kind(kind)
            }
        }
    )*};
}
kinds!(Task, Parallel, Map, Choice, Pass, Wait, Succeed, Fail);

impl StateKind {
    /// The states within this one, for a Parallel and a Map.
    pub fn branches(&self) -> &[Branch] {
        match self {
            StateKind::Parallel(parallel) => &parallel.branches,
            StateKind::Map(map) => std::slice::from_ref(&map.item_processor.branch),
            StateKind::Task(_)
            | StateKind::Choice(_)
            | StateKind::Pass(_)
            | StateKind::Wait(_)
            | StateKind::Succeed(_)
            | StateKind::Fail(_) => &[],
        }
    }

    /// The value of the state's `Type`.
    pub fn name(&self) -> &'static str {
        match self {
            StateKind::Task(_) => "Task",
            StateKind::Parallel(_) => "Parallel",
            StateKind::Map(_) => "Map",
            StateKind::Choice(_) => "Choice",
            StateKind::Pass(_) => "Pass",
            StateKind::Wait(_) => "Wait",
            StateKind::Succeed(_) => "Succeed",
            StateKind::Fail(_) => "Fail",
        }
    }
}
