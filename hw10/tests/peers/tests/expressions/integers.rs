//! Integers: what Rust computes in them, and no more than 53 bits of it.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use stepwright::flow::{self, Arithmetic, Integer, Widens};

use crate::both::Both;
use crate::generator::{Generator, Kind};

/// An integer type, with Rust's own operators.
pub(crate) trait Number:
    Kind
    + Integer
    + Copy
    + Ord
    + Default
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
{
    /// That integer, which is one of the type.
    fn of(value: i64) -> Self;
    /// The same integer.
    fn wide(self) -> i128;
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Number for $type {
            fn of(value: i64) -> Self {
                <$type>::try_from(value).expect("it is one of the type")
            }

            fn wide(self) -> i128 {
                self as i128
            }
        }
    )*};
}
numbers! { i8 i16 i32 i64 u8 u16 u32 u64 usize }

/// Rust's result, unless JSON could not carry it: the language ends there.
fn bounded<T: Number>(value: T) -> T {
    let bounds = i128::from(T::MIN)..=i128::from(T::MAX);
    assert!(bounds.contains(&value.wide()), "beyond 2^53");
    value
}

/// Values where something goes over, and near 0.
pub(crate) fn corner<T: Number>(g: &mut Generator) -> T {
    let near = [T::MIN, T::MAX, 0, T::MAX / 2, 94_906_267];
    let value = g.choose(&near).saturating_add(g.random.i64(-3..=3));
    T::of(value.clamp(T::MIN, T::MAX))
}

pub(crate) fn literal<T: Number>(g: &mut Generator) -> Both<T> {
    let value = corner::<T>(g);
    g.constant(value)
}

/// An operator: as it is recorded, as it is written, and what it does.
type Computing<T> = (Arithmetic, &'static str, fn(T, T) -> T);

pub(crate) fn arithmetic<T: Number>(g: &mut Generator) -> Both<T> {
    let operators: [Computing<T>; 5] = [
        (Arithmetic::Add, "+", |a, b| a + b),
        (Arithmetic::Subtract, "-", |a, b| a - b),
        (Arithmetic::Multiply, "*", |a, b| a * b),
        (Arithmetic::Divide, "/", |a, b| a / b),
        (Arithmetic::Remainder, "%", |a, b| a % b),
    ];
    let (operator, symbol, native) = g.choose(&operators);
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let text = format!("({} {symbol} {})", left.text, right.text);
    let recorded = flow::arithmetic(operator, left.recorded.clone(), right.recorded.clone());
    left.with(&right, text, move |a, b| bounded(native(a, b)), recorded)
}

pub(crate) fn literal_on_the_left<T: Number>(g: &mut Generator) -> Both<T> {
    let (left, right) = (corner::<T>(g), g.any::<T>());
    let text = format!("({left:?} - {})", right.text);
    let recorded = flow::arithmetic_literal(Arithmetic::Subtract, left, right.recorded.clone());
    right.then(text, move |it| bounded(left - it), recorded)
}

pub(crate) fn negative<T: Number + Neg<Output = T>>(g: &mut Generator) -> Both<T> {
    let of = g.any::<T>();
    let recorded = flow::negative(of.recorded.clone());
    of.then(format!("-{}", of.text), |it| bounded(-it), recorded)
}

pub(crate) fn lesser<T: Number>(g: &mut Generator) -> Both<T> {
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let recorded = left.recorded.min(right.recorded.clone());
    left.with(&right, format!("{}.min({})", left.text, right.text), Ord::min, recorded)
}

pub(crate) fn greater<T: Number>(g: &mut Generator) -> Both<T> {
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let recorded = left.recorded.max(right.recorded.clone());
    left.with(&right, format!("{}.max({})", left.text, right.text), Ord::max, recorded)
}

pub(crate) fn widened<A: Number + Widens<T> + Into<T>, T: Number>(g: &mut Generator) -> Both<T> {
    let of = g.any::<A>();
    let recorded = flow::widened(of.recorded.clone());
    of.then(format!("{}.into()", of.text), Into::into, recorded)
}

pub(crate) fn sum<T: Number>(g: &mut Generator) -> Both<T>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let recorded = list.recorded.iter().sum();
    let native = |list: Vec<T>| list.into_iter().fold(T::default(), |sum, it| bounded(sum + it));
    list.then(format!("{}.iter().sum()", list.text), native, recorded)
}

/// The sum of what is made of each item.
pub(crate) fn sum_of<A: Kind, T: Number>(g: &mut Generator) -> Both<T>
where
    Vec<A>: Kind,
{
    let list = g.any::<Vec<A>>();
    let (closure, recorded) = g.closure::<A, T, _>(|make| list.recorded.iter().map(make).sum());
    let text = format!("{}.iter().map({}).sum()", list.text, closure.text);
    let native = move |scope: &crate::both::Scope| {
        let items = list.at(scope).into_iter().map(|it| closure.call(scope, it));
        items.fold(T::default(), |sum, it| bounded(sum + it))
    };
    Both::new(text, native, recorded)
}
