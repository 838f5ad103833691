//! Faults that the workflow itself raises.

use std::marker::PhantomData;
use std::rc::Rc;

use super::expr::{Expr, Term};
use super::expression::Expression;
use crate::fault::{Fault, FaultEntry, FromFault};

/// A fault that is a struct, not a choice of faults. Comes with `#[derive(Fault)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fault that can be raised",
    label = "not a struct that derives `Fault`"
)]
pub trait Leaf: Fault + Term {}

/// A fault of type `F`, about to be raised: which one is known, its fields are expressions.
#[derive(Debug)]
pub struct Raised<F> {
    pub(super) entry: &'static FaultEntry,
    pub(super) payload: Rc<Expression>,
    of: PhantomData<fn() -> F>,
}

impl<F: Leaf> Raised<F> {
    /// The fault of these fields.
    pub fn leaf(value: Expr<F>) -> Raised<F> {
        let table = F::table();
        Raised {
            entry: table.first().expect("a leaf is in its own table"),
            payload: value.erase(),
            of: PhantomData,
        }
    }
}

impl<F> Raised<F> {
    /// The same fault, in a choice that holds it.
    pub fn into_choice<G: FromFault<F>>(self) -> Raised<G> {
        Raised {
            entry: self.entry,
            payload: self.payload,
            of: PhantomData,
        }
    }
}
