//! Layers from top to bottom, edges from one to the next: the Sugiyama method, as the crate `dagre` does it.

use std::collections::BTreeSet;

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use super::Placement;
use super::geometry::{Point, Size, tenths};
use super::route::Link;

const NODE_GAP: f64 = 34.0;
const EDGE_GAP: f64 = 22.0;
const LAYER_GAP: f64 = 60.0;

pub(super) fn place(nodes: &[Size], links: &[Link]) -> Placement {
    let mut graph = graph(nodes, links);
    let options = LayoutOptions {
        nodesep: NODE_GAP,
        edgesep: EDGE_GAP,
        ranksep: LAYER_GAP,
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    let center = |index: usize| {
        let node = graph.node(&index.to_string())?;
        Some(Point::new(node.x?, node.y?))
    };
    let drawn = |index: usize| {
        let Link { from, to, .. } = links[index];
        graph.edge(&from.to_string(), &to.to_string(), Some(&index.to_string()))
    };
    let label = |index: usize| {
        let edge = drawn(index).filter(|_| links[index].label.width > 0.0)?;
        Some(Point::new(edge.x?, edge.y?))
    };
    let vias = |index: usize| drawn(index).map(between_ends).unwrap_or_default();
    let mut placement = Placement {
        centers: (0..nodes.len())
            .map(|index| center(index).expect("every node is placed"))
            .collect(),
        vias: (0..links.len()).map(vias).collect(),
        labels: (0..links.len()).map(label).collect(),
    };
    forget_empty_layers(&mut placement);
    placement
}

/// Between two layers there is one with nothing in it, where there are no labels: an edge bends better without it.
fn forget_empty_layers(placement: &mut Placement) {
    let labels = placement.labels.iter().flatten();
    let taken: BTreeSet<_> = placement.centers.iter().chain(labels).map(|it| tenths(it.y)).collect();
    for vias in &mut placement.vias {
        vias.retain(|via| taken.contains(&tenths(via.y)));
    }
}

fn graph(nodes: &[Size], links: &[Link]) -> Graph<NodeLabel, EdgeLabel> {
    let mut graph = Graph::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    for (index, size) in nodes.iter().enumerate() {
        let node = NodeLabel {
            width: size.width,
            height: size.height,
            ..NodeLabel::default()
        };
        graph.set_node(index.to_string(), Some(node));
    }
    for (index, link) in links.iter().enumerate() {
        let edge = EdgeLabel {
            width: link.label.width,
            height: link.label.height,
            weight: link.weight,
            labelpos: dagre::layout::types::LabelPos::Center,
            ..EdgeLabel::default()
        };
        let name = index.to_string();
        graph.set_edge(link.from.to_string(), link.to.to_string(), Some(edge), Some(&name));
    }
    graph
}

/// What an edge passes through, without the points where it touches its nodes.
fn between_ends(edge: &EdgeLabel) -> Vec<Point> {
    let inner = edge.points.len().saturating_sub(2);
    let points = edge.points.iter().skip(1).take(inner);
    points.map(|it| Point::new(it.x, it.y)).collect()
}
