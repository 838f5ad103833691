//! Faults that the workflow itself raises.

use std::marker::PhantomData;

use super::expr::{Expr, Term};
use super::graph::Thrown;
use crate::fault::{Fault, FromFault};

/// A fault that is a struct, not a choice of faults. Comes with `#[derive(Fault)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fault that can be raised",
    label = "not a struct that derives `Fault`"
)]
pub trait Leaf: Fault + Term {}

/// A fault of type `F`, about to be raised: which one is known, its fields are expressions.
#[derive(Debug)]
pub struct Raised<F> {
    pub(super) fault: Thrown,
    of: PhantomData<fn() -> F>,
}

impl<F: Leaf> Raised<F> {
    /// The fault of these fields.
    pub fn leaf(value: Expr<F>) -> Raised<F> {
        let entry = F::table().pop().expect("a leaf is in its own table");
        Raised::of(Thrown::New(entry, value.erase()))
    }
}

impl<F> Raised<F> {
    pub(super) fn of(fault: Thrown) -> Raised<F> {
        Raised { fault, of: PhantomData }
    }

    /// The same fault, in a choice that holds it.
    pub fn into_choice<G: FromFault<F>>(self) -> Raised<G> {
        Raised::of(self.fault)
    }

    /// The name of the state that raises it, where nobody names it.
    pub(super) fn state(&self) -> String {
        match &self.fault {
            Thrown::New(entry, _) => entry.name.to_owned(),
            Thrown::Again(_, entries) => match entries.as_slice() {
                [only] => only.name.to_owned(),
                _ => "PassOn".to_owned(),
            },
        }
    }
}
