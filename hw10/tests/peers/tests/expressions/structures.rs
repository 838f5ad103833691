//! Structs, tuples and enums: made, and taken apart.

use stepwright::flow::{self, Construct, Expr, Term, Variants};

use crate::both::Both;
use crate::data::{Broken, Event, Level, Line, Reply, Shape};
use crate::generator::{Generator, Kind};

pub(crate) fn line(g: &mut Generator) -> Both<Line> {
    let (pieces, article, tags) = (g.any::<u32>(), g.any::<Option<String>>(), g.any::<Vec<String>>());
    type View = <Line as Term>::View;
    let view = View {
        pieces: pieces.recorded.clone(),
        article: article.recorded.clone(),
        tags: tags.recorded.clone(),
    };
    let text = format!(
        "Line {{ pieces: {}, article: {}, tags: {} }}",
        pieces.text, article.text, tags.text
    );
    let native = move |scope: &crate::both::Scope| Line {
        pieces: pieces.at(scope),
        article: article.at(scope),
        tags: tags.at(scope),
    };
    Both::new(text, native, view.construct())
}

pub(crate) fn level(g: &mut Generator) -> Both<Level> {
    let value = g.choose(&[Level::Low, Level::High]);
    g.constant(value)
}

/// A part of a value.
pub(crate) fn part<A: Kind, B: 'static>(
    g: &mut Generator,
    name: &str,
    native: fn(A) -> B,
    recorded: fn(&A::View) -> Expr<B>,
) -> Both<B> {
    let of = g.any::<A>();
    let part = recorded(&of.recorded);
    of.then(format!("{}.{name}", of.text), native, part)
}

pub(crate) fn pair<A: Kind, B: Kind>(g: &mut Generator) -> Both<(A, B)> {
    let (a, b) = (g.any::<A>(), g.any::<B>());
    let recorded = flow::pair(a.recorded.clone(), b.recorded.clone());
    a.with(&b, format!("({}, {})", a.text, b.text), |a, b| (a, b), recorded)
}

pub(crate) fn triple<A: Kind, B: Kind, C: Kind>(g: &mut Generator) -> Both<(A, B, C)> {
    let (a, b, c) = (g.any::<A>(), g.any::<B>(), g.any::<C>());
    let recorded = flow::triple(a.recorded.clone(), b.recorded.clone(), c.recorded.clone());
    let text = format!("({}, {}, {})", a.text, b.text, c.text);
    let native = move |scope: &crate::both::Scope| (a.at(scope), b.at(scope), c.at(scope));
    Both::new(text, native, recorded)
}

/// The number by which the macros know a variant.
const fn number(name: &str) -> u64 {
    let (bytes, mut hash, mut index) = (name.as_bytes(), 0xcbf2_9ce4_8422_2325_u64, 0);
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

const ROUND: u64 = number("Round");
const SQUARE: u64 = number("Square");
const MOVED: u64 = number("Moved");
const YES: u64 = number("Yes");
const NO: u64 = number("No");

pub(crate) fn shape(g: &mut Generator) -> Both<Shape> {
    match g.random.u8(..3) {
        0 => g.constant(Shape::Flat),
        1 => {
            let of = g.any::<Vec<i32>>();
            let recorded = <Shape as Variants<ROUND>>::make(of.recorded.clone());
            of.then(format!("Shape::Round({})", of.text), Shape::Round, recorded)
        }
        _ => {
            let of = g.any::<Option<String>>();
            type Inside = <Shape as Variants<SQUARE>>::Inside;
            let inside = Inside {
                label: of.recorded.clone(),
            };
            let recorded = <Shape as Variants<SQUARE>>::make(inside);
            let native = |label| Shape::Square { label };
            of.then(format!("Shape::Square {{ label: {} }}", of.text), native, recorded)
        }
    }
}

pub(crate) fn is_flat(g: &mut Generator) -> Both<bool> {
    let of = g.any::<Shape>();
    let recorded = flow::matches(&of.recorded, Shape::Flat);
    of.then(
        format!("matches!({}, Shape::Flat)", of.text),
        |it| it == Shape::Flat,
        recorded,
    )
}

pub(crate) fn is_round(g: &mut Generator) -> Both<bool> {
    let of = g.any::<Shape>();
    let recorded = <Shape as Variants<ROUND>>::is(&of.recorded);
    let native = |it| matches!(it, Shape::Round(_));
    of.then(format!("matches!({}, Shape::Round(_))", of.text), native, recorded)
}

/// `match shape { Shape::Round(numbers) => numbers, _ => otherwise }`
pub(crate) fn round_inside(g: &mut Generator) -> Both<Vec<i32>> {
    let (of, otherwise) = (g.any::<Shape>(), g.leaf::<Vec<i32>>());
    let recorded = Expr::new(flow::Expression::Conditional {
        condition: <Shape as Variants<ROUND>>::is(&of.recorded).erase(),
        then: <Shape as Variants<ROUND>>::inside(&of.recorded).erase(),
        otherwise: otherwise.recorded.erase(),
    });
    let text = format!(
        "match {} {{ Shape::Round(it) => it, _ => {} }}",
        of.text, otherwise.text
    );
    let native = |of, otherwise| match of {
        Shape::Round(numbers) => numbers,
        Shape::Flat | Shape::Square { .. } => otherwise,
    };
    of.with(&otherwise, text, native, recorded)
}

/// `match shape { Shape::Square { label } => label, _ => None }`
pub(crate) fn square_inside(g: &mut Generator) -> Both<Option<String>> {
    let of = g.any::<Shape>();
    let recorded = Expr::new(flow::Expression::Conditional {
        condition: <Shape as Variants<SQUARE>>::is(&of.recorded).erase(),
        then: <Shape as Variants<SQUARE>>::inside(&of.recorded).label.erase(),
        otherwise: flow::operand::<Option<String>>(None).erase(),
    });
    let native = |of| match of {
        Shape::Square { label } => label,
        Shape::Flat | Shape::Round(_) => None,
    };
    of.then(
        format!("match {} {{ Square {{ label }} => label, _ => None }}", of.text),
        native,
        recorded,
    )
}

pub(crate) fn event(g: &mut Generator) -> Both<Event> {
    if g.random.bool() {
        return g.constant(Event::Begun);
    }
    let (by, note) = (g.any::<i32>(), g.any::<Option<String>>());
    type Inside = <Event as Variants<MOVED>>::Inside;
    let inside = Inside {
        by: by.recorded.clone(),
        note: note.recorded.clone(),
    };
    let recorded = <Event as Variants<MOVED>>::make(inside);
    let text = format!("Event::Moved {{ by: {}, note: {} }}", by.text, note.text);
    by.with(&note, text, |by, note| Event::Moved { by, note }, recorded)
}

/// `match event { Event::Moved { by, .. } => by, Event::Begun => 0 }`
pub(crate) fn moved_by(g: &mut Generator) -> Both<i32> {
    let of = g.any::<Event>();
    let recorded = Expr::new(flow::Expression::Conditional {
        condition: <Event as Variants<MOVED>>::is(&of.recorded).erase(),
        then: <Event as Variants<MOVED>>::inside(&of.recorded).by.erase(),
        otherwise: flow::operand::<i32>(0).erase(),
    });
    let native = |of| match of {
        Event::Moved { by, .. } => by,
        Event::Begun => 0,
    };
    of.then(
        format!("match {} {{ Moved {{ by }} => by, _ => 0 }}", of.text),
        native,
        recorded,
    )
}

pub(crate) fn has_begun(g: &mut Generator) -> Both<bool> {
    let of = g.any::<Event>();
    let recorded = flow::matches(&of.recorded, Event::Begun);
    of.then(
        format!("matches!({}, Event::Begun)", of.text),
        |it| it == Event::Begun,
        recorded,
    )
}

pub(crate) fn reply(g: &mut Generator) -> Both<Reply> {
    match g.random.u8(..3) {
        0 => g.constant(Reply::Later),
        1 => {
            let of = g.any::<(i32, Vec<i32>)>();
            let recorded = <Reply as Variants<YES>>::make(of.recorded.clone());
            of.then(format!("Reply::Yes({})", of.text), Reply::Yes, recorded)
        }
        _ => {
            let of = g.any::<String>();
            type Inside = <Reply as Variants<NO>>::Inside;
            let inside = Inside {
                why: of.recorded.clone(),
            };
            let recorded = <Reply as Variants<NO>>::make(inside);
            of.then(
                format!("Reply::No {{ why: {} }}", of.text),
                |why| Reply::No { why },
                recorded,
            )
        }
    }
}

/// `match reply { Reply::Yes(pair) => pair, _ => otherwise }`
pub(crate) fn yes_inside(g: &mut Generator) -> Both<(i32, Vec<i32>)> {
    let (of, otherwise) = (g.any::<Reply>(), g.leaf::<(i32, Vec<i32>)>());
    let recorded = Expr::new(flow::Expression::Conditional {
        condition: <Reply as Variants<YES>>::is(&of.recorded).erase(),
        then: <Reply as Variants<YES>>::inside(&of.recorded).erase(),
        otherwise: otherwise.recorded.erase(),
    });
    let text = format!("match {} {{ Reply::Yes(it) => it, _ => {} }}", of.text, otherwise.text);
    let native = |of, otherwise| match of {
        Reply::Yes(pair) => pair,
        Reply::No { .. } | Reply::Later => otherwise,
    };
    of.with(&otherwise, text, native, recorded)
}

pub(crate) fn broken(g: &mut Generator) -> Both<Broken> {
    let (count, wide, text) = (g.any::<i32>(), g.any::<i64>(), g.any::<String>());
    let (maybe, wides) = (g.any::<Option<i64>>(), g.any::<Vec<i64>>());
    let (line, shape) = (g.any::<Option<Line>>(), g.any::<Shape>());
    type View = <Broken as Term>::View;
    let view = View {
        count: count.recorded.clone(),
        wide: wide.recorded.clone(),
        text: text.recorded.clone(),
        maybe: maybe.recorded.clone(),
        wides: wides.recorded.clone(),
        line: line.recorded.clone(),
        shape: shape.recorded.clone(),
    };
    let texts = [
        &count.text,
        &wide.text,
        &text.text,
        &maybe.text,
        &wides.text,
        &line.text,
        &shape.text,
    ];
    let written = format!("Broken {{ {} }}", texts.map(String::as_str).join(", "));
    let native = move |scope: &crate::both::Scope| Broken {
        count: count.at(scope),
        wide: wide.at(scope),
        text: text.at(scope),
        maybe: maybe.at(scope),
        wides: wides.at(scope),
        line: line.at(scope),
        shape: shape.at(scope),
    };
    Both::new(written, native, view.construct())
}
