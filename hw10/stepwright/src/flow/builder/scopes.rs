//! Workflows within workflows, and async blocks: what ends them leads to what comes after them.

use std::marker::PhantomData;
use std::rc::Rc;

use super::{Attempted, Builder, Inlined, Part, Record, RunsInExpress, StepCall, names};
use crate::fault::{Fault, FromFault};
use crate::flow::expr::{Expr, Lift, Operand, Term};
use crate::flow::expression::Expression;
use crate::flow::graph::{End, Node, Scope, Target};
use crate::flow::raised::Raised;
use crate::time::TaskToken;

/// What an async block gives, and how it fails: rustc infers it from the block.
#[derive(Debug)]
pub struct AsyncBlock<T, F> {
    of: PhantomData<fn() -> (T, F)>,
}

impl<T: Term, F: Fault> AsyncBlock<T, F> {
    /// A block of which nothing is known yet.
    #[expect(clippy::new_without_default, reason = "a block is not made of nothing")]
    pub fn new() -> AsyncBlock<T, F> {
        AsyncBlock { of: PhantomData }
    }

    /// That the block gives a `T` and fails with an `F`, as `Ok::<T, F>(..)` says.
    pub fn is<U, G>(&self)
    where
        AsyncBlock<T, F>: SameBlock<U, G>,
    {
    }

    /// Calls a step whose fault is the block's own.
    pub fn own(&self, attempted: Attempted<T, F>) -> Expr<T> {
        attempted.value()
    }

    /// What was tried went well, or its fault, which is one of the block's, ends the block.
    pub fn passed<U: Term, E: Fault>(&self, attempted: Attempted<U, E>) -> Expr<U>
    where
        F: FromFault<E>,
    {
        attempted.value()
    }

    /// The block ends with that value.
    pub fn succeed(&self, builder: &Builder, value: impl Operand<T>) {
        builder.end_block(End::Succeed(value.operand().erase()));
    }

    /// The block ends with that value, whose type is its own.
    pub fn succeed_lifted<L: Lift<Of = T>>(&self, builder: &Builder, value: L) {
        builder.end_block(End::Succeed(value.lift().erase()));
    }

    /// The block fails with that fault.
    pub fn fail(&self, builder: &Builder, raised: Raised<F>, state: Option<&str>, line: u32) {
        builder.fail(raised, state, line);
    }
}

/// That a block gives a `U` and fails with a `G`.
pub trait SameBlock<U, G> {}

impl<T, F> SameBlock<T, F> for AsyncBlock<T, F> {}

impl Builder {
    /// Opens an async block, or what stands for one.
    pub fn begin_async(&self) {
        self.begin_block(Part::Body);
    }

    /// Ends an async block that is awaited where it stands.
    pub fn end_async<T: Term, F: Fault>(&self, _: AsyncBlock<T, F>) -> Attempted<T, F> {
        let (_, body) = self.close_block();
        let result = self.variable(None);
        self.push(Node::Scope(Scope { body, result }));
        Attempted::new(Rc::new(Expression::Variable(result)))
    }

    /// Inlines another workflow; its states' names begin with `prefix`.
    pub fn inline<W: Record>(&self, input: impl Operand<W::Input>, prefix: &str) -> Attempted<W::Output, W::Fault>
    where
        W::Output: Term,
    {
        let prefix = self.state_name(prefix);
        let input = input.operand().erase();
        self.recording.borrow_mut().inlined.push(Inlined {
            prefix,
            input,
            file: W::FILE,
        });
        self.begin_block(Part::Body);
        W::record(self);
        let (_, body) = self.close_block();
        self.recording.borrow_mut().inlined.pop();
        let result = self.variable(None);
        self.push(Node::Scope(Scope { body, result }));
        Attempted::new(Rc::new(Expression::Variable(result)))
    }

    /// The same, into an Express workflow.
    pub fn inline_express<W: RunsInExpress>(
        &self,
        input: impl Operand<W::Input>,
        prefix: &str,
    ) -> Attempted<W::Output, W::Fault>
    where
        W::Output: Term,
    {
        self.inline::<W>(input, prefix)
    }

    /// Starts an execution of another workflow, and waits for its end.
    pub fn execute<W: Record>(
        &self,
        input: impl Operand<W::Input>,
        state: &str,
        line: u32,
    ) -> Attempted<W::Output, W::Fault>
    where
        W::Output: Term,
    {
        let target = Target::Execution {
            placeholder: names::pascal(W::NAME),
            description: W::DESCRIPTION,
            faults: W::Fault::table(),
            error: self.variable(Some("caught")),
        };
        let result = self.push_call(target, vec![("input", input.operand().erase())], state, line);
        Attempted::new(Rc::new(Expression::Variable(result)))
    }

    /// The token by which what is called answers.
    pub fn task_token<T, E>(&self) -> Expr<TaskToken<T, E>> {
        let task = Expression::Field {
            of: Rc::new(Expression::Context),
            name: "Task".into(),
            optional: false,
        };
        Expr::new(Expression::Field {
            of: Rc::new(task),
            name: "Token".into(),
            optional: false,
        })
    }

    /// Calls a step that answers by that token.
    pub fn callback<T: Term, E: Fault, K>(
        &self,
        call: StepCall<(), E, K>,
        _: Expr<TaskToken<T, E>>,
        state: Option<&str>,
        line: u32,
    ) -> Attempted<T, E> {
        let state = state.unwrap_or(call.step.state).to_owned();
        let result = self.push_call(Target::Callback(call.step), call.arguments, &state, line);
        Attempted::new(Rc::new(Expression::Variable(result)))
    }
}
