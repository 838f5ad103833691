//! How large nodes and labels are: as large as their text, which is elided where it would be very long.

use super::super::model::{Edge, Node, NodeKind};
use super::super::text::{self, NAME, SMALL};
use super::geometry::{Rect, Size};
use super::{Inner, Scene, scene};

/// The height of a line with a name.
pub(in super::super) const NAME_LINE: f64 = 18.0;
/// The height of a line of small text.
pub(in super::super) const SMALL_LINE: f64 = 15.0;
/// The space above and below the text of a node.
pub(in super::super) const PADDING_Y: f64 = 9.0;
/// What the top of a table's cylinder needs.
pub(in super::super) const CYLINDER_LID: f64 = 12.0;

const PADDING_X: f64 = 14.0;
const NODE_WIDTH_MIN: f64 = 104.0;
const NODE_TEXT_MAX: f64 = 300.0;
const LABEL_TEXT_MAX: f64 = 230.0;
const DIAMOND_HEIGHT: f64 = 68.0;
const START_SIZE: f64 = 14.0;
const END_SIZE: f64 = 18.0;
const INNER_GAP: f64 = 14.0;

/// A node whose size is known.
pub(super) struct Measured {
    /// The room that it needs.
    pub size: Size,
    /// Its own size; what is left of the room lies at its sides.
    pub own: Size,
    /// Its name, as much of it as fits.
    pub name: String,
    /// The lines beneath its name, as much of each as fits.
    pub lines: Vec<String>,
    /// What is in it, from its upper left corner.
    pub inner: Vec<Inner>,
}

/// The line around a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outline {
    Box,
    Diamond,
    Dot,
}

pub(super) fn outline(kind: NodeKind) -> Outline {
    match kind {
        NodeKind::Choice => Outline::Diamond,
        NodeKind::Start | NodeKind::End => Outline::Dot,
        NodeKind::Task
        | NodeKind::Pass
        | NodeKind::Wait
        | NodeKind::Succeed
        | NodeKind::Fail
        | NodeKind::Parallel
        | NodeKind::Map
        | NodeKind::DistributedMap
        | NodeKind::Undefined
        | NodeKind::Calls
        | NodeKind::Client
        | NodeKind::Api
        | NodeKind::StateMachine
        | NodeKind::Function
        | NodeKind::Action
        | NodeKind::Table
        | NodeKind::Logs => Outline::Box,
    }
}

/// A node, with its text elided and what is in it laid out.
pub(super) fn node(node: &Node) -> Measured {
    let name = text::elide(&node.name, NODE_TEXT_MAX, NAME);
    let lines: Vec<_> = node
        .lines
        .iter()
        .map(|it| text::elide(it, NODE_TEXT_MAX, SMALL))
        .collect();
    let text = text_size(&name, &lines);
    let mut inner: Vec<_> = node.regions.iter().map(scene).collect();
    let own = match node.kind {
        NodeKind::Start => square(START_SIZE),
        NodeKind::End => square(END_SIZE),
        NodeKind::Choice => diamond(text),
        NodeKind::Table => padded(text, CYLINDER_LID),
        _ => padded(text, 0.0),
    };
    let (own, inner) = if inner.is_empty() {
        (own, Vec::new())
    } else {
        around(own, &mut inner)
    };
    Measured {
        size: own,
        own,
        name,
        lines,
        inner,
    }
}

fn text_size(name: &str, lines: &[String]) -> Size {
    let widest = lines.iter().map(|it| text::width(it, SMALL));
    Size {
        width: widest.fold(text::width(name, NAME), f64::max),
        height: NAME_LINE + SMALL_LINE * lines.len() as f64,
    }
}

fn square(size: f64) -> Size {
    Size {
        width: size,
        height: size,
    }
}

/// A diamond whose sides do not touch the text: of a text's half width w and half height h, `w / a + h / b <= 1`.
fn diamond(text: Size) -> Size {
    let room = 1.0 - text.height / DIAMOND_HEIGHT;
    Size {
        width: (text.width + 8.0) / room,
        height: DIAMOND_HEIGHT,
    }
}

fn padded(text: Size, lid: f64) -> Size {
    Size {
        width: (text.width + 2.0 * PADDING_X).max(NODE_WIDTH_MIN),
        height: text.height + 2.0 * PADDING_Y + lid,
    }
}

/// A box with regions side by side beneath its text.
fn around(header: Size, scenes: &mut Vec<Scene>) -> (Size, Vec<Inner>) {
    let height = scenes.iter().map(|it| it.size.height).fold(0.0, f64::max);
    let widths: f64 = scenes.iter().map(|it| it.size.width).sum();
    let inner_width = widths + INNER_GAP * (scenes.len() + 1) as f64;
    let width = header.width.max(inner_width);
    let mut x = (width - inner_width) / 2.0 + INNER_GAP;
    let place = |mut scene: Scene| {
        let spare = height - scene.size.height;
        scene.size.height += spare;
        let area = Rect {
            x,
            y: header.height,
            width: scene.size.width,
            height,
        };
        x += scene.size.width + INNER_GAP;
        Inner { area, scene }
    };
    let inner = scenes.drain(..).map(place).collect();
    let size = Size {
        width,
        height: header.height + height + INNER_GAP,
    };
    (size, inner)
}

/// The label of an edge, each of its lines elided, and how large it is; of no label, nothing.
pub(super) fn label(edge: &Edge) -> (Size, Vec<String>) {
    let lines: Vec<_> = edge
        .label
        .iter()
        .map(|it| text::elide(it, LABEL_TEXT_MAX, SMALL))
        .collect();
    let size = match lines.len() {
        0 => Size::default(),
        count => Size {
            width: lines.iter().map(|it| text::width(it, SMALL)).fold(0.0, f64::max) + 8.0,
            height: SMALL_LINE * count as f64 + 2.0,
        },
    };
    (size, lines)
}
