//! Faults that were caught: which ones a pattern is for, and what it binds.

use std::marker::PhantomData;
use std::rc::Rc;

use super::expr::{Expr, Term};
use super::expression::Expression;
use super::graph::Thrown;
use super::raised::{Leaf, Raised};
use crate::fault::{Fault, FaultEntry, FaultOrigin};

/// The faults that a pattern of an `Err(..)` is for: those of `F`.
#[derive(Debug)]
pub struct Handled<F> {
    of: PhantomData<fn() -> F>,
}

impl<F> Handled<F> {
    /// The faults of `F`.
    #[expect(
        clippy::new_without_default,
        reason = "there is nothing that it would be the default of"
    )]
    pub fn new() -> Handled<F> {
        Handled { of: PhantomData }
    }
}

impl<F: Fault> Handled<F> {
    /// What is known of each.
    pub fn entries(&self) -> Vec<&'static FaultEntry> {
        F::table()
    }
}

/// A fault that a pattern can bind. Comes with `#[derive(Fault)]`.
pub trait Catchable: Fault {
    /// What the name in the pattern stands for: the fields of one fault, or one of several faults.
    type Bound;

    /// The error, an object with `Error` and `Cause`, as that.
    fn bound(error: Rc<Expression>) -> Self::Bound;
}

/// One of several faults, caught: it can be passed on, or matched.
#[derive(Debug)]
pub struct CaughtFault<F> {
    error: Rc<Expression>,
    of: PhantomData<fn() -> F>,
}

impl<F> Clone for CaughtFault<F> {
    fn clone(&self) -> CaughtFault<F> {
        CaughtFault::new(Rc::clone(&self.error))
    }
}

impl<F> CaughtFault<F> {
    /// The fault that an error is.
    pub fn new(error: Rc<Expression>) -> CaughtFault<F> {
        CaughtFault { error, of: PhantomData }
    }

    /// The error: an object with `Error` and `Cause`.
    pub fn error(&self) -> &Rc<Expression> {
        &self.error
    }
}

/// What `Err(name)` throws again.
pub trait Rethrow {
    /// The type of the fault.
    type Fault: Fault;

    /// It, about to be raised.
    fn rethrow(self) -> Raised<Self::Fault>;
}

impl<F: Leaf> Rethrow for Expr<F> {
    type Fault = F;

    fn rethrow(self) -> Raised<F> {
        match &*self.erase() {
            // As it was caught.
            Expression::FaultPayload(error) => Raised::of(Thrown::Again(Rc::clone(error), F::table())),
            _ => Raised::leaf(self),
        }
    }
}

impl<F: Fault> Rethrow for CaughtFault<F> {
    type Fault = F;

    fn rethrow(self) -> Raised<F> {
        Raised::of(Thrown::Again(self.error, F::table()))
    }
}

/// The fields of a fault, out of the error that it was caught as.
pub fn payload<F: Leaf + Term>(error: &Rc<Expression>) -> Expr<F> {
    let entry = F::table().pop().expect("a leaf is in its own table");
    let of = Rc::clone(error);
    Expr::new(match entry.origin {
        FaultOrigin::Step => Expression::FaultPayload(of),
        FaultOrigin::Service | FaultOrigin::Platform => platform_payload(&of, entry),
    })
}

/// What AWS says itself is text: the payload has it under the names that the type gives it.
fn platform_payload(of: &Rc<Expression>, entry: &FaultEntry) -> Expression {
    let field = |name: &'static str, key: &'static str| {
        let value = Expression::Field {
            of: Rc::clone(of),
            name: key.into(),
            optional: false,
        };
        (name, Rc::new(value))
    };
    let fields = entry.fields.iter().filter_map(|name| match *name {
        "error" => Some(field("error", "Error")),
        "cause" => Some(field("cause", "Cause")),
        _ => None,
    });
    Expression::Object(fields.collect())
}
