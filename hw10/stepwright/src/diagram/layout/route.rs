//! The lines of edges. An edge leaves a node at its lower side (upwards: at its upper one) as near as it can to where it
//! goes, runs straight through each layer, between the nodes, and bends between layers alone.

use std::collections::BTreeMap;

use super::super::model::{Direction, Edge, EdgeKind};
use super::Placement;
use super::geometry::{Point, Size, tenths};
use super::measure::Outline;

/// How far apart two edges touch a node, where there is room.
const PORT_GAP: f64 = 20.0;
/// How near to its corner an edge touches a box.
const CORNER: f64 = 14.0;

/// How much of an edge is straight before its end.
const TIP: f64 = 10.0;

/// What the layout knows of an edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub label: Size,
    /// How much the layout does to keep it short and straight.
    pub weight: i32,
}

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Piece {
    /// Begins there.
    Start(Point),
    /// Goes straight to there.
    Line(Point),
    /// Goes to the last point on a cubic Bézier curve with these control points.
    Curve(Point, Point, Point),
}

impl Link {
    pub(super) fn new(edge: &Edge, label: Size) -> Link {
        let weight = match edge.kind {
            EdgeKind::Next | EdgeKind::Call => 4,
            EdgeKind::Rule | EdgeKind::Default => 2,
            EdgeKind::Catch | EdgeKind::Log => 1,
        };
        Link {
            from: edge.from,
            to: edge.to,
            label,
            weight,
        }
    }

    /// Whether it leads from a node to the next one in order.
    pub(super) fn is_step(&self) -> bool {
        self.to == self.from + 1
    }

    fn is_loop(&self) -> bool {
        self.from == self.to
    }
}

impl Piece {
    pub(in super::super) fn points(&self) -> impl Iterator<Item = Point> + use<> {
        let (points, count) = match *self {
            Piece::Start(it) | Piece::Line(it) => ([it; 3], 1),
            Piece::Curve(one, two, to) => ([one, two, to], 3),
        };
        points.into_iter().take(count)
    }

    fn map(&mut self, change: impl Fn(Point) -> Point) {
        *self = match *self {
            Piece::Start(it) => Piece::Start(change(it)),
            Piece::Line(it) => Piece::Line(change(it)),
            Piece::Curve(one, two, to) => Piece::Curve(change(one), change(two), change(to)),
        };
    }

    pub(super) fn turn(&mut self, direction: Direction) {
        self.map(|point| direction.turn(point));
    }

    pub(super) fn shift(&mut self, dx: f64, dy: f64) {
        self.map(|point| Point::new(point.x + dx, point.y + dy));
    }
}

/// The line of each edge.
pub(super) fn draw(nodes: &[Size], outlines: &[Outline], links: &[Link], placement: &Placement) -> Vec<Vec<Piece>> {
    let layers = layers(nodes, links, placement);
    let ports = ports(nodes, outlines, links, placement);
    let line = |(index, link): (usize, &Link)| {
        if link.is_loop() {
            return around_side(placement.centers[link.from], nodes[link.from], &placement.vias[index]);
        }
        let [start, end] = ports[index];
        let mut passed = vec![beyond_layer(start, placement.centers[link.from], &layers)];
        passed.extend(through_layers(start, &placement.vias[index], &layers));
        let arrival = beyond_layer(end, placement.centers[link.to], &layers);
        passed.push(before_tip(end, arrival, passed.last().copied().unwrap_or(start)));
        smooth(start, passed, end)
    };
    links.iter().enumerate().map(line).collect()
}

/// The half height of each layer by the height at which it lies, in tenths of a pixel.
fn layers(nodes: &[Size], links: &[Link], placement: &Placement) -> BTreeMap<i64, f64> {
    let nodes = placement
        .centers
        .iter()
        .zip(nodes)
        .map(|(center, size)| (*center, *size));
    let labels = placement.labels.iter().zip(links);
    let labels = labels.filter_map(|(center, link)| Some(((*center)?, link.label)));
    let mut layers = BTreeMap::new();
    for (center, size) in nodes.chain(labels) {
        let half = layers.entry(tenths(center.y)).or_insert(0.0_f64);
        *half = half.max(size.height / 2.0);
    }
    layers
}

/// An edge that touches a side of a node.
struct Touch {
    /// Where it would like to.
    x: f64,
    /// Which edge it is.
    link: usize,
    /// Whether it begins (0) or ends (1) there.
    end: usize,
}

/// Where each edge touches its two nodes.
fn ports(nodes: &[Size], outlines: &[Outline], links: &[Link], placement: &Placement) -> Vec<[Point; 2]> {
    let mut ports = vec![[Point::new(0.0, 0.0); 2]; links.len()];
    for ((node, is_below), mut touches) in touches(links, placement) {
        touches.sort_by(|one, other| one.x.total_cmp(&other.x).then(one.link.cmp(&other.link)));
        let wished: Vec<_> = touches.iter().map(|it| it.x).collect();
        let side = Side::new(placement.centers[node], nodes[node], outlines[node], is_below);
        for (touch, x) in touches.iter().zip(side.spread(&wished)) {
            ports[touch.link][touch.end] = side.at(x);
        }
    }
    ports
}

/// What touches each node, above and below.
fn touches(links: &[Link], placement: &Placement) -> BTreeMap<(usize, bool), Vec<Touch>> {
    let mut touches: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (index, link) in links.iter().enumerate().filter(|(_, it)| !it.is_loop()) {
        let vias = &placement.vias[index];
        let (from, to) = (placement.centers[link.from], placement.centers[link.to]);
        let ends = [
            (link.from, from, vias.first().unwrap_or(&to)),
            (link.to, to, vias.last().unwrap_or(&from)),
        ];
        for (end, (node, center, next)) in ends.into_iter().enumerate() {
            let (x, link) = (next.x, index);
            let is_below = next.y > center.y;
            touches
                .entry((node, is_below))
                .or_default()
                .push(Touch { x, link, end });
        }
    }
    touches
}

/// The upper or the lower side of a node.
struct Side {
    center: Point,
    half: Size,
    outline: Outline,
    is_below: bool,
}

impl Side {
    fn new(center: Point, size: Size, outline: Outline, is_below: bool) -> Side {
        let half = Size {
            width: size.width / 2.0,
            height: size.height / 2.0,
        };
        Side {
            center,
            half,
            outline,
            is_below,
        }
    }

    /// How far from the middle an edge may touch.
    fn reach(&self) -> f64 {
        match self.outline {
            Outline::Box => (self.half.width - CORNER).max(0.0),
            Outline::Diamond => self.half.width * 0.55,
            Outline::Dot => 0.0,
        }
    }

    /// As near to where they wish to be as the side allows, in that order, and apart.
    fn spread(&self, wished: &[f64]) -> Vec<f64> {
        let (least, most) = (self.center.x - self.reach(), self.center.x + self.reach());
        let gaps = wished.len().saturating_sub(1).max(1) as f64;
        let gap = PORT_GAP.min((most - least) / gaps);
        let mut ports: Vec<_> = wished.iter().map(|x| x.clamp(least, most)).collect();
        for index in 1..ports.len() {
            ports[index] = ports[index].max(ports[index - 1] + gap);
        }
        let mut bound = most;
        for port in ports.iter_mut().rev() {
            *port = port.min(bound);
            bound = *port - gap;
        }
        ports
    }

    fn at(&self, x: f64) -> Point {
        let height = match self.outline {
            Outline::Box | Outline::Dot => self.half.height,
            Outline::Diamond => self.half.height * (1.0 - (x - self.center.x).abs() / self.half.width),
        };
        let y = if self.is_below { height } else { -height };
        Point::new(x, self.center.y + y)
    }
}

/// The way through each layer: where it is entered, and where it is left.
fn through_layers(start: Point, vias: &[Point], layers: &BTreeMap<i64, f64>) -> Vec<Point> {
    let is_down = vias.first().is_none_or(|it| it.y > start.y);
    let through = |via: &Point| {
        let half = layers.get(&tenths(via.y)).copied().unwrap_or(0.0);
        let (enter, leave) = if is_down { (-half, half) } else { (half, -half) };
        [Point::new(via.x, via.y + enter), Point::new(via.x, via.y + leave)]
    };
    vias.iter().flat_map(through).collect()
}

/// Where an edge leaves the layer of the node that it touches there; before, a neighbour may be in its way.
fn beyond_layer(port: Point, center: Point, layers: &BTreeMap<i64, f64>) -> Point {
    let half = layers.get(&tenths(center.y)).copied().unwrap_or(0.0);
    let y = if port.y > center.y { half } else { -half };
    Point::new(port.x, center.y + y)
}

/// Where an edge becomes upright: where it enters the layer of its node, and early enough that its tip points the way it
/// goes.
fn before_tip(end: Point, arrival: Point, last: Point) -> Point {
    if (end.y - arrival.y).abs() >= TIP {
        return arrival;
    }
    let room = (end.y - last.y) / 2.0;
    Point::new(end.x, end.y - room.clamp(-TIP, TIP))
}

/// Straight where two points lie one above the other, else a curve that leaves and arrives upright.
fn smooth(start: Point, passed: Vec<Point>, end: Point) -> Vec<Piece> {
    let mut pieces = vec![Piece::Start(start)];
    let mut last = start;
    for point in passed.into_iter().chain([end]) {
        if (point.x - last.x).abs() < 0.05 {
            match pieces.last_mut() {
                Some(Piece::Line(to)) => *to = point,
                _ => pieces.push(Piece::Line(point)),
            }
        } else {
            let middle = (last.y + point.y) / 2.0;
            pieces.push(Piece::Curve(
                Point::new(last.x, middle),
                Point::new(point.x, middle),
                point,
            ));
        }
        last = point;
    }
    pieces
}

/// From a node to itself: out at its right side and in again.
fn around_side(center: Point, size: Size, vias: &[Point]) -> Vec<Piece> {
    let right = center.x + size.width / 2.0;
    let farthest = vias.iter().map(|it| it.x).fold(right + 20.0, f64::max);
    let (upper, lower) = (center.y - size.height / 6.0, center.y + size.height / 6.0);
    vec![
        Piece::Start(Point::new(right, upper)),
        Piece::Curve(
            Point::new(farthest, upper),
            Point::new(farthest, lower),
            Point::new(right, lower),
        ),
    ]
}
