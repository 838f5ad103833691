//! Tries: what is done about a fault.

use std::marker::PhantomData;
use std::rc::Rc;

use super::{Builder, OpenNode, Part, Slot, StepCall};
use crate::fault::{Fault, FaultEntry, FromFault};
use crate::flow::expr::{Expr, Term};
use crate::flow::expression::{Expression, VariableId};
use crate::flow::graph::{Block, End, Handler, Node, Trial};
use crate::flow::handled::{Catchable, Handled};
use crate::platform::{Caught, PlatformFault};

/// The name of the variable for an error that nobody names.
pub(super) const CAUGHT: &str = "caught";

/// A try whose parts are being recorded.
#[derive(Debug)]
pub(super) struct OpenTry {
    /// The faults that no handler is for so far.
    left: Vec<&'static FaultEntry>,
    attempt: Option<Block>,
    done: Option<Block>,
    handlers: Vec<Handler>,
}

impl OpenTry {
    pub(super) fn add(&mut self, part: Part, block: Block) {
        match part {
            Part::Attempt => self.attempt = Some(block),
            Part::Done => self.done = Some(block),
            Part::Handler(handler) => self.handlers.push(Handler { body: block, ..handler }),
            Part::Body | Part::Arm(..) => unreachable!("a try has an attempt, what is done, and handlers"),
        }
    }
}

/// What was tried: its value where it went well, its faults where it did not.
#[derive(Debug)]
pub struct Attempted<T, E> {
    value: Rc<Expression>,
    of: PhantomData<fn() -> (T, E)>,
}

impl<T: Term, E: Fault> Attempted<T, E> {
    pub(super) fn new(value: Rc<Expression>) -> Attempted<T, E> {
        Attempted { value, of: PhantomData }
    }

    /// What it gave.
    pub fn value(&self) -> Expr<T> {
        Expr::shared(Rc::clone(&self.value))
    }
}

impl<T: Term, E: Fault> Attempted<T, E> {
    /// The same, what the platform does to it being among its faults.
    #[must_use]
    pub fn catch_platform(self) -> Attempted<T, Caught<E>> {
        Attempted::new(self.value)
    }
}

impl<T: Term, E: Fault> Attempted<T, Caught<E>> {
    /// Its own faults, without what the platform does.
    pub fn fault_part(&self) -> Handled<E> {
        Handled::new()
    }

    /// What the platform does to it, without its own faults.
    pub fn platform_part(&self) -> Handled<PlatformFault> {
        Handled::new()
    }
}

impl Builder {
    /// Opens a try, and its attempt.
    pub fn begin_try(&self) {
        self.begin_node(OpenNode::Trial(OpenTry {
            left: Vec::new(),
            attempt: None,
            done: None,
            handlers: Vec::new(),
        }));
        self.begin_block(Part::Attempt);
    }

    /// Records a step's call, whose faults are handled.
    pub fn attempt<T: Term, E: Fault, K>(
        &self,
        call: StepCall<T, E, K>,
        state: Option<&str>,
        line: u32,
    ) -> Attempted<T, E> {
        Attempted::new(self.record_call::<_, T, _, _>(call, state, line).erase())
    }

    /// What was tried went well, or its fault, which is one of `F`, ends the execution.
    pub fn passed<F: FromFault<E>, T: Term, E: Fault>(&self, attempted: Attempted<T, E>) -> Expr<T> {
        attempted.value()
    }

    /// Ends the attempt: what is done, and the handlers follow.
    pub fn end_attempt<T: Term, E: Fault>(&self, _: &Attempted<T, E>) {
        self.end_arm();
        self.with_try(|open| open.left = E::table());
    }

    /// Opens what is done where it went well.
    pub fn begin_done(&self) {
        self.begin_block(Part::Done);
    }

    /// Opens a handler of these faults.
    pub fn begin_handler<F: Catchable>(&self, label: &str, name: &str, _: Handled<F>, line: u32) -> F::Bound {
        let faults = F::table();
        F::bound(self.open_handler(label, name, faults, line))
    }

    /// Opens a handler of several faults, whatever they hold.
    pub fn begin_handler_of(&self, label: &str, faults: Vec<&'static FaultEntry>, line: u32) {
        self.open_handler(label, CAUGHT, faults, line);
    }

    /// Opens a handler of all faults that are left.
    pub fn begin_handler_of_rest<T: Term, E: Catchable>(
        &self,
        label: &str,
        name: &str,
        _: &Attempted<T, E>,
        line: u32,
    ) -> E::Bound {
        let left = self.with_try(|open| std::mem::take(&mut open.left));
        E::bound(self.open_handler(label, name, left, line))
    }

    pub(super) fn open_handler(
        &self,
        label: &str,
        name: &str,
        faults: Vec<&'static FaultEntry>,
        line: u32,
    ) -> Rc<Expression> {
        let error = self.variable(Some(name));
        self.with_try(|open| {
            open.left
                .retain(|left| !faults.iter().any(|it| it.rust_path == left.rust_path))
        });
        let body = Block {
            nodes: Vec::new(),
            end: End::Next,
        };
        self.begin_block(Part::Handler(Handler {
            label: label.to_owned(),
            line: self.at(line),
            faults,
            error,
            body,
        }));
        Rc::new(Expression::Variable(error))
    }

    fn with_try<R>(&self, change: impl FnOnce(&mut OpenTry) -> R) -> R {
        match self.recording.borrow_mut().nodes.last_mut() {
            Some(OpenNode::Trial(open)) => change(open),
            other => unreachable!("a try is open, not {other:?}"),
        }
    }

    /// Ends the try.
    pub fn end_try(&self) {
        self.close_try(None);
    }

    /// Ends the try, which has a value.
    pub fn end_try_with_value<T: Term>(&self, _: Slot<T>) -> Expr<T> {
        let value = self.variable(None);
        self.close_try(Some(value));
        Expr::new(Expression::Variable(value))
    }

    fn close_try(&self, value: Option<VariableId>) {
        let OpenNode::Trial(open) = self.close_node() else {
            unreachable!("a try is open")
        };
        let empty = || Block {
            nodes: Vec::new(),
            end: End::Next,
        };
        self.push(Node::Trial(Trial {
            attempt: open.attempt.unwrap_or_else(empty),
            done: open.done.unwrap_or_else(empty),
            handlers: open.handlers,
            value,
        }));
    }
}
