//! Recording by hand: the same calls that `#[workflow]` makes, each with the blocks that belong to it as closures, and
//! with the types of one workflow.

use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;

use super::{Attempted, Builder, LoopHandle, StepCall};
use crate::fault::{Fault, FromFault};
use crate::flow::expr::{Expr, Operand, Term};
use crate::flow::handled::{Catchable, Handled};
use crate::flow::raised::{Leaf, Raised};
use crate::workflow::Workflow;

/// Records the flow of the workflow `W`, without the macro. What it does not know itself, the [`Builder`] does, to which it
/// dereferences.
#[derive(Debug)]
pub struct Hand<'flow, W> {
    builder: &'flow Builder,
    of: PhantomData<fn() -> W>,
}

impl<W> Clone for Hand<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Hand<'_, W> {}

impl<W> Deref for Hand<'_, W> {
    type Target = Builder;

    fn deref(&self) -> &Builder {
        self.builder
    }
}

#[track_caller]
fn here() -> u32 {
    Location::caller().line()
}

impl Builder {
    /// Begins to record a workflow by hand: what records it, and its input, which is called so.
    pub fn by_hand<W: Workflow>(&self, input: &str) -> (Hand<'_, W>, Expr<W::Input>) {
        let hand = Hand {
            builder: self,
            of: PhantomData,
        };
        (hand, self.input(input))
    }
}

impl<'flow, W: Workflow> Hand<'flow, W>
where
    W::Output: Term,
{
    /// Calls a step; its fault ends the execution.
    #[track_caller]
    pub fn step<T: Term, E: Fault, K>(self, call: StepCall<T, E, K>) -> Expr<T>
    where
        W::Fault: FromFault<E>,
    {
        self.call::<W::Fault, T, E, K>(call, None, here())
    }

    /// Calls a step, by a state of that name.
    #[track_caller]
    pub fn step_named<T: Term, E: Fault, K>(self, state: &str, call: StepCall<T, E, K>) -> Expr<T>
    where
        W::Fault: FromFault<E>,
    {
        self.call::<W::Fault, T, E, K>(call, Some(state), here())
    }

    /// The execution succeeds with that output.
    pub fn done(self, output: impl Operand<W::Output>) {
        self.succeed(output.operand());
    }

    /// The execution fails with that fault.
    #[track_caller]
    pub fn raise<F: Leaf>(self, fault: Expr<F>)
    where
        W::Fault: FromFault<F>,
    {
        let raised: Raised<W::Fault> = Raised::leaf(fault).into_choice();
        self.fail(raised, None, here());
    }

    /// Begins a Choice state of that name.
    #[track_caller]
    pub fn choose(self, state: &str) -> Choose<'flow, W> {
        self.begin_branch(state, here());
        Choose { flow: self }
    }

    /// Calls a step whose faults are handled.
    #[track_caller]
    pub fn handle<T: Term, E: Fault, K>(self, call: StepCall<T, E, K>) -> Handle<'flow, W, T, E> {
        let line = here();
        self.begin_try();
        let attempted = self.attempt(call, None, line);
        self.end_attempt(&attempted);
        Handle {
            flow: self,
            attempted,
            line,
        }
    }

    /// Goes through something again and again, until [`break_loop`](Builder::break_loop), or an end, leaves it.
    #[track_caller]
    pub fn repeat(self, body: impl FnOnce(Self, &LoopHandle)) {
        let handle = self.begin_loop(here());
        body(self, &handle);
        self.end_loop(handle);
    }
}

/// A Choice whose arms follow, in the order in which they are asked.
#[must_use = "end it by `otherwise` or `end`"]
#[derive(Debug)]
pub struct Choose<'flow, W> {
    flow: Hand<'flow, W>,
}

impl<'flow, W: Workflow> Choose<'flow, W> {
    /// What is done where the condition holds; `label` is what the arm is called, as part of a state's name.
    pub fn when(self, label: &str, condition: Expr<bool>, body: impl FnOnce(Hand<'flow, W>)) -> Self {
        self.arm(label, Some(condition), body)
    }

    /// What is done where no condition holds; ends the Choice.
    pub fn otherwise(self, body: impl FnOnce(Hand<'flow, W>)) {
        self.arm("Else", None, body).end();
    }

    /// Ends the Choice. Where no condition holds, the execution fails as `ContractViolation`.
    pub fn end(self) {
        self.flow.end_branch();
    }

    fn arm(self, label: &str, condition: Option<Expr<bool>>, body: impl FnOnce(Hand<'flow, W>)) -> Self {
        self.flow.begin_arm(label, condition);
        body(self.flow);
        self.flow.end_arm();
        self
    }
}

/// A step's call whose faults are handled: what is done where it went well, then a handler for each fault.
#[must_use = "end it by `pass_rest` or `rest`"]
#[derive(Debug)]
pub struct Handle<'flow, W, T, E> {
    flow: Hand<'flow, W>,
    attempted: Attempted<T, E>,
    line: u32,
}

impl<'flow, W: Workflow, T: Term, E: Fault> Handle<'flow, W, T, E> {
    /// What is done where it went well; said first.
    pub fn done(self, body: impl FnOnce(Hand<'flow, W>, Expr<T>)) -> Self {
        self.flow.begin_done();
        body(self.flow, self.attempted.value());
        self.flow.end_arm();
        self
    }

    /// What is done about the fault `F`.
    pub fn on<F: Catchable>(self, label: &str, body: impl FnOnce(Hand<'flow, W>, F::Bound)) -> Self
    where
        E: FromFault<F>,
    {
        let fault = self.flow.begin_handler(label, "caught", Handled::<F>::new(), self.line);
        body(self.flow, fault);
        self.flow.end_arm();
        self
    }

    /// What is done about every fault that is left; ends the call.
    pub fn rest(self, label: &str, body: impl FnOnce(Hand<'flow, W>, E::Bound))
    where
        E: Catchable,
    {
        let fault = self
            .flow
            .begin_handler_of_rest(label, "caught", &self.attempted, self.line);
        body(self.flow, fault);
        self.flow.end_arm();
        self.flow.end_try();
    }

    /// Ends the call: a fault that is left ends the execution.
    pub fn pass_rest(self)
    where
        W::Fault: FromFault<E>,
    {
        self.flow.end_try();
    }
}
