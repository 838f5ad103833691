//! Enums whose variants hold data: what a workflow asks of such a value, takes out of it, and makes it of.

use std::rc::Rc;

use serde_json::Value;

use super::expr::{Expr, Term};
use super::expression::{Expression, Operator};

/// A variant of an enum, by its number. Comes with `#[derive(Contract)]`.
pub trait Variants<const NUMBER: u64>: Term {
    /// What the variant holds: an expression, or a view of its fields.
    type Inside;

    /// Whether a value is of the variant.
    fn is(of: &Expr<Self>) -> Expr<bool>;

    /// What it holds, if it is.
    fn inside(of: &Expr<Self>) -> Self::Inside;

    /// The value that holds this.
    fn make(inside: Self::Inside) -> Expr<Self>;
}

/// Whether a value bears that tag.
pub fn is_tagged<T>(of: &Expr<T>, tag: &'static str, name: &'static str) -> Expr<bool> {
    Expr::new(Expression::Binary {
        operator: Operator::Equal,
        left: of.field::<String>(tag, false).erase(),
        right: Rc::new(Expression::Literal(Value::from(name))),
    })
}

/// Whether a value has that key.
pub fn has_key<T>(of: &Expr<T>, key: &'static str) -> Expr<bool> {
    Expr::new(Expression::Function(
        "$exists",
        vec![of.field::<Value>(key, false).erase()],
    ))
}

/// The tag of a value that is being made.
pub fn tag(name: &'static str) -> Rc<Expression> {
    Rc::new(Expression::Literal(Value::from(name)))
}

/// The same expression, said to be of another type: the object in which a variant's fields stand.
pub fn content<T, U>(of: &Expr<T>) -> Expr<U> {
    Expr::shared(of.erase())
}
