//! `Option`: what it holds, if anything.

use std::rc::Rc;

use serde_json::Value;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Expression, Operator};

/// A type no value of which is `null` on the wire, so that `Some(value)` is told from `None`.
#[diagnostic::on_unimplemented(
    message = "`Some` of a `{Self}` could not be told from `None`",
    label = "may itself be `null` on the wire",
    note = "put it into a struct that derives `Contract`"
)]
pub trait NotNull: Term {}

macro_rules! not_null {
    ($($type:ty)*) => {$(impl NotNull for $type {})*};
}
not_null! { bool i8 i16 i32 i64 u8 u16 u32 u64 usize f64 String }

impl<T: Term> NotNull for Vec<T> {}

/// `Some(value)`: on the wire, the value itself.
pub fn some<L: Lift>(value: L) -> Expr<Option<L::Of>>
where
    L::Of: NotNull,
{
    Expr::shared(value.lift().erase())
}

/// What is in an `Option` of which one knows that it is `Some`.
pub fn present<T: Term>(value: &Expr<Option<T>>) -> Expr<T> {
    Expr::new(value.erase().unguarded())
}

fn none<T: Term>() -> Expr<Option<T>> {
    Expr::new(Expression::Literal(Value::Null))
}

/// What a name stands for that several alternatives of a pattern bind: the value of the first that holds.
pub fn first_that_holds<T>(alternatives: Vec<(Expr<bool>, Expr<T>)>, last: Expr<T>) -> Expr<T> {
    let or = |otherwise: Expr<T>, (condition, then): (Expr<bool>, Expr<T>)| {
        if then.erase() == otherwise.erase() {
            otherwise
        } else {
            either(&condition, &then, &otherwise)
        }
    };
    alternatives.into_iter().rev().fold(last, or)
}

/// `value`, of which `argument` is a part: Rust computes it even where the value does without it.
fn computed_first<T, U>(argument: &Expr<T>, value: Expr<U>) -> Expr<U> {
    let (argument, value) = (argument.erase(), value.erase());
    if argument.can_fail() {
        Expr::new(Expression::After(argument, value))
    } else {
        Expr::shared(value)
    }
}

/// Whether that is neither absent nor `null`.
fn is_some(value: &Rc<Expression>) -> Rc<Expression> {
    match &**value {
        Expression::Conditional {
            condition,
            then,
            otherwise,
        } if **otherwise == Expression::Literal(Value::Null) => {
            if super::lists::is_guarded_item(condition, then) {
                return is_not_null(then);
            }
            match &**then {
                Expression::Literal(constant) if !constant.is_null() => Rc::clone(condition),
                _ => both(condition, &is_some(then)),
            }
        }
        _ => is_not_null(value),
    }
}

fn is_not_null(value: &Expression) -> Rc<Expression> {
    Rc::new(Expression::Binary {
        operator: Operator::NotEqual,
        left: Rc::new(value.unguarded()),
        right: Rc::new(Expression::Literal(Value::Null)),
    })
}

/// Both conditions; the first alone, where the second is a part of it.
fn both(first: &Rc<Expression>, second: &Rc<Expression>) -> Rc<Expression> {
    if first.implies(second) {
        return Rc::clone(first);
    }
    Rc::new(Expression::Binary {
        operator: Operator::And,
        left: Rc::clone(first),
        right: Rc::clone(second),
    })
}

/// One of two values.
pub(super) fn either<T>(condition: &Expr<bool>, then: &Expr<T>, otherwise: &Expr<T>) -> Expr<T> {
    Expr::new(Expression::Conditional {
        condition: condition.erase(),
        then: then.erase(),
        otherwise: otherwise.erase(),
    })
}

impl<T: Term> Expr<Option<T>> {
    /// Whether there is a value: neither absent nor `null`.
    pub fn is_some(&self) -> Expr<bool> {
        Expr::shared(is_some(&self.erase()))
    }

    /// Whether there is none: absent or `null`.
    pub fn is_none(&self) -> Expr<bool> {
        if planted!(AbsentIsNotNull) {
            return Expr::new(Expression::Binary {
                operator: Operator::Equal,
                left: Rc::new(self.erase().unguarded()),
                right: Rc::new(Expression::Literal(Value::Null)),
            });
        }
        // JSONata's `undefined = null` is false, so that only the opposite of `is_some` is right.
        super::not(self.is_some())
    }

    /// The value, or another one.
    pub fn unwrap_or(&self, otherwise: impl Operand<T>) -> Expr<T> {
        let otherwise = otherwise.operand();
        let is_some = if planted!(UnwrapOrInverted) {
            self.is_none()
        } else {
            self.is_some()
        };
        computed_first(&otherwise, either(&is_some, &present(self), &otherwise))
    }

    /// The value, or the default of its type.
    pub fn unwrap_or_default(&self) -> Expr<T>
    where
        T: Default,
    {
        self.unwrap_or(T::default().operand())
    }

    /// What is made of the value, if there is one.
    pub fn map<L: Lift>(&self, make: impl FnOnce(Expr<T>) -> L) -> Expr<Option<L::Of>>
    where
        L::Of: NotNull,
    {
        either(&self.is_some(), &some(make(present(self))), &none())
    }

    /// What is made of the value, or another one.
    pub fn map_or<L: Lift>(&self, otherwise: impl Operand<L::Of>, make: impl FnOnce(Expr<T>) -> L) -> Expr<L::Of> {
        let (made, otherwise) = (make(present(self)).lift(), otherwise.operand());
        computed_first(&otherwise, either(&self.is_some(), &made, &otherwise))
    }

    /// What is made of the value, if there is one, and if something is made of it.
    pub fn and_then<U: Term>(&self, make: impl FnOnce(Expr<T>) -> Expr<Option<U>>) -> Expr<Option<U>> {
        either(&self.is_some(), &make(present(self)), &none())
    }

    /// The value if there is one, else another that may be there.
    pub fn or(&self, otherwise: impl Operand<Option<T>>) -> Expr<Option<T>> {
        let otherwise = otherwise.operand();
        if planted!(OrPrefersTheOther) {
            return either(&self.is_some(), &otherwise, self);
        }
        computed_first(&otherwise, either(&self.is_some(), self, &otherwise))
    }

    /// The value, if there is one of which that holds.
    pub fn filter(&self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<Option<T>> {
        either(&self.is_some_and(holds), self, &none())
    }

    /// The same: what is looked at here is what is held.
    #[must_use]
    pub fn cloned(&self) -> Expr<Option<T>> {
        self.clone()
    }

    /// The same: what is looked at here is what is held.
    #[must_use]
    pub fn copied(&self) -> Expr<Option<T>> {
        self.clone()
    }

    /// Whether there is a value of which that holds.
    pub fn is_some_and(&self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        super::and(self.is_some(), holds(present(self)))
    }

    /// Whether there is no value, or one of which that holds.
    pub fn is_none_or(&self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        super::or(self.is_none(), holds(present(self)))
    }
}
