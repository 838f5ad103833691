//! Records a flow, call by call.

use std::cell::RefCell;
use std::collections::HashSet;
use std::marker::PhantomData;
use std::rc::Rc;

use super::expr::{Expr, Lift, Term};
use super::expression::{Expression, VariableId};
use super::graph::{Arm, Block, Branch, Call, End, Failure, Flow, Node};
use super::raised::Raised;
use crate::context::Context;
use crate::fault::{Fault, FromFault};
use crate::step::StepDescription;
use crate::workflow::Workflow;

/// A workflow that can be recorded. Comes with `#[workflow]`.
pub trait Record: Workflow + Sized {
    /// The source file of the function.
    const FILE: &'static str;

    /// Calls the builder as the function's body says.
    fn record(builder: &Builder);

    /// The workflow's flow.
    fn flow() -> Flow {
        let builder = Builder::default();
        Self::record(&builder);
        builder.into_flow::<Self>()
    }
}

/// Records a flow: nodes are added to the innermost open block.
#[derive(Debug, Default)]
pub struct Builder {
    recording: RefCell<Recording>,
}

#[derive(Debug)]
struct Recording {
    /// The open blocks, the innermost last. Between them stand the open branches.
    blocks: Vec<OpenBlock>,
    branches: Vec<Branch>,
    /// The names asked for, by variable. A call's result has none until it is bound.
    variables: Vec<Option<String>>,
}

#[derive(Debug, Default)]
struct OpenBlock {
    label: &'static str,
    condition: Option<Rc<Expression>>,
    nodes: Vec<Node>,
    end: Option<End>,
}

impl Default for Recording {
    fn default() -> Recording {
        Recording {
            blocks: vec![OpenBlock::default()],
            branches: Vec::new(),
            variables: Vec::new(),
        }
    }
}

/// A step's call, with its arguments; the types say what it gives and how it fails.
#[must_use = "a step is called by `Builder::call`"]
#[derive(Debug)]
pub struct StepCall<T, E> {
    step: StepDescription,
    arguments: Vec<(&'static str, Rc<Expression>)>,
    of: PhantomData<fn() -> (T, E)>,
}

impl<T, E> StepCall<T, E> {
    /// The call of that step.
    pub fn new(step: StepDescription, arguments: Vec<(&'static str, Rc<Expression>)>) -> StepCall<T, E> {
        StepCall {
            step,
            arguments,
            of: PhantomData,
        }
    }
}

/// The place for the value of a branch.
#[derive(Debug)]
pub struct Slot<T: Term> {
    of: PhantomData<fn() -> T>,
}

impl<T: Term> Slot<T> {
    /// A place for a value whose type the first arm tells.
    #[expect(clippy::new_without_default, reason = "a slot without its branch means nothing")]
    pub fn new() -> Slot<T> {
        Slot { of: PhantomData }
    }

    /// Ends an arm with its value.
    pub fn put(&mut self, builder: &Builder, value: Expr<T>) {
        builder.end_block(End::Value(value.erase()));
        builder.end_arm();
    }
}

impl Builder {
    /// The workflow's input; the first thing to ask for.
    pub fn input<T>(&self, name: &str) -> Expr<T> {
        let input = self.variable(Some(name));
        debug_assert_eq!(input, Flow::INPUT, "the input is the first variable");
        Expr::new(Expression::Variable(input))
    }

    /// What the execution knows of itself.
    pub fn context(&self) -> Expr<Context> {
        Expr::new(Expression::Context)
    }

    /// Calls a step; its fault, if any, ends the execution, and is one of `F`.
    pub fn call<F: FromFault<E>, T: Term, E: Fault>(
        &self,
        call: StepCall<T, E>,
        state: Option<&str>,
        line: u32,
    ) -> Expr<T> {
        let result = self.variable(None);
        let state = state.unwrap_or(call.step.state).to_owned();
        self.push(Node::Call(Call {
            step: call.step,
            state,
            line,
            arguments: call.arguments,
            result,
        }));
        Expr::new(Expression::Variable(result))
    }

    /// Gives a value a name.
    pub fn bind<L: Lift>(&self, name: &str, value: L) -> Expr<L::Of> {
        let value = value.lift();
        match *value.erase() {
            Expression::Literal(_) => value,
            Expression::Variable(id) if self.name(id, name) => value,
            _ => {
                let id = self.variable(Some(name));
                self.push(Node::Let(id, value.erase()));
                Expr::new(Expression::Variable(id))
            }
        }
    }

    /// The execution succeeds with that output: field by field where it has fields, so that the state machine says
    /// itself what it is, and validators that know `Output` only as an object take it.
    pub fn succeed<T: Term>(&self, output: Expr<T>) {
        let output = match *output.erase() {
            Expression::Object(_) | Expression::Literal(_) => output,
            _ => T::written_out(&output),
        };
        self.end_block(End::Succeed(output.erase()));
    }

    /// The execution fails with that fault.
    pub fn fail<F: Fault>(&self, raised: Raised<F>, state: Option<&str>, line: u32) {
        let state = state.unwrap_or(raised.entry.name).to_owned();
        self.end_block(End::Fail(Failure {
            entry: raised.entry,
            payload: raised.payload,
            state,
            line,
        }));
    }

    /// Opens a branch; its arms follow.
    pub fn begin_branch(&self, state: &str, line: u32) {
        let branch = Branch {
            state: state.to_owned(),
            line,
            arms: Vec::new(),
            value: None,
        };
        self.recording.borrow_mut().branches.push(branch);
    }

    /// Opens an arm; `None`: it is always taken.
    pub fn begin_arm(&self, label: &'static str, condition: Option<Expr<bool>>) {
        let condition = condition.map(|condition| condition.erase());
        let block = OpenBlock {
            label,
            condition,
            ..OpenBlock::default()
        };
        self.recording.borrow_mut().blocks.push(block);
    }

    /// Ends the arm.
    pub fn end_arm(&self) {
        let mut recording = self.recording.borrow_mut();
        let OpenBlock {
            label,
            condition,
            nodes,
            end,
        } = recording.blocks.pop().expect("an arm is open");
        let body = Block {
            nodes,
            end: end.unwrap_or(End::Next),
        };
        let branch = recording.branches.last_mut().expect("a branch is open");
        branch.arms.push(Arm { label, condition, body });
    }

    /// Ends the branch.
    pub fn end_branch(&self) {
        let branch = self.close_branch();
        self.push(Node::Branch(branch));
    }

    /// Ends the branch, which has a value.
    pub fn end_branch_with_value<T: Term>(&self, _: Slot<T>) -> Expr<T> {
        let mut branch = self.close_branch();
        if let Some(expression) = conditional(&branch.arms) {
            return Expr::shared(expression);
        }
        let value = self.variable(None);
        branch.value = Some(value);
        self.push(Node::Branch(branch));
        Expr::new(Expression::Variable(value))
    }

    fn close_branch(&self) -> Branch {
        self.recording.borrow_mut().branches.pop().expect("a branch is open")
    }

    /// What follows the end of a block is never reached; rustc has said so.
    fn push(&self, node: Node) {
        let mut recording = self.recording.borrow_mut();
        let block = recording.blocks.last_mut().expect("a block is open");
        if block.end.is_none() {
            block.nodes.push(node);
        }
    }

    fn end_block(&self, end: End) {
        let mut recording = self.recording.borrow_mut();
        let block = recording.blocks.last_mut().expect("a block is open");
        block.end.get_or_insert(end);
    }

    fn variable(&self, name: Option<&str>) -> VariableId {
        let variables = &mut self.recording.borrow_mut().variables;
        variables.push(name.map(str::to_owned));
        VariableId(variables.len() - 1)
    }

    /// Names a variable that has no name yet; whether it had none.
    fn name(&self, id: VariableId, name: &str) -> bool {
        let slot = &mut self.recording.borrow_mut().variables[id.0];
        let free = slot.is_none();
        slot.get_or_insert_with(|| name.to_owned());
        free
    }

    fn into_flow<W: Record>(self) -> Flow {
        let mut recording = self.recording.into_inner();
        let body = recording.blocks.pop().expect("the body is open");
        Flow {
            name: W::NAME,
            rust_path: W::RUST_PATH,
            file: W::FILE,
            description: W::DESCRIPTION,
            kind: W::KIND,
            timeout_seconds: W::TIMEOUT_SECONDS,
            fingerprint: W::fingerprint(),
            input: |types| types.subschema_for::<W::Input>(),
            output: |types| types.subschema_for::<W::Output>(),
            faults: W::Fault::table(),
            steps: W::steps(),
            variables: unique(recording.variables),
            body: Block {
                nodes: body.nodes,
                end: body.end.unwrap_or(End::Next),
            },
        }
    }
}

/// A branch whose arms are but values is itself an expression, if one of its arms always holds.
fn conditional(arms: &[Arm]) -> Option<Rc<Expression>> {
    let value = |arm: &Arm| match (&arm.body.end, arm.body.nodes.is_empty()) {
        (End::Value(value), true) => Some(Rc::clone(value)),
        _ => None,
    };
    let (last, before) = arms.split_last()?;
    let otherwise = if last.condition.is_none() {
        value(last)?
    } else {
        return None;
    };
    before.iter().rev().try_fold(otherwise, |otherwise, arm| {
        let (condition, then) = (arm.condition.clone()?, value(arm)?);
        Some(Rc::new(Expression::Conditional {
            condition,
            then,
            otherwise,
        }))
    })
}

/// The names that no variable may take: `$states` is AWS's own, and a variable would hide the functions of JSONata
/// that expressions call.
const RESERVED: [&str; 4] = ["states", "exists", "not", "string"];

/// The names, a number added where one is taken.
fn unique(names: Vec<Option<String>>) -> Vec<String> {
    let mut taken = HashSet::from(RESERVED.map(str::to_owned));
    let name = |name: Option<String>| {
        let name = name.unwrap_or_else(|| "result".to_owned());
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| taken.insert(name.clone()));
        free.expect("there is always a next number")
    };
    names.into_iter().map(name).collect()
}
