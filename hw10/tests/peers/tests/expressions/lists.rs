//! `Vec`, its methods, and those of its iterator.

use stepwright::flow::{self, Comparable, NotNull};

use crate::both::{Both, Scope};
use crate::generator::{Generator, Kind};

/// `vec![..]` of none to three items.
pub(crate) fn written<T: Kind>(g: &mut Generator) -> Both<Vec<T>> {
    let count = g.random.usize(0..=3);
    let items: Vec<Both<T>> = (0..count).map(|_| g.any()).collect();
    let recorded = flow::list(items.iter().map(|it| it.recorded.clone()).collect());
    let texts: Vec<_> = items.iter().map(|it| it.text.as_str()).collect();
    let text = format!("vec![{}]", texts.join(", "));
    Both::new(
        text,
        move |scope| items.iter().map(|it| it.at(scope)).collect(),
        recorded,
    )
}

/// The list with one more item: what `push` makes of it.
pub(crate) fn appended<T: Kind>(g: &mut Generator) -> Both<Vec<T>>
where
    Vec<T>: Kind,
{
    let (list, one) = (g.any::<Vec<T>>(), g.any::<T>());
    let recorded = flow::appended(list.recorded.clone(), one.recorded.clone());
    let native = |mut list: Vec<T>, one| {
        list.push(one);
        list
    };
    list.with(&one, format!("({} + [{}])", list.text, one.text), native, recorded)
}

pub(crate) fn mapped<A: Kind, B: Kind>(g: &mut Generator) -> Both<Vec<B>>
where
    Vec<A>: Kind,
{
    let list = g.any::<Vec<A>>();
    let (closure, recorded) = g.closure::<A, B, _>(|make| list.recorded.iter().map(make).collect());
    let text = format!("{}.iter().map({}).collect()", list.text, closure.text);
    let native = move |scope: &Scope| {
        let items = list.at(scope).into_iter();
        items.map(|it| closure.call(scope, it)).collect()
    };
    Both::new(text, native, recorded)
}

pub(crate) fn filtered<T: Kind>(g: &mut Generator) -> Both<Vec<T>>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| list.recorded.iter().filter(holds).collect());
    let text = format!("{}.iter().filter({}).collect()", list.text, closure.text);
    let native = move |scope: &Scope| {
        let items = list.at(scope).into_iter();
        items.filter(|it| closure.call(scope, it.clone())).collect()
    };
    Both::new(text, native, recorded)
}

/// Those of which something holds, something made of each.
pub(crate) fn filtered_and_mapped<A: Kind, B: Kind>(g: &mut Generator) -> Both<Vec<B>>
where
    Vec<A>: Kind,
{
    let list = g.any::<Vec<A>>();
    let (holds, filtered) = g.closure::<A, bool, _>(|holds| list.recorded.iter().filter(holds));
    let (make, recorded) = g.closure::<A, B, _>(|make| filtered.map(make).collect());
    let text = format!(
        "{}.iter().filter({}).map({}).collect()",
        list.text, holds.text, make.text
    );
    let native = move |scope: &Scope| {
        let items = list.at(scope).into_iter();
        let items = items.filter(|it| holds.call(scope, it.clone()));
        items.map(|it| make.call(scope, it)).collect()
    };
    Both::new(text, native, recorded)
}

pub(crate) fn any<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| list.recorded.iter().any(holds));
    let text = format!("{}.iter().any({})", list.text, closure.text);
    let native = move |scope: &Scope| list.at(scope).into_iter().any(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

pub(crate) fn all<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| list.recorded.iter().all(holds));
    let text = format!("{}.iter().all({})", list.text, closure.text);
    let native = move |scope: &Scope| list.at(scope).into_iter().all(|it| closure.call(scope, it));
    Both::new(text, native, recorded)
}

/// Something made of each, as long as one of them is looked for.
pub(crate) fn any_mapped<A: Kind, B: Kind>(g: &mut Generator) -> Both<bool>
where
    Vec<A>: Kind,
{
    let list = g.any::<Vec<A>>();
    let (make, mapped) = g.closure::<A, B, _>(|make| list.recorded.iter().map(make));
    let (holds, recorded) = g.closure::<B, bool, _>(|holds| mapped.any(holds));
    let text = format!("{}.iter().map({}).any({})", list.text, make.text, holds.text);
    let native = move |scope: &Scope| {
        let mut items = list.at(scope).into_iter().map(|it| make.call(scope, it));
        items.any(|it| holds.call(scope, it))
    };
    Both::new(text, native, recorded)
}

pub(crate) fn count<T: Kind>(g: &mut Generator) -> Both<usize>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let (closure, recorded) = g.closure::<T, bool, _>(|holds| list.recorded.iter().filter(holds).count());
    let text = format!("{}.iter().filter({}).count()", list.text, closure.text);
    let native = move |scope: &Scope| {
        let items = list.at(scope).into_iter();
        items.filter(|it| closure.call(scope, it.clone())).count()
    };
    Both::new(text, native, recorded)
}

pub(crate) fn len<T: Kind>(g: &mut Generator) -> Both<usize>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    list.then(format!("{}.len()", list.text), |it| it.len(), list.recorded.len())
}

pub(crate) fn is_empty<T: Kind>(g: &mut Generator) -> Both<bool>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    list.then(
        format!("{}.is_empty()", list.text),
        |it| it.is_empty(),
        list.recorded.is_empty(),
    )
}

pub(crate) fn contains<T: Kind + Comparable + PartialEq>(g: &mut Generator) -> Both<bool>
where
    Vec<T>: Kind,
{
    let (list, one) = (g.any::<Vec<T>>(), g.any::<T>());
    let recorded = list.recorded.contains(one.recorded.clone());
    let text = format!("{}.contains(&{})", list.text, one.text);
    list.with(&one, text, |list, one| list.contains(&one), recorded)
}

pub(crate) fn get<T: Kind + NotNull>(g: &mut Generator) -> Both<Option<T>>
where
    Vec<T>: Kind,
{
    let (list, index) = (g.any::<Vec<T>>(), index(g));
    let recorded = list.recorded.get(index.recorded.clone());
    let text = format!("{}.get({}).cloned()", list.text, index.text);
    list.with(&index, text, |list, index| list.get(index).cloned(), recorded)
}

pub(crate) fn first<T: Kind + NotNull>(g: &mut Generator) -> Both<Option<T>>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let recorded = list.recorded.first();
    list.then(
        format!("{}.first().cloned()", list.text),
        |it| it.first().cloned(),
        recorded,
    )
}

pub(crate) fn last<T: Kind + NotNull>(g: &mut Generator) -> Both<Option<T>>
where
    Vec<T>: Kind,
{
    let list = g.any::<Vec<T>>();
    let recorded = list.recorded.last();
    list.then(
        format!("{}.last().cloned()", list.text),
        |it| it.last().cloned(),
        recorded,
    )
}

pub(crate) fn indexed<T: Kind>(g: &mut Generator) -> Both<T>
where
    Vec<T>: Kind,
{
    let (list, index) = (g.any::<Vec<T>>(), index(g));
    let recorded = list.recorded.at(index.recorded.clone());
    let text = format!("{}[{}]", list.text, index.text);
    list.with(&index, text, |list, index| list[index].clone(), recorded)
}

/// An index that is often one.
fn index(g: &mut Generator) -> Both<usize> {
    if g.random.u8(..4) == 0 {
        return g.any::<usize>();
    }
    let value = g.random.usize(..3);
    g.constant(value)
}
