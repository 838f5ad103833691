//! The structured graph of a workflow: blocks of nodes, each block with its end.

use std::rc::Rc;

use schemars::{Schema, SchemaGenerator};

use super::expression::{Expression, VariableId};
use crate::fault::FaultEntry;
use crate::step::StepDescription;
use crate::workflow::WorkflowKind;

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
}

impl Flow {
    /// The variable that holds the input.
    pub const INPUT: VariableId = VariableId(0);
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
    /// A value gets a name.
    Let(VariableId, Rc<Expression>),
    /// A step is called.
    Call(Call),
    /// One of several blocks is gone through.
    Branch(Branch),
}

/// A call of a step.
#[derive(Debug, Clone)]
pub struct Call {
    /// The step.
    pub step: StepDescription,
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: u32,
    /// The arguments by the names of the parameters.
    pub arguments: Vec<(&'static str, Rc<Expression>)>,
    /// The variable that the result is bound to.
    pub result: VariableId,
}

/// A choice between blocks.
#[derive(Debug)]
pub struct Branch {
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: u32,
    /// The arms, in order. The last may be without condition.
    pub arms: Vec<Arm>,
    /// The variable that the value of the branch is bound to, if it has one.
    pub value: Option<VariableId>,
}

/// One block of a branch.
#[derive(Debug)]
pub struct Arm {
    /// What the arm is for, as part of a state's name.
    pub label: &'static str,
    /// When it is taken: a boolean. `None`: always.
    pub condition: Option<Rc<Expression>>,
    /// What is then done.
    pub body: Block,
}

/// How a block ends.
#[derive(Debug, Clone)]
pub enum End {
    /// With what comes after the branch that the block is an arm of.
    Next,
    /// The same, and the block has a value.
    Value(Rc<Expression>),
    /// The execution succeeds with this output.
    Succeed(Rc<Expression>),
    /// The execution fails.
    Fail(Failure),
}

/// A fault with its payload.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The fault.
    pub entry: &'static FaultEntry,
    /// Its fields, an object.
    pub payload: Rc<Expression>,
    /// The name of the state.
    pub state: String,
    /// The line of the source.
    pub line: u32,
}
