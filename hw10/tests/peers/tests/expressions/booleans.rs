//! Booleans: comparisons, operators, and what a pattern asks.

use stepwright::flow::{self, Comparable, Operator};

use crate::both::Both;
use crate::generator::{Generator, Kind};
use crate::integers::Number;

pub(crate) fn literal(g: &mut Generator) -> Both<bool> {
    let value = g.random.bool();
    g.constant(value)
}

pub(crate) fn not(g: &mut Generator) -> Both<bool> {
    let of = g.any::<bool>();
    let recorded = flow::not(of.recorded.clone());
    of.then(format!("!({})", of.text), |it| !it, recorded)
}

pub(crate) fn and(g: &mut Generator) -> Both<bool> {
    let (left, right) = (g.any::<bool>(), g.any::<bool>());
    let recorded = flow::and(left.recorded.clone(), right.recorded.clone());
    let text = format!("({} && {})", left.text, right.text);
    Both::new(text, move |scope| left.at(scope) && right.at(scope), recorded)
}

pub(crate) fn or(g: &mut Generator) -> Both<bool> {
    let (left, right) = (g.any::<bool>(), g.any::<bool>());
    let recorded = flow::or(left.recorded.clone(), right.recorded.clone());
    let text = format!("({} || {})", left.text, right.text);
    Both::new(text, move |scope| left.at(scope) || right.at(scope), recorded)
}

pub(crate) fn equal<T: Kind + Comparable + PartialEq>(g: &mut Generator) -> Both<bool> {
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let recorded = flow::compare(Operator::Equal, left.recorded.clone(), right.recorded.clone());
    left.with(
        &right,
        format!("({} == {})", left.text, right.text),
        |a, b| a == b,
        recorded,
    )
}

pub(crate) fn unequal<T: Kind + Comparable + PartialEq>(g: &mut Generator) -> Both<bool> {
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let recorded = flow::compare(Operator::NotEqual, left.recorded.clone(), right.recorded.clone());
    left.with(
        &right,
        format!("({} != {})", left.text, right.text),
        |a, b| a != b,
        recorded,
    )
}

/// An operator: as it is recorded, as it is written, and what it does.
type Ordering<T> = (Operator, &'static str, fn(T, T) -> bool);

pub(crate) fn ordered<T: Number>(g: &mut Generator) -> Both<bool> {
    let operators: [Ordering<T>; 4] = [
        (Operator::Less, "<", |a, b| a < b),
        (Operator::LessOrEqual, "<=", |a, b| a <= b),
        (Operator::Greater, ">", |a, b| a > b),
        (Operator::GreaterOrEqual, ">=", |a, b| a >= b),
    ];
    let (operator, symbol, native) = g.choose(&operators);
    let (left, right) = (g.any::<T>(), g.any::<T>());
    let recorded = flow::order(operator, left.recorded.clone(), right.recorded.clone());
    left.with(
        &right,
        format!("({} {symbol} {})", left.text, right.text),
        native,
        recorded,
    )
}

/// A pattern that is a constant.
pub(crate) fn matched<T: Kind + Comparable + PartialEq>(g: &mut Generator) -> Both<bool> {
    let (scrutinee, value) = (g.any::<T>(), g.leaf::<T>());
    let recorded = flow::matches(&scrutinee.recorded, value.recorded.clone());
    let text = format!("matches!({}, {})", scrutinee.text, value.text);
    scrutinee.with(&value, text, |a, b| a == b, recorded)
}
