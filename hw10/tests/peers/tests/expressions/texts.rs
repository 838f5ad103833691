//! Texts: `format!`, `to_string`, and what is asked of a text.

use stepwright::flow::{self, Displayed};

use crate::both::Both;
use crate::data;
use crate::generator::{Generator, Kind};

pub(crate) fn literal(g: &mut Generator) -> Both<String> {
    let value = data::text(&mut g.random);
    g.constant(value)
}

pub(crate) fn displayed<T: Kind + Displayed + std::fmt::Display>(g: &mut Generator) -> Both<String> {
    let of = g.any::<T>();
    let recorded = flow::display(of.recorded.clone());
    of.then(format!("({}).to_string()", of.text), |it| it.to_string(), recorded)
}

/// `format!("{}<literal>{}", text, value)`
pub(crate) fn formatted<T: Kind + Displayed + std::fmt::Display>(g: &mut Generator) -> Both<String> {
    let (first, between, last) = (g.any::<String>(), data::text(&mut g.random), g.any::<T>());
    let parts = vec![
        flow::display(first.recorded.clone()),
        flow::operand::<String>(between.as_str()),
        flow::display(last.recorded.clone()),
    ];
    let text = format!("format!(\"{{}}{{}}{{}}\", {}, {between:?}, {})", first.text, last.text);
    let native = move |first, last: T| format!("{first}{between}{last}");
    first.with(&last, text, native, flow::concatenated(parts))
}

type Question = (&'static str, fn(&str, &str) -> bool);

pub(crate) fn asked(g: &mut Generator) -> Both<bool> {
    let questions: [Question; 3] = [
        ("contains", |a, b| a.contains(b)),
        ("starts_with", |a, b| a.starts_with(b)),
        ("ends_with", |a, b| a.ends_with(b)),
    ];
    let (name, native) = g.choose(&questions);
    let (of, part) = (g.any::<String>(), g.any::<String>());
    let recorded = match name {
        "contains" => of.recorded.contains(part.recorded.clone()),
        "starts_with" => of.recorded.starts_with(part.recorded.clone()),
        _ => of.recorded.ends_with(part.recorded.clone()),
    };
    let text = format!("{}.{name}(&{})", of.text, part.text);
    of.with(&part, text, move |a, b| native(&a, &b), recorded)
}

pub(crate) fn is_empty(g: &mut Generator) -> Both<bool> {
    let of = g.any::<String>();
    of.then(
        format!("{}.is_empty()", of.text),
        |it| it.is_empty(),
        of.recorded.is_empty(),
    )
}
