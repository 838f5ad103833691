//! Where everything in a diagram goes, and how large it is. Regions are laid out from the inside out: a Parallel or a
//! Map is a box as large as what is in it, since no edge enters it. Knows text and boxes, and neither colours nor SVG.
//!
//! Sizes come from [`measure`], positions from [`layered`] (from [`column`] where a region is too large for it), the
//! lines of edges from [`route`].

mod column;
mod geometry;
mod layered;
mod measure;
mod route;
#[cfg(test)]
mod tests;

use geometry::Size;
pub(super) use geometry::{Point, Rect, tenths};
pub(super) use measure::{CYLINDER_LID, NAME_LINE, PADDING_Y, SMALL_LINE};
pub(super) use route::Piece;

use super::model::Region;
use measure::Measured;
use route::Link;

/// How many nodes a region has at most to be laid out in layers. The time for that grows faster than the region, and
/// nobody reads a picture of so many nodes.
const LAYERED_NODES_MAX: usize = 250;

/// The space around the contents of a region.
const MARGIN: f64 = 14.0;

/// A region with everything in its place.
#[derive(Debug)]
pub(super) struct Scene {
    /// How large it is.
    pub size: Size,
    /// Its nodes, in the region's order.
    pub nodes: Vec<PlacedNode>,
    /// Its edges, in the region's order.
    pub edges: Vec<PlacedEdge>,
}

/// A node in its place.
#[derive(Debug)]
pub(super) struct PlacedNode {
    /// Where it is.
    pub area: Rect,
    /// Its name, as much of it as fits.
    pub name: String,
    /// The lines beneath its name, as much of each as fits.
    pub lines: Vec<String>,
    /// What is in it.
    pub inner: Vec<Inner>,
}

/// A region within a node.
#[derive(Debug)]
pub(super) struct Inner {
    /// Where it is.
    pub area: Rect,
    /// What is in it.
    pub scene: Scene,
}

/// An edge in its place.
#[derive(Debug)]
pub(super) struct PlacedEdge {
    /// Its line, from its beginning to its end.
    pub pieces: Vec<Piece>,
    /// What stands beside it, and where.
    pub label: Option<(Rect, Vec<String>)>,
}

/// Where nodes, labels and the corners of edges go, before lines are drawn.
struct Placement {
    /// The centre of each node.
    centers: Vec<Point>,
    /// What each edge passes through.
    vias: Vec<Vec<Point>>,
    /// The centre of each edge's label.
    labels: Vec<Option<Point>>,
}

/// Lays a region out.
pub(super) fn scene(region: &Region) -> Scene {
    let direction = region.direction;
    let measured: Vec<_> = region.nodes.iter().map(measure::node).collect();
    let labels: Vec<_> = region.edges.iter().map(measure::label).collect();
    let sizes: Vec<_> = measured.iter().map(|it| direction.turn_size(it.size)).collect();
    let link = |(edge, (size, _)): (_, &(Size, _))| Link::new(edge, direction.turn_size(*size));
    let links: Vec<_> = region.edges.iter().zip(&labels).map(link).collect();

    let placement = if region.nodes.len() <= LAYERED_NODES_MAX {
        layered::place(&sizes, &links)
    } else {
        column::place(&sizes, &links)
    };
    let shapes: Vec<_> = region.nodes.iter().map(|it| measure::outline(it.kind)).collect();
    let mut routes = route::draw(&sizes, &shapes, &links, &placement);
    routes.iter_mut().flatten().for_each(|piece| piece.turn(direction));

    let nodes = measured.into_iter().zip(&placement.centers);
    let nodes = nodes.map(|(it, center)| it.at(direction.turn(*center))).collect();
    let label = |(center, (size, lines)): (&Option<Point>, (Size, Vec<String>))| {
        let center = direction.turn((*center)?);
        Some((Rect::around(center, size), lines))
    };
    let labels = placement.labels.iter().zip(labels).map(label);
    let edges = routes.into_iter().zip(labels);
    let edges = edges.map(|(pieces, label)| PlacedEdge { pieces, label }).collect();
    fitted(nodes, edges)
}

/// The scene, moved so that its contents begin at the margin, and as large as they are.
fn fitted(nodes: Vec<PlacedNode>, edges: Vec<PlacedEdge>) -> Scene {
    let corners = |area: &Rect| [Point::new(area.x, area.y), Point::new(area.right(), area.bottom())];
    let nodes_corners = nodes.iter().flat_map(|it| corners(&it.area));
    let labels_corners = edges
        .iter()
        .filter_map(|it| it.label.as_ref())
        .flat_map(|it| corners(&it.0));
    let line_points = edges.iter().flat_map(|it| &it.pieces).flat_map(Piece::points);
    let all: Vec<_> = nodes_corners.chain(labels_corners).chain(line_points).collect();
    let least = |of: fn(&Point) -> f64| all.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&Point) -> f64| all.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, top) = (least(|it| it.x), least(|it| it.y));
    let size = Size {
        width: most(|it| it.x) - left + 2.0 * MARGIN,
        height: most(|it| it.y) - top + 2.0 * MARGIN,
    };
    let mut scene = Scene { size, nodes, edges };
    scene.shift(MARGIN - left, MARGIN - top);
    scene
}

impl Scene {
    fn shift(&mut self, dx: f64, dy: f64) {
        for node in &mut self.nodes {
            node.area.shift(dx, dy);
            for inner in &mut node.inner {
                inner.area.shift(dx, dy);
                inner.scene.shift(dx, dy);
            }
        }
        for edge in &mut self.edges {
            edge.pieces.iter_mut().for_each(|piece| piece.shift(dx, dy));
            if let Some((area, _)) = &mut edge.label {
                area.shift(dx, dy);
            }
        }
    }
}

impl Measured {
    /// The node with its centre there.
    fn at(self, center: Point) -> PlacedNode {
        let area = Rect::around(center, self.own);
        let mut inner = self.inner;
        for it in &mut inner {
            it.area.shift(area.x, area.y);
            it.scene.shift(it.area.x, it.area.y);
        }
        PlacedNode {
            area,
            name: self.name,
            lines: self.lines,
            inner,
        }
    }
}
