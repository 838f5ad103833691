//! A diagram as SVG: one self-contained file, readable on light and on dark ground, its text text. What does not fit
//! into a box stands in its `<title>`.

use std::fmt::Write as _;

use super::layout::{self, Piece, PlacedEdge, PlacedNode, Point, Rect, Scene, tenths};
use super::layout::{CYLINDER_LID, NAME_LINE, PADDING_Y, SMALL_LINE};
use super::model::{Diagram, Edge, EdgeKind, Node, NodeKind, Region};

const STYLE: &str = include_str!("style.css");

/// The tips of edges: one a colour, since a marker cannot take the colour of its line everywhere.
const ARROWS: [&str; 3] = ["arrow", "arrow-catch", "arrow-log"];

/// How far from a group's left side its text begins.
const HEADER_X: f64 = 14.0;

impl Diagram {
    /// The diagram as SVG.
    pub fn to_svg(&self) -> String {
        let scene = layout::scene(&self.region);
        let mut page = Page::default();
        page.head(self, &scene);
        page.region(&self.region, &scene);
        page.text.push_str("</svg>\n");
        page.text
    }
}

/// The text of a file in the making.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn head(&mut self, diagram: &Diagram, scene: &Scene) {
        let (width, height) = (px(scene.size.width), px(scene.size.height));
        self.line(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">"
        ));
        self.line(format!("<title id=\"title\">{}</title>", escape(&diagram.title)));
        self.line(format!(
            "<desc id=\"description\">{}</desc>",
            escape(&diagram.description)
        ));
        self.line(format!("<style>\n{STYLE}</style>"));
        self.line("<defs>");
        for arrow in ARROWS {
            self.line(format!(
                "<marker id=\"{arrow}\" viewBox=\"0 0 9 8\" refX=\"8\" refY=\"4\" markerWidth=\"9\" markerHeight=\"8\" \
                 markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 9 4 0 8z\"/></marker>"
            ));
        }
        self.line("</defs>");
        self.line(format!(
            "<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
        ));
    }

    /// The lines of a region's edges, above them its nodes, above those the edges' labels.
    fn region(&mut self, region: &Region, scene: &Scene) {
        for (edge, placed) in region.edges.iter().zip(&scene.edges) {
            self.edge(region, edge, placed);
        }
        for (node, placed) in region.nodes.iter().zip(&scene.nodes) {
            self.node(node, placed);
        }
        for (edge, placed) in region.edges.iter().zip(&scene.edges) {
            self.label(edge, placed);
        }
    }

    fn edge(&mut self, region: &Region, edge: &Edge, placed: &PlacedEdge) {
        let (from, to) = (&region.nodes[edge.from].name, &region.nodes[edge.to].name);
        self.line(format!(
            "<g class=\"edge {}\" data-from=\"{}\" data-to=\"{}\">{}<path d=\"{}\" marker-end=\"url(#{})\"/></g>",
            edge.kind.word(),
            escape(from),
            escape(to),
            title(&edge.details),
            path(&placed.pieces),
            arrow(edge.kind),
        ));
    }

    fn label(&mut self, edge: &Edge, placed: &PlacedEdge) {
        let Some((area, lines)) = &placed.label else { return };
        let mut text = format!("<g class=\"edge label {}\">{}", edge.kind.word(), title(&edge.details));
        let _ = write!(text, "<rect class=\"under\" {} rx=\"3\"/>", rect(area));
        let middle = area.center().x;
        for (index, line) in lines.iter().enumerate() {
            let baseline = area.y + 1.0 + SMALL_LINE * index as f64 + 11.0;
            let _ = write!(
                text,
                "<text x=\"{}\" y=\"{}\">{}</text>",
                px(middle),
                px(baseline),
                escape(line)
            );
        }
        self.line(text + "</g>");
    }

    fn node(&mut self, node: &Node, placed: &PlacedNode) {
        let group = if node.regions.is_empty() { "" } else { " group" };
        self.line(format!(
            "<g class=\"node {}{group}\" data-name=\"{}\">{}{}{}",
            node.kind.word(),
            escape(&node.name),
            title(&told(node)),
            shape(node.kind, &placed.area),
            node_text(node, placed),
        ));
        for (region, inner) in node.regions.iter().zip(&placed.inner) {
            if node.kind != NodeKind::Calls {
                self.line(format!("<rect class=\"inner\" {} rx=\"6\"/>", rect(&inner.area)));
            }
            self.region(region, &inner.scene);
        }
        self.line("</g>");
    }
}

/// All that is said of a node to who points at it.
fn told(node: &Node) -> String {
    let lines = std::iter::once(&node.name).chain(&node.details).chain(&node.lines);
    lines.cloned().collect::<Vec<_>>().join("\n")
}

fn title(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<title>{}</title>", escape(text))
}

fn arrow(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Next | EdgeKind::Rule | EdgeKind::Default | EdgeKind::Call => "arrow",
        EdgeKind::Catch => "arrow-catch",
        EdgeKind::Log => "arrow-log",
    }
}

fn node_text(node: &Node, placed: &PlacedNode) -> String {
    let area = &placed.area;
    let x = if node.regions.is_empty() {
        area.center().x
    } else {
        area.x + HEADER_X
    };
    let top = match node.kind {
        NodeKind::Start | NodeKind::End => return String::new(),
        NodeKind::Choice => area.center().y - NAME_LINE / 2.0,
        NodeKind::Table => area.y + PADDING_Y + CYLINDER_LID,
        _ => area.y + PADDING_Y,
    };
    let mut text = format!(
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        px(x),
        px(top + 13.0),
        escape(&placed.name)
    );
    for (index, line) in placed.lines.iter().enumerate() {
        let baseline = top + NAME_LINE + SMALL_LINE * index as f64 + 11.0;
        let _ = write!(
            text,
            "<text class=\"line\" x=\"{}\" y=\"{}\">{}</text>",
            px(x),
            px(baseline),
            escape(line)
        );
    }
    text
}

fn shape(kind: NodeKind, area: &Rect) -> String {
    let center = area.center();
    match kind {
        NodeKind::Start => circle("shape", center, area.width / 2.0),
        NodeKind::End => circle("shape", center, area.width / 2.0) + &circle("core", center, area.width / 2.0 - 4.0),
        NodeKind::Choice => diamond(area),
        NodeKind::Table => cylinder(area),
        NodeKind::Succeed | NodeKind::Client => rounded(area, area.height.min(52.0) / 2.0),
        NodeKind::Task
        | NodeKind::Pass
        | NodeKind::Wait
        | NodeKind::Fail
        | NodeKind::Parallel
        | NodeKind::Map
        | NodeKind::DistributedMap
        | NodeKind::Undefined
        | NodeKind::Calls
        | NodeKind::Api
        | NodeKind::StateMachine
        | NodeKind::Function
        | NodeKind::Action
        | NodeKind::Logs => rounded(area, 7.0),
    }
}

fn circle(class: &str, center: Point, radius: f64) -> String {
    let (x, y) = (px(center.x), px(center.y));
    format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", px(radius))
}

fn rounded(area: &Rect, radius: f64) -> String {
    format!("<rect class=\"shape\" {} rx=\"{}\"/>", rect(area), px(radius))
}

fn diamond(area: &Rect) -> String {
    let center = area.center();
    let corners = [
        Point::new(center.x, area.y),
        Point::new(area.right(), center.y),
        Point::new(center.x, area.bottom()),
        Point::new(area.x, center.y),
    ];
    let corners = corners.map(|it| pair(&it)).join(" ");
    format!("<path class=\"shape\" d=\"M{corners}z\"/>")
}

fn cylinder(area: &Rect) -> String {
    let (left, right) = (px(area.x), px(area.right()));
    let radii = format!("{} {}", px(area.width / 2.0), px(CYLINDER_LID / 2.0));
    let (upper, lower) = (px(area.y + CYLINDER_LID / 2.0), px(area.bottom() - CYLINDER_LID / 2.0));
    format!(
        "<path class=\"shape\" d=\"M{left} {upper}A{radii} 0 0 1 {right} {upper}V{lower}A{radii} 0 0 1 {left} {lower}z\"/>\
         <path class=\"lid\" d=\"M{left} {upper}A{radii} 0 0 0 {right} {upper}\"/>"
    )
}

fn rect(area: &Rect) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        px(area.x),
        px(area.y),
        px(area.width),
        px(area.height)
    )
}

fn path(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Start(to) => format!("M{}", pair(to)),
        Piece::Line(to) => format!("L{}", pair(to)),
        Piece::Curve(one, two, to) => format!("C{} {} {}", pair(one), pair(two), pair(to)),
    };
    pieces.iter().map(piece).collect()
}

fn pair(point: &Point) -> String {
    format!("{} {}", px(point.x), px(point.y))
}

/// A length to a tenth of a pixel: the same on every computer.
fn px(length: f64) -> String {
    let tenths = tenths(length);
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

/// A text as XML has it. What XML cannot hold at all becomes U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            _ if character.is_control() => escaped.push('\u{FFFD}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
