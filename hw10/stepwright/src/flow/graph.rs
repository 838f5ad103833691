//! The structured graph of a workflow: blocks of nodes, each block with its end.

use std::fmt;
use std::rc::Rc;

use schemars::{Schema, SchemaGenerator};

use super::expression::{Expression, VariableId};
use crate::fault::FaultEntry;
use crate::step::StepDescription;
use crate::workflow::WorkflowKind;

/// A line of a source file: where a node comes from.
///
/// A workflow that calls another in line has states out of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLine {
    /// The file, as `file!()` gives it.
    pub file: &'static str,
    /// The line, counted from 1.
    pub line: u32,
}

impl fmt::Display for SourceLine {
    /// As rustc writes it: `src/lib.rs:12`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.file, self.line)
    }
}

/// A workflow, recorded.
#[derive(Debug)]
pub struct Flow {
    /// The name of the state machine.
    pub name: &'static str,
    /// The path of the Rust function.
    pub rust_path: &'static str,
    /// The source file that it is in.
    pub file: &'static str,
    /// What it does.
    pub description: &'static str,
    /// Standard or Express.
    pub kind: WorkflowKind,
    /// Seconds until an execution ends as `TIMED_OUT`.
    pub timeout_seconds: Option<u32>,
    /// The digest of all that the generated files follow from.
    pub fingerprint: String,
    /// The JSON Schema of the input.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON Schema of the output.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// How an execution can fail.
    pub faults: Vec<&'static FaultEntry>,
    /// The steps that the workflow may call.
    pub steps: Vec<StepDescription>,
    /// The names of the variables, each once. The first is the input.
    pub variables: Vec<String>,
    /// What is done.
    pub body: Block,
    /// What was said that no state machine can do.
    pub problems: Vec<Unrecordable>,
}

impl Flow {
    /// The variable that holds the input.
    pub const INPUT: VariableId = VariableId(0);
}

/// What a workflow said that no state machine can do, where rustc could not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecordable {
    /// What it is.
    pub message: String,
    /// The line of the source.
    pub line: SourceLine,
    /// What to write instead.
    pub help: String,
}

/// Nodes one after the other, and what comes after them.
#[derive(Debug)]
pub struct Block {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// How the block ends.
    pub end: End,
}

/// One thing that is done.
#[derive(Debug)]
pub enum Node {
    /// A variable gets a value.
    Let(VariableId, Rc<Expression>),
    /// A step is called, or another workflow executed.
    Call(Box<Call>),
    /// One of several blocks is gone through.
    Branch(Branch),
    /// Something is tried, and its faults are handled.
    Trial(Trial),
    /// A block is gone through again and again.
    Loop(Loop),
    /// Time passes.
    Wait(Wait),
    /// Several blocks are gone through at once.
    Parallel(Parallel),
    /// A block is gone through for each item.
    Map(Box<Map>),
    /// A block whose success is but its own: an async block, or an inlined workflow.
    Scope(Scope),
}

/// A call of a step, or of another workflow.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is called.
    pub target: Target,
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
    /// The arguments by the names of the parameters.
    pub arguments: Vec<(&'static str, Rc<Expression>)>,
    /// The variable that the result is bound to.
    pub result: VariableId,
}

/// What is called.
#[derive(Debug, Clone)]
pub enum Target {
    /// A step, which answers with its result.
    Step(StepDescription),
    /// A step that answers by a task token.
    Callback(StepDescription),
    /// A workflow, as an execution of its own.
    Execution {
        /// What stands for the ARN of its state machine until deployment.
        placeholder: String,
        /// What it does.
        description: &'static str,
        /// How it can fail.
        faults: Vec<&'static FaultEntry>,
        /// The variable for its error.
        error: VariableId,
    },
}

impl Target {
    /// How it can fail.
    pub fn faults(&self) -> &[&'static FaultEntry] {
        match self {
            Target::Step(step) | Target::Callback(step) => &step.faults,
            Target::Execution { faults, .. } => faults,
        }
    }

    /// The variable for its error, where that must be unwrapped before it can be looked at.
    pub fn error(&self) -> Option<VariableId> {
        match self {
            Target::Step(_) | Target::Callback(_) => None,
            Target::Execution { error, .. } => Some(*error),
        }
    }
}

/// A choice between blocks.
#[derive(Debug)]
pub struct Branch {
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
    /// The arms, in order. The last may be without condition.
    pub arms: Vec<Arm>,
    /// The variable that the value of the branch is bound to, if it has one.
    pub value: Option<VariableId>,
}

/// One block of a branch.
#[derive(Debug)]
pub struct Arm {
    /// What the arm is for, as part of a state's name.
    pub label: String,
    /// When it is taken: a boolean. `None`: always.
    pub condition: Option<Rc<Expression>>,
    /// What is then done.
    pub body: Block,
}

/// Something tried, and what is done about its faults.
#[derive(Debug)]
pub struct Trial {
    /// What is tried.
    pub attempt: Block,
    /// What is done where that went well.
    pub done: Block,
    /// What is done about faults: the first that is for a fault handles it.
    pub handlers: Vec<Handler>,
    /// The variable that the value of the whole is bound to, if it has one.
    pub value: Option<VariableId>,
}

/// What is done about some faults.
#[derive(Debug)]
pub struct Handler {
    /// What it is for, as part of a state's name.
    pub label: String,
    /// The line of the source.
    pub line: SourceLine,
    /// The faults.
    pub faults: Vec<&'static FaultEntry>,
    /// The variable for the error: an object with `Error` and `Cause`.
    pub error: VariableId,
    /// What is done.
    pub body: Block,
}

/// Which loop of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoopId(pub usize);

/// A block that begins again at its end.
#[derive(Debug)]
pub struct Loop {
    /// Which loop.
    pub id: LoopId,
    /// The line of the source.
    pub line: SourceLine,
    /// What is done again and again.
    pub body: Block,
    /// The variable that the value of its `break`s is bound to, if they have one.
    pub value: Option<VariableId>,
}

/// A pause.
#[derive(Debug)]
pub struct Wait {
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
    /// How long.
    pub until: Until,
}

/// How long a pause is.
#[derive(Debug, Clone)]
pub enum Until {
    /// That many seconds.
    Seconds(Rc<Expression>),
    /// Until that moment, RFC 3339.
    Timestamp(Rc<Expression>),
}

impl Until {
    /// The number of seconds, or the moment.
    pub fn expression(&self) -> &Rc<Expression> {
        match self {
            Until::Seconds(value) | Until::Timestamp(value) => value,
        }
    }
}

/// Blocks that are gone through at once.
#[derive(Debug)]
pub struct Parallel {
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
    /// The blocks, each with the variable that its value is bound to.
    pub branches: Vec<(Block, VariableId)>,
}

/// A block that is gone through for each item.
#[derive(Debug)]
pub struct Map {
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
    /// What is gone through.
    pub items: Items,
    /// The variable for the item.
    pub item: VariableId,
    /// What is done with the item.
    pub body: Block,
    /// How many items at once, at most.
    pub concurrency: Option<Rc<Expression>>,
    /// Set where each item, or each batch, is an execution of its own.
    pub distributed: Option<Distributed>,
    /// The variable that the list of the values is bound to.
    pub result: VariableId,
}

/// What a map goes through.
#[derive(Debug, Clone)]
pub enum Items {
    /// A list.
    List(Rc<Expression>),
    /// The lines of an object on S3, each a JSON value.
    JsonLines(S3Object),
    /// The rows of an object on S3, its first line their names.
    Csv(S3Object),
}

/// An object on S3, or a prefix of objects.
#[derive(Debug, Clone)]
pub struct S3Object {
    /// The bucket.
    pub bucket: Rc<Expression>,
    /// The key, or the prefix.
    pub key: Rc<Expression>,
}

/// What a distributed map says beside.
#[derive(Debug, Clone, Default)]
pub struct Distributed {
    /// How many items go into one execution, at most; `None`: one, and not as a list.
    pub batch_items_max: Option<Rc<Expression>>,
    /// How many items may fail.
    pub tolerated_failures: Option<Rc<Expression>>,
    /// How many of a hundred items may fail.
    pub tolerated_failure_percentage: Option<Rc<Expression>>,
    /// What the executions are called after.
    pub label: Option<String>,
    /// Where the results are written.
    pub results: Option<S3Object>,
}

impl Items {
    /// What says which items they are.
    pub fn expressions(&self) -> Vec<&Rc<Expression>> {
        match self {
            Items::List(list) => vec![list],
            Items::JsonLines(object) | Items::Csv(object) => vec![&object.bucket, &object.key],
        }
    }
}

impl Distributed {
    /// What it says.
    pub fn expressions(&self) -> Vec<&Rc<Expression>> {
        let numbers = [
            &self.batch_items_max,
            &self.tolerated_failures,
            &self.tolerated_failure_percentage,
        ];
        let results = self.results.iter().flat_map(|results| [&results.bucket, &results.key]);
        numbers.into_iter().flatten().chain(results).collect()
    }
}

impl Map {
    /// What is evaluated before the first item.
    pub fn expressions(&self) -> Vec<&Rc<Expression>> {
        let distributed = self.distributed.iter().flat_map(Distributed::expressions);
        self.items
            .expressions()
            .into_iter()
            .chain(&self.concurrency)
            .chain(distributed)
            .collect()
    }
}

/// A block whose success is but its own.
#[derive(Debug)]
pub struct Scope {
    /// What is done.
    pub body: Block,
    /// The variable that the value of its success is bound to.
    pub result: VariableId,
}

/// How a block ends.
#[derive(Debug, Clone)]
pub enum End {
    /// With what comes after the node that the block is a part of.
    Next,
    /// The same, and the block has a value.
    Value(Rc<Expression>),
    /// The execution, or the scope that the block is in, succeeds with this output.
    Succeed(Rc<Expression>),
    /// The execution fails, or what is tried around.
    Fail(Failure),
    /// The loop is left, with this value if it has one.
    Break(LoopId, Option<Rc<Expression>>),
    /// The loop begins again.
    Continue(LoopId),
}

/// A fault that is thrown.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Which.
    pub fault: Thrown,
    /// The name of the state, where it becomes one.
    pub state: String,
    /// The line of the source.
    pub line: SourceLine,
}

/// A fault that the workflow throws.
#[derive(Debug, Clone)]
pub enum Thrown {
    /// One of its own, with its fields.
    New(&'static FaultEntry, Rc<Expression>),
    /// One that it caught: an object with `Error` and `Cause`, and what it may be.
    Again(Rc<Expression>, Vec<&'static FaultEntry>),
}

impl Thrown {
    /// Whether it is the same fault with the same fields.
    pub fn is_same(&self, other: &Thrown) -> bool {
        let names = |thrown: &Thrown| -> Vec<_> { thrown.entries().iter().map(|it| it.rust_path).collect() };
        let are_alike = matches!(
            (self, other),
            (Thrown::New(..), Thrown::New(..)) | (Thrown::Again(..), Thrown::Again(..))
        );
        are_alike && self.expression() == other.expression() && names(self) == names(other)
    }

    /// The faults that it may be.
    pub fn entries(&self) -> Vec<&'static FaultEntry> {
        match self {
            Thrown::New(entry, _) => vec![entry],
            Thrown::Again(_, entries) => entries.clone(),
        }
    }

    /// Its fields, or the error.
    pub fn expression(&self) -> &Rc<Expression> {
        match self {
            Thrown::New(_, value) | Thrown::Again(value, _) => value,
        }
    }
}
