//! Texts: `format!`, and the methods of `String` that mean the same in JSONata.

use std::rc::Rc;

use serde_json::Value;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Expression, Operator};

/// A type that `{}` writes alike in Rust and in JSONata: texts, booleans, and integers of up to 32 bits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into a text inside Step Functions",
    label = "its `Display` is Rust code",
    note = "texts, booleans and integers of up to 32 bits can: JSONata writes no more than 15 digits; let a step write the rest"
)]
pub trait Displayed: Term {
    /// Whether it is a text already.
    const IS_TEXT: bool = false;
}

macro_rules! displayed {
    ($($type:ty)*) => {$(impl Displayed for $type {})*};
}
displayed! { bool i8 i16 i32 u8 u16 u32 }

impl Displayed for String {
    const IS_TEXT: bool = true;
}

/// A value as `{}` writes it.
pub fn display<L: Lift>(value: L) -> Expr<String>
where
    L::Of: Displayed,
{
    let value = value.lift().erase();
    match &*value {
        _ if L::Of::IS_TEXT => Expr::shared(value),
        Expression::Literal(other) => Expr::new(Expression::Literal(Value::from(other.to_string()))),
        _ => Expr::new(Expression::Function("$string", vec![value])),
    }
}

/// `format!`: the parts, one after the other.
pub fn concatenated(parts: Vec<Expr<String>>) -> Expr<String> {
    let parts: Vec<_> = parts.iter().map(Expr::erase).collect();
    match parts.as_slice() {
        [] => "".operand(),
        [only] => Expr::shared(Rc::clone(only)),
        _ => Expr::new(Expression::Concatenated(parts)),
    }
}

impl Expr<String> {
    /// The text itself, for a `match`.
    #[must_use]
    pub fn as_str(&self) -> Expr<String> {
        self.clone()
    }

    /// Whether there is no letter.
    pub fn is_empty(&self) -> Expr<bool> {
        equal((*self.erase()).clone(), "".operand().erase())
    }

    /// Whether the text has another one in it.
    pub fn contains(&self, other: impl Operand<String>) -> Expr<bool> {
        Expr::new(Expression::Function(
            "$contains",
            vec![self.erase(), other.operand().erase()],
        ))
    }

    /// Whether the text begins with another one.
    pub fn starts_with(&self, other: impl Operand<String>) -> Expr<bool> {
        if planted!(ContainsForStartsWith) {
            return self.contains(other);
        }
        let other = other.operand().erase();
        let zero = Rc::new(Expression::Literal(0.into()));
        let begins = Expression::Function("$substring", vec![self.erase(), zero, length(&other)]);
        equal(begins, other)
    }

    /// Whether the text ends with another one.
    pub fn ends_with(&self, other: impl Operand<String>) -> Expr<bool> {
        let other = other.operand().erase();
        let from = Expression::Difference(length(&self.erase()), length(&other));
        let ends = Expression::Function("$substring", vec![self.erase(), Rc::new(from)]);
        equal(ends, other)
    }
}

fn length(text: &Rc<Expression>) -> Rc<Expression> {
    Rc::new(Expression::Function("$length", vec![Rc::clone(text)]))
}

fn equal(left: Expression, right: Rc<Expression>) -> Expr<bool> {
    Expr::new(Expression::Binary {
        operator: Operator::Equal,
        left: Rc::new(left),
        right,
    })
}
