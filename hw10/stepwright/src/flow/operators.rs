//! The operators, each for the types for which JSONata means exactly what Rust means.

use std::rc::Rc;

use serde_json::Value;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Expression, Operator};

/// A type that `==` compares alike in Rust and in JSONata: integers, booleans, text, and the unit enums marked
/// `#[contract(compare)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared inside Step Functions",
    label = "its `PartialEq` is Rust code",
    note = "a unit enum can, with `#[derive(PartialEq)]` and `#[contract(compare)]`; compare anything else in a step"
)]
pub trait Comparable: Matchable {}

/// A type that an arm of a `match` can name a value of: integers, booleans, text, and unit enums.
#[diagnostic::on_unimplemented(
    message = "a value of `{Self}` cannot be matched inside Step Functions",
    label = "not an integer, a boolean, or an enum without data",
    note = "look at it in a step, and let the step return an enum whose variants hold no data"
)]
pub trait Matchable: Term {}

/// A type that `<` orders alike in Rust and in JSONata: integers. Text is not: Rust orders its bytes, JSONata its
/// UTF-16 code units.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be ordered inside Step Functions",
    label = "only integers can",
    note = "order it in a step, and let the step return what follows from it"
)]
pub trait Ordered: Comparable {}

macro_rules! gates {
    ($($type:ty: $($gate:ident)+;)*) => {$($(impl $gate for $type {})+)*};
}
gates! {
    bool: Matchable Comparable;
    String: Matchable Comparable;
    i8: Matchable Comparable Ordered;
    i16: Matchable Comparable Ordered;
    i32: Matchable Comparable Ordered;
    u8: Matchable Comparable Ordered;
    u16: Matchable Comparable Ordered;
    u32: Matchable Comparable Ordered;
    i64: Matchable Comparable Ordered;
    u64: Matchable Comparable Ordered;
    usize: Matchable Comparable Ordered;
}

fn binary(operator: Operator, left: Rc<Expression>, right: Rc<Expression>) -> Expr<bool> {
    Expr::new(Expression::Binary { operator, left, right })
}

/// `left == right` and `left != right`.
pub fn compare<T: Comparable>(operator: Operator, left: Expr<T>, right: impl Operand<T>) -> Expr<bool> {
    binary(operator, left.erase(), right.operand().erase())
}

/// The same, where `left` is a literal whose type the right side tells.
pub fn compare_literal<R: Lift>(operator: Operator, left: impl Operand<R::Of>, right: R) -> Expr<bool>
where
    R::Of: Comparable,
{
    binary(operator, left.operand().erase(), right.lift().erase())
}

/// `left < right`, and `<=`, `>`, `>=`.
pub fn order<T: Ordered>(operator: Operator, left: Expr<T>, right: impl Operand<T>) -> Expr<bool> {
    binary(operator, left.erase(), right.operand().erase())
}

/// The same, where `left` is a literal whose type the right side tells.
pub fn order_literal<R: Lift>(operator: Operator, left: impl Operand<R::Of>, right: R) -> Expr<bool>
where
    R::Of: Ordered,
{
    binary(operator, left.operand().erase(), right.lift().erase())
}

/// `left && right`
pub fn and(left: Expr<bool>, right: Expr<bool>) -> Expr<bool> {
    binary(Operator::And, left.erase(), right.erase())
}

/// `left || right`
pub fn or(left: Expr<bool>, right: Expr<bool>) -> Expr<bool> {
    binary(Operator::Or, left.erase(), right.erase())
}

/// `!value`
pub fn not(value: Expr<bool>) -> Expr<bool> {
    Expr::new(Expression::Not(value.erase()))
}

/// Whether the scrutinee of a `match` is that value. Of a constant that is an object, each field is compared: a value of an
/// enum with a tag may have more.
pub fn matches<T: Matchable>(scrutinee: &Expr<T>, value: impl Operand<T>) -> Expr<bool> {
    let value = value.operand().erase();
    match &*value {
        Expression::Literal(Value::Object(fields)) => {
            let field = |(name, value): (&String, &Value)| {
                let left = Expression::Field {
                    of: scrutinee.erase(),
                    name: name.clone().into(),
                    optional: false,
                };
                binary(
                    Operator::Equal,
                    Rc::new(left),
                    Rc::new(Expression::Literal(value.clone())),
                )
            };
            all(fields.iter().map(field).collect())
        }
        _ => binary(Operator::Equal, scrutinee.erase(), value),
    }
}

/// Whether all conditions hold, of which there is one at least.
pub fn all(conditions: Vec<Expr<bool>>) -> Expr<bool> {
    conditions.into_iter().reduce(and).expect("there is a condition")
}

/// Whether one of the alternatives of a pattern holds.
pub fn any(alternatives: Vec<Expr<bool>>) -> Expr<bool> {
    alternatives
        .into_iter()
        .reduce(or)
        .expect("a pattern has an alternative")
}

impl<T: Comparable> Expr<T> {
    /// Whether it is that value.
    pub fn equals(&self, other: impl Operand<T>) -> Expr<bool> {
        compare(Operator::Equal, self.clone(), other)
    }

    /// Whether it is another value.
    pub fn differs_from(&self, other: impl Operand<T>) -> Expr<bool> {
        compare(Operator::NotEqual, self.clone(), other)
    }
}

impl<T: Ordered> Expr<T> {
    /// Whether it is more.
    pub fn above(&self, other: impl Operand<T>) -> Expr<bool> {
        order(Operator::Greater, self.clone(), other)
    }

    /// Whether it is as much, or more.
    pub fn at_least(&self, other: impl Operand<T>) -> Expr<bool> {
        order(Operator::GreaterOrEqual, self.clone(), other)
    }

    /// Whether it is less.
    pub fn below(&self, other: impl Operand<T>) -> Expr<bool> {
        order(Operator::Less, self.clone(), other)
    }

    /// Whether it is as much, or less.
    pub fn at_most(&self, other: impl Operand<T>) -> Expr<bool> {
        order(Operator::LessOrEqual, self.clone(), other)
    }
}

impl Expr<bool> {
    /// Whether both hold.
    #[must_use]
    pub fn and(&self, other: Expr<bool>) -> Expr<bool> {
        and(self.clone(), other)
    }

    /// Whether one of the two holds, or both.
    #[must_use]
    pub fn or(&self, other: Expr<bool>) -> Expr<bool> {
        or(self.clone(), other)
    }
}

impl std::ops::Not for Expr<bool> {
    type Output = Expr<bool>;

    fn not(self) -> Expr<bool> {
        not(self)
    }
}
