//! Records a flow, call by call.
//!
//! [`Builder`] is what `#[workflow]` writes to, and what one may write to without it. Nodes are added to the innermost
//! open block; what opens one (a branch, a try, a loop, a map) has a file of its own here.

mod branches;
mod by_hand;
mod concurrent;
mod loops;
mod names;
mod scopes;
mod tries;

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

pub use branches::Slot;
pub use by_hand::{Choose, Hand, Handle};
pub use concurrent::{Joined, MapOf, OpenMap};
pub use loops::{LoopHandle, Walk};
pub use scopes::{AsyncBlock, SameBlock};
pub use tries::Attempted;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Expression, VariableId};
use super::graph::{
    Block, Branch, Call, End, Failure, Flow, Handler, Node, SourceLine, Target, Thrown, Unrecordable, Until, Wait,
};
use super::raised::{Numbers, Raised};
use crate::context::Context;
use crate::fault::{Fault, FromFault};
use crate::step::StepDescription;
use crate::time::Timestamp;
use crate::workflow::Workflow;
use tries::OpenTry;

/// A workflow that can be recorded. Comes with `#[workflow]`.
pub trait Record: Workflow + Sized {
    /// The source file of the function.
    const FILE: &'static str;

    /// Calls the builder as the function's body says.
    fn record(builder: &Builder);

    /// The workflow's flow.
    fn flow() -> Flow {
        let builder = Builder::of::<Self>();
        Self::record(&builder);
        builder.into_flow::<Self>()
    }
}

/// Records a flow: nodes are added to the innermost open block.
#[derive(Debug)]
pub struct Builder {
    recording: RefCell<Recording>,
}

#[derive(Debug)]
struct Recording {
    /// The open blocks, the innermost last.
    blocks: Vec<OpenBlock>,
    /// What the open blocks are parts of, the innermost last.
    nodes: Vec<OpenNode>,
    variables: Vec<Variable>,
    /// How many loops there are so far.
    loops: usize,
    /// The file of the workflow.
    file: &'static str,
    /// The workflows that are being inlined, the innermost last.
    inlined: Vec<Inlined>,
    problems: Vec<Unrecordable>,
}

/// A workflow that is being inlined.
#[derive(Debug)]
struct Inlined {
    /// What the names of its states begin with.
    prefix: String,
    input: Rc<Expression>,
    file: &'static str,
}

#[derive(Debug)]
struct Variable {
    /// The name asked for. A call's result has none until it is bound.
    name: Option<String>,
    changes: bool,
    /// Within how many Parallels and Maps it was made.
    depth: usize,
}

#[derive(Debug)]
struct OpenBlock {
    part: Part,
    nodes: Vec<Node>,
    end: Option<End>,
}

/// What an open block is.
#[derive(Debug)]
enum Part {
    /// The body of the workflow, of a loop, of an async block, of a map.
    Body,
    /// An arm of a branch: its label, and its condition.
    Arm(String, Option<Rc<Expression>>),
    /// What is tried.
    Attempt,
    /// What is done where that went well.
    Done,
    /// What is done about a fault; its body is not there yet.
    Handler(Handler),
}

/// A node whose blocks are being recorded.
#[derive(Debug)]
enum OpenNode {
    Branch(Branch),
    Trial(OpenTry),
    /// Those of a Parallel or a Map: they see the variables from outside, but cannot change them.
    Blocks(Vec<(Block, VariableId)>),
}

impl OpenBlock {
    fn new(part: Part) -> OpenBlock {
        OpenBlock {
            part,
            nodes: Vec::new(),
            end: None,
        }
    }
}

impl Recording {
    fn new(file: &'static str) -> Recording {
        Recording {
            blocks: vec![OpenBlock::new(Part::Body)],
            nodes: Vec::new(),
            variables: Vec::new(),
            loops: 0,
            file,
            inlined: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn depth(&self) -> usize {
        self.nodes
            .iter()
            .filter(|node| matches!(node, OpenNode::Blocks(_)))
            .count()
    }

    fn block(&mut self) -> &mut OpenBlock {
        self.blocks.last_mut().expect("a block is open")
    }
}

/// A step's call, with its arguments; the types say what it gives and how it fails.
#[must_use = "a step is called by `Builder::call`"]
#[derive(Debug)]
pub struct StepCall<T, E, K = AtOnce> {
    step: StepDescription,
    arguments: Vec<(&'static str, Rc<Expression>)>,
    of: PhantomData<fn() -> (T, E)>,
    answers: PhantomData<fn() -> K>,
}

/// The kind of a step that answers its call.
#[derive(Debug, Clone, Copy)]
pub enum AtOnce {}

/// The kind of a step whose answer comes later: by a task token, or when a job is done (`.sync`).
#[derive(Debug, Clone, Copy)]
pub enum Later {}

/// A kind of step that an Express workflow can call.
#[diagnostic::on_unimplemented(
    message = "an Express workflow cannot wait for this step",
    label = "its answer comes later: when a job is done (`.sync`), or by a task token",
    note = "make the workflow `#[workflow(standard)]`"
)]
pub trait AnswersAtOnce {}

impl AnswersAtOnce for AtOnce {}

/// A workflow that an Express workflow can call in line. Comes with `#[workflow(express)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a Standard workflow: an Express one has no place for its states",
    label = "not an Express workflow",
    note = "make it `#[workflow(express)]`, which a Standard workflow can call too, or the caller `#[workflow(standard)]`"
)]
pub trait RunsInExpress: Record {}

/// A call, in an Express workflow.
pub fn at_once<T, E, K: AnswersAtOnce>(call: StepCall<T, E, K>) -> StepCall<T, E, K> {
    call
}

impl<T, E, K> StepCall<T, E, K> {
    /// The call of that step.
    pub fn new(step: StepDescription, arguments: Vec<(&'static str, Rc<Expression>)>) -> StepCall<T, E, K> {
        StepCall {
            step,
            arguments,
            of: PhantomData,
            answers: PhantomData,
        }
    }
}

impl Builder {
    fn of<W: Record>() -> Builder {
        Builder {
            recording: RefCell::new(Recording::new(W::FILE)),
        }
    }

    /// That line of the workflow that is being recorded.
    fn at(&self, line: u32) -> SourceLine {
        let recording = self.recording.borrow();
        let file = recording.inlined.last().map_or(recording.file, |it| it.file);
        SourceLine { file, line }
    }

    /// The workflow's input; the first thing to ask for.
    pub fn input<T>(&self, name: &str) -> Expr<T> {
        let inlined = self.recording.borrow().inlined.last().map(|it| Rc::clone(&it.input));
        match inlined {
            Some(input) => self.bound(Some(name), false, Expr::shared(input)),
            None => Expr::new(Expression::Variable(self.variable(Some(name)))),
        }
    }

    /// What the execution knows of itself.
    pub fn context(&self) -> Expr<Context> {
        Expr::new(Expression::Context)
    }

    /// Calls a step; its fault, if any, ends the execution, and is one of `F`.
    pub fn call<F: FromFault<E>, T: Term, E: Fault, K>(
        &self,
        call: StepCall<T, E, K>,
        state: Option<&str>,
        line: u32,
    ) -> Expr<T> {
        self.record_call(call, state, line)
    }

    fn record_call<T, U, E, K>(&self, call: StepCall<T, E, K>, state: Option<&str>, line: u32) -> Expr<U> {
        let state = state.unwrap_or(call.step.state).to_owned();
        let result = self.push_call(Target::Step(call.step), call.arguments, &state, line);
        Expr::new(Expression::Variable(result))
    }

    fn push_call(
        &self,
        target: Target,
        arguments: Vec<(&'static str, Rc<Expression>)>,
        state: &str,
        line: u32,
    ) -> VariableId {
        let (result, state, line) = (self.variable(None), self.state_name(state), self.at(line));
        self.push(Node::Call(Box::new(Call {
            target,
            state,
            line,
            arguments,
            result,
        })));
        result
    }

    /// Gives a value a name.
    pub fn bind<L: Lift>(&self, name: &str, value: L) -> Expr<L::Of> {
        let value = value.lift();
        match *value.erase() {
            Expression::Literal(_) => value,
            Expression::Variable(id) if self.name(id, name) => value,
            _ => self.bound(Some(name), false, value),
        }
    }

    /// Gives a value a name that may come to mean another: `let mut`.
    pub fn bind_mut<L: Lift>(&self, name: &str, value: L) -> Expr<L::Of> {
        self.bound(Some(name), true, value.lift())
    }

    /// The same, of a constant whose type is known where the variable is used.
    pub fn bind_mut_constant<T: Term>(&self, name: &str, value: T) -> Expr<T> {
        self.bound(Some(name), true, value.operand())
    }

    /// The value as it is now, even if a variable in it changes.
    pub fn stable<L: Lift>(&self, value: L) -> Expr<L::Of> {
        let value = value.lift();
        let mut changes = false;
        {
            let recording = self.recording.borrow();
            value
                .erase()
                .visit_variables(&mut |id| changes |= recording.variables[id.0].changes);
        }
        if changes { self.bound(None, false, value) } else { value }
    }

    fn bound<T>(&self, name: Option<&str>, changes: bool, value: Expr<T>) -> Expr<T> {
        let id = self.variable(name);
        self.recording.borrow_mut().variables[id.0].changes = changes;
        self.push(Node::Let(id, value.erase()));
        Expr::new(Expression::Variable(id))
    }

    /// A variable bound by [`bind_mut`](Builder::bind_mut) gets another value.
    pub fn assign<T>(&self, variable: &Expr<T>, value: impl Operand<T>, line: u32) {
        let Expression::Variable(id) = *variable.erase() else {
            unreachable!("a variable is assigned to")
        };
        let (outside, name) = {
            let recording = self.recording.borrow();
            let variable = &recording.variables[id.0];
            (
                variable.depth < recording.depth(),
                variable.name.clone().unwrap_or_default(),
            )
        };
        if outside {
            self.refuse(
                format!("`{name}` is changed by what runs beside others: a branch, or an item of a map"),
                line,
                "let the branch or the item give a value, and change the variable after all of them",
            );
        }
        self.push(Node::Let(id, value.operand().erase()));
    }

    /// Waits for that many seconds.
    pub fn wait_seconds(&self, seconds: impl Operand<u64>, state: &str, line: u32) {
        self.wait(Until::Seconds(seconds.operand().erase()), state, line);
    }

    /// Waits for a time that is known when the state machine is made.
    pub fn wait_duration(&self, duration: Duration, state: &str, line: u32) {
        if duration.subsec_nanos() != 0 {
            self.refuse(
                format!("{duration:?} are no whole seconds, and Step Functions waits for those alone"),
                line,
                "wait for whole seconds: `Duration::from_secs(..)`",
            );
        }
        let seconds = duration.as_secs() * if planted!(WaitInMilliseconds) { 1_000 } else { 1 };
        self.wait_seconds(Expr::new(Expression::Literal(seconds.into())), state, line);
    }

    /// Waits until that moment.
    pub fn wait_until(&self, moment: impl Operand<Timestamp>, state: &str, line: u32) {
        self.wait(Until::Timestamp(moment.operand().erase()), state, line);
    }

    fn wait(&self, until: Until, state: &str, line: u32) {
        let (state, line) = (self.state_name(state), self.at(line));
        self.push(Node::Wait(Wait { state, line, until }));
    }

    /// The execution succeeds with that output: field by field where it has fields, so that the state machine says
    /// itself what it is, and validators that know `Output` only as an object take it.
    pub fn succeed<T: Term>(&self, output: Expr<T>) {
        let inlined = !self.recording.borrow().inlined.is_empty();
        let output = match *output.erase() {
            Expression::Object(_) | Expression::Literal(_) => output,
            _ if inlined => output,
            _ => T::written_out(&output),
        };
        self.end_block(End::Succeed(output.erase()));
    }

    /// The execution fails with that fault, unless something around handles it.
    pub fn fail<F: Fault>(&self, raised: Raised<F>, state: Option<&str>, line: u32) {
        let state = self.state_name(&state.map_or_else(|| self.name_of(&raised.fault), str::to_owned));
        self.refuse_fractions(&raised.fault, line);
        self.end_block(End::Fail(Failure {
            fault: raised.fault,
            state,
            line: self.at(line),
        }));
    }

    /// JSONata writes 15 digits of a number into a text; floating point has more.
    fn refuse_fractions(&self, thrown: &Thrown, line: u32) {
        if let Thrown::New(fault, _) = thrown
            && Numbers::of(fault) == Numbers::Fractions
        {
            self.refuse(
                format!(
                    "`{}` may hold floating point, which Step Functions would round in the cause",
                    fault.name
                ),
                line,
                "let a step fail with it, or give the fault integers or texts",
            );
        }
    }

    /// Keeps in mind what no state machine can do.
    fn refuse(&self, message: String, line: u32, help: &str) {
        let (line, help) = (self.at(line), help.to_owned());
        let problem = Unrecordable { message, line, help };
        self.recording.borrow_mut().problems.push(problem);
    }

    // ---- blocks ----

    fn begin_node(&self, node: OpenNode) {
        self.recording.borrow_mut().nodes.push(node);
    }

    fn close_node(&self) -> OpenNode {
        self.recording.borrow_mut().nodes.pop().expect("a node is open")
    }

    fn begin_block(&self, part: Part) {
        self.recording.borrow_mut().blocks.push(OpenBlock::new(part));
    }

    fn close_block(&self) -> (Part, Block) {
        let OpenBlock { part, nodes, end } = self.recording.borrow_mut().blocks.pop().expect("a block is open");
        (
            part,
            Block {
                nodes,
                end: end.unwrap_or(End::Next),
            },
        )
    }

    /// Ends an arm, or a part of a try.
    pub fn end_arm(&self) {
        let (part, body) = self.close_block();
        match (self.recording.borrow_mut().nodes.last_mut(), part) {
            (Some(OpenNode::Branch(branch)), Part::Arm(label, condition)) => branch.add(label, condition, body),
            (Some(OpenNode::Trial(open)), part) => open.add(part, body),
            (node, part) => unreachable!("a block is a part of what is open, not {part:?} of {node:?}"),
        }
    }

    /// What follows the end of a block is never reached; rustc has said so.
    fn push(&self, node: Node) {
        let mut recording = self.recording.borrow_mut();
        let block = recording.block();
        if block.end.is_none() {
            block.nodes.push(node);
        }
    }

    fn end_block(&self, end: End) {
        self.recording.borrow_mut().block().end.get_or_insert(end);
    }

    // ---- variables ----

    fn variable(&self, name: Option<&str>) -> VariableId {
        let mut recording = self.recording.borrow_mut();
        let depth = recording.depth();
        let name = name.map(names::variable);
        recording.variables.push(Variable {
            name,
            changes: false,
            depth,
        });
        VariableId(recording.variables.len() - 1)
    }

    /// Names a variable that has no name yet; whether it had none.
    fn name(&self, id: VariableId, name: &str) -> bool {
        let slot = &mut self.recording.borrow_mut().variables[id.0].name;
        let free = slot.is_none();
        slot.get_or_insert_with(|| names::variable(name));
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
            variables: names::unique(recording.variables.into_iter().map(|variable| variable.name)),
            body: Block {
                nodes: body.nodes,
                end: body.end.unwrap_or(End::Next),
            },
            problems: recording.problems,
        }
    }
}
