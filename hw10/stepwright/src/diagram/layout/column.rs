//! One node below the other, in their own order; an edge that skips nodes runs in a lane at their right.

use super::Placement;
use super::geometry::{Point, Size};
use super::route::Link;

const GAP: f64 = 70.0;
const LANE_GAP: f64 = 26.0;
const LANES: usize = 12;

pub(super) fn place(nodes: &[Size], links: &[Link]) -> Placement {
    let centers = centers(nodes);
    let half_width = nodes.iter().map(|it| it.width / 2.0).fold(0.0, f64::max);
    let via = |(index, link): (usize, &Link)| {
        let lane = half_width + LANE_GAP * (1 + index % LANES) as f64;
        vias(nodes, &centers, link, lane)
    };
    let vias: Vec<_> = links.iter().enumerate().map(via).collect();
    let lanes_end = half_width + LANE_GAP * (1 + LANES) as f64;
    // The labels of lanes stand at the right of them all, one below the other.
    let mut free = f64::NEG_INFINITY;
    let label = |(link, via): (&Link, &Vec<Point>)| {
        let first = *via.first().filter(|_| link.label.width > 0.0)?;
        if link.is_step() {
            return Some(first);
        }
        let y = first.y.max(free + link.label.height / 2.0);
        free = y + link.label.height / 2.0;
        Some(Point::new(lanes_end + link.label.width / 2.0, y))
    };
    let labels = links.iter().zip(&vias).map(label).collect();
    Placement { centers, vias, labels }
}

fn centers(nodes: &[Size]) -> Vec<Point> {
    let mut top = 0.0;
    let center = |size: &Size| {
        let center = Point::new(0.0, top + size.height / 2.0);
        top += size.height + GAP;
        center
    };
    nodes.iter().map(center).collect()
}

/// Straight down to the next node; else into the lane at the gap below the one node and out of it at that above the
/// other (upwards: the other way round).
fn vias(nodes: &[Size], centers: &[Point], link: &Link, lane: f64) -> Vec<Point> {
    let below = |node: usize| centers[node].y + nodes[node].height / 2.0 + GAP / 2.0;
    let above = |node: usize| centers[node].y - nodes[node].height / 2.0 - GAP / 2.0;
    if link.is_step() {
        return vec![Point::new(0.0, below(link.from))];
    }
    let (leave, arrive) = (below(link.from), above(link.to));
    vec![Point::new(lane, leave), Point::new(lane, arrive)]
}
