//! Integers: arithmetic that ends the execution where Rust panics, and never gives a wrong number.

use std::rc::Rc;

use serde_json::Value;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Arithmetic, Expression};
use super::operators::Ordered;
use super::options::either;

/// An integer. JSON carries it exactly up to 2^53 - 1 either way: that is where 64 bits end here.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no integer that Step Functions can compute with",
    label = "not an integer",
    note = "compute it in a step: floating point and money are no business of a state machine; texts are joined by `format!`"
)]
pub trait Integer: Ordered {
    /// The least value.
    const MIN: i64;
    /// The greatest value.
    const MAX: i64;
}

/// The greatest integer that JSON carries exactly, with all below it.
pub(crate) const SAFE: i64 = 9_007_199_254_740_991;

macro_rules! integers {
    ($($type:ty: $min:expr, $max:expr;)*) => {$(
        impl Integer for $type {
            const MIN: i64 = $min;
            const MAX: i64 = $max;
        }
    )*};
}
integers! {
    i8: -128, 127;
    i16: -32_768, 32_767;
    i32: -2_147_483_648, 2_147_483_647;
    i64: -SAFE, SAFE;
    u8: 0, 255;
    u16: 0, 65_535;
    u32: 0, 4_294_967_295;
    u64: 0, SAFE;
    usize: 0, SAFE;
}

fn checked<T: Integer>(operator: Arithmetic, left: Rc<Expression>, right: Rc<Expression>) -> Expr<T> {
    let (min, max) = (T::MIN, T::MAX);
    if let (Expression::Literal(a), Expression::Literal(b)) = (&*left, &*right)
        && let (Some(a), Some(b)) = (a.as_i64(), b.as_i64())
        && let Some(known) = operator.known(a, b).filter(|known| (min..=max).contains(known))
    {
        return Expr::new(Expression::Literal(Value::from(known)));
    }
    Expr::new(Expression::Arithmetic {
        operator,
        left,
        right,
        min,
        max,
    })
}

/// `left + right`, and `-`, `*`, `/`, `%`: overflow and division by zero end the execution.
pub fn arithmetic<T: Integer>(operator: Arithmetic, left: Expr<T>, right: impl Operand<T>) -> Expr<T> {
    checked(operator, left.erase(), right.operand().erase())
}

/// The same, where `left` is a literal whose type the right side tells.
pub fn arithmetic_literal<R: Lift>(operator: Arithmetic, left: impl Operand<R::Of>, right: R) -> Expr<R::Of>
where
    R::Of: Integer,
{
    checked(operator, left.operand().erase(), right.lift().erase())
}

macro_rules! arithmetic_operators {
    ($($trait:ident $method:ident $operator:ident;)*) => {$(
        impl<T: Integer, R: Operand<T>> std::ops::$trait<R> for Expr<T> {
            type Output = Expr<T>;

            fn $method(self, right: R) -> Expr<T> {
                arithmetic(Arithmetic::$operator, self, right)
            }
        }
    )*};
}
arithmetic_operators! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
    Rem rem Remainder;
}

/// `-value`
pub fn negative<T: Integer>(value: Expr<T>) -> Expr<T> {
    checked(
        Arithmetic::Subtract,
        Rc::new(Expression::Literal(0.into())),
        value.erase(),
    )
}

impl<T: Integer> Expr<T> {
    /// The smaller of the two.
    #[must_use]
    pub fn min(&self, other: impl Operand<T>) -> Expr<T> {
        self.extreme(if planted!(MaxForMin) { "$max" } else { "$min" }, other)
    }

    /// Whether it is so many times the other one; of nothing, only nothing is.
    pub fn is_multiple_of(&self, other: impl Operand<T>) -> Expr<bool> {
        let (other, zero) = (other.operand(), Expr::<T>::new(Expression::Literal(0.into())));
        let divides = (self.clone() % other.clone()).equals(zero.clone());
        match &*other.erase() {
            Expression::Literal(known) if known.as_i64() != Some(0) => divides,
            _ => either(&other.equals(zero.clone()), &self.equals(zero), &divides),
        }
    }

    /// The greater of the two.
    #[must_use]
    pub fn max(&self, other: impl Operand<T>) -> Expr<T> {
        self.extreme("$max", other)
    }

    fn extreme(&self, function: &'static str, other: impl Operand<T>) -> Expr<T> {
        let both = Expression::List(vec![self.erase(), other.operand().erase()]);
        Expr::new(Expression::Function(function, vec![Rc::new(both)]))
    }
}

/// That every value of one integer type is one of another: what `From` says.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not become a `{Wider}` without loss",
    note = "only a conversion that always succeeds can be translated: `u64::from(count)`; do others in a step"
)]
pub trait Widens<Wider: Term>: Term {}

macro_rules! widens {
    ($($from:ty => $($to:ty)*;)*) => {$($(impl Widens<$to> for $from {})*)*};
}
widens! {
    i8 => i8 i16 i32 i64;
    i16 => i16 i32 i64;
    i32 => i32 i64;
    i64 => i64;
    u8 => u8 u16 u32 u64 usize i16 i32 i64;
    u16 => u16 u32 u64 usize i32 i64;
    u32 => u32 u64 i64;
    u64 => u64;
    usize => usize;
    String => String;
}

/// `Wider::from(value)`, `value.into()`
pub fn widened<Wider: Term, L: Lift>(value: L) -> Expr<Wider>
where
    L::Of: Widens<Wider>,
{
    Expr::shared(value.lift().erase())
}
