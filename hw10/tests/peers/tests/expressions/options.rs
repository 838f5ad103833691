//! `Option` and its methods.

use stepwright::flow::{self, NotNull};

use crate::both::{Both, Scope};
use crate::generator::{Generator, Kind};

pub(crate) fn none<T: Kind + std::fmt::Debug>(g: &mut Generator) -> Both<Option<T>>
where
    Option<T>: Kind,
{
    g.constant(None)
}

pub(crate) fn some<T: Kind + NotNull>(g: &mut Generator) -> Both<Option<T>> {
    let of = g.any::<T>();
    let recorded = flow::some(of.recorded.clone());
    of.then(format!("Some({})", of.text), Some, recorded)
}

pub(crate) fn is_some<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    of.then(
        format!("{}.is_some()", of.text),
        |it| it.is_some(),
        of.recorded.is_some(),
    )
}

pub(crate) fn is_none<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    of.then(
        format!("{}.is_none()", of.text),
        |it| it.is_none(),
        of.recorded.is_none(),
    )
}

pub(crate) fn is_some_and<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| of.recorded.is_some_and(holds));
    let text = format!("{}.is_some_and({})", of.text, closure.text);
    let native = move |scope: &Scope| of.at(scope).is_some_and(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

pub(crate) fn is_none_or<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| of.recorded.is_none_or(holds));
    let text = format!("{}.is_none_or({})", of.text, closure.text);
    let native = move |scope: &Scope| of.at(scope).is_none_or(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

pub(crate) fn unwrap_or<T: Kind>(g: &mut Generator) -> Both<T>
where
    Option<T>: Kind,
{
    let (of, otherwise) = (g.any::<Option<T>>(), g.any::<T>());
    let recorded = of.recorded.unwrap_or(otherwise.recorded.clone());
    let text = format!("{}.unwrap_or({})", of.text, otherwise.text);
    of.with(&otherwise, text, |it, otherwise| it.unwrap_or(otherwise), recorded)
}

pub(crate) fn unwrap_or_default<T: Kind + Default>(g: &mut Generator) -> Both<T>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    let recorded = of.recorded.unwrap_or_default();
    of.then(
        format!("{}.unwrap_or_default()", of.text),
        |it| it.unwrap_or_default(),
        recorded,
    )
}

pub(crate) fn map<A: Kind, B: Kind + NotNull>(g: &mut Generator) -> Both<Option<B>>
where
    Option<A>: Kind,
{
    let of = g.any::<Option<A>>();
    let (closure, recorded) = g.closure::<A, B, _>(|make| of.recorded.map(make));
    let text = format!("{}.map({})", of.text, closure.text);
    let native = move |scope: &Scope| of.at(scope).map(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

pub(crate) fn map_or<A: Kind, B: Kind>(g: &mut Generator) -> Both<B>
where
    Option<A>: Kind,
{
    let (of, otherwise) = (g.any::<Option<A>>(), g.any::<B>());
    let (closure, recorded) = g.closure::<A, B, _>(|make| of.recorded.map_or(otherwise.recorded.clone(), make));
    let text = format!("{}.map_or({}, {})", of.text, otherwise.text, closure.text);
    let native = move |scope: &Scope| {
        let of = of.at(scope);
        of.map_or(otherwise.at(scope), |it| closure.call(scope, it))
    };
    Both::new(text, native, recorded)
}

pub(crate) fn and_then<A: Kind, B: Kind>(g: &mut Generator) -> Both<Option<B>>
where
    Option<A>: Kind,
    Option<B>: Kind,
{
    let of = g.any::<Option<A>>();
    let (closure, recorded) = g.closure::<A, Option<B>, _>(|make| of.recorded.and_then(make));
    let text = format!("{}.and_then({})", of.text, closure.text);
    let native = move |scope: &Scope| of.at(scope).and_then(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

pub(crate) fn or<T: Kind>(g: &mut Generator) -> Both<Option<T>>
where
    Option<T>: Kind,
{
    let (of, other) = (g.any::<Option<T>>(), g.any::<Option<T>>());
    let recorded = of.recorded.or(other.recorded.clone());
    let text = format!("{}.or({})", of.text, other.text);
    of.with(&other, text, |it, other| it.or(other), recorded)
}

pub(crate) fn filter<T: Kind>(g: &mut Generator) -> Both<Option<T>>
where
    Option<T>: Kind,
{
    let of = g.any::<Option<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| of.recorded.filter(holds));
    let text = format!("{}.filter({})", of.text, closure.text);
    let native = move |scope: &Scope| of.at(scope).filter(|it| closure.call(scope, it.clone()));
    Both::new(text, native, recorded)
}
