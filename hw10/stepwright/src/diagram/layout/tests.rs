//! What holds for every picture: texts are within their boxes, boxes beside each other, and no line runs through a box.

use asl::StateMachine;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::model::{Diagram, NodeKind, Region};
use super::super::text::{self, NAME, SMALL};
use super::measure::{self, Outline};
use super::{Piece, PlacedNode, Point, Rect, Scene, scene};

/// What is wrong with the picture of a region.
fn faults(region: &Region) -> Vec<String> {
    let scene = scene(region);
    let mut faults = Vec::new();
    faults_of(region, &scene, &mut faults);
    faults.truncate(6);
    faults
}

fn faults_of(region: &Region, scene: &Scene, faults: &mut Vec<String>) {
    let boxes: Vec<_> = region.nodes.iter().zip(&scene.nodes).collect();
    for (index, (node, placed)) in boxes.iter().enumerate() {
        faults.extend(text_faults(node.kind, placed));
        let others = boxes
            .iter()
            .skip(index + 1)
            .filter(|(_, it)| overlap(&placed.area, &it.area));
        faults.extend(others.map(|(other, _)| format!("{} overlaps {}", node.name, other.name)));
        for (region, inner) in node.regions.iter().zip(&placed.inner) {
            if !holds(&placed.area, &inner.area) {
                faults.push(format!("a region is not within {}", node.name));
            }
            let outside = inner.scene.nodes.iter().filter(|it| !holds(&inner.area, &it.area));
            faults.extend(outside.map(|it| format!("{} is not within its region", it.name)));
            faults_of(region, &inner.scene, faults);
        }
    }
    faults.extend(label_faults(region, scene));
    faults.extend(line_faults(region, scene));
}

fn text_faults(kind: NodeKind, placed: &PlacedNode) -> Vec<String> {
    if matches!(kind, NodeKind::Start | NodeKind::End) {
        return Vec::new();
    }
    let room = match measure::outline(kind) {
        Outline::Diamond => placed.area.width * (1.0 - measure::NAME_LINE / placed.area.height),
        Outline::Box | Outline::Dot => placed.area.width - 8.0,
    };
    let lines = placed.lines.iter().map(|it| (it, SMALL));
    let texts = std::iter::once((&placed.name, NAME)).chain(lines);
    let too_wide = texts.filter(|(it, font)| text::width(it, *font) > room);
    let mut faults: Vec<_> = too_wide
        .map(|(it, _)| format!("`{it}` is wider than its box"))
        .collect();
    let text_height = measure::NAME_LINE + measure::SMALL_LINE * placed.lines.len() as f64;
    if text_height > placed.area.height {
        faults.push(format!("the text of {} is higher than its box", placed.name));
    }
    faults
}

/// Labels hold their text, and lie on no box and on no other label.
fn label_faults(region: &Region, scene: &Scene) -> Vec<String> {
    let labels: Vec<_> = scene.edges.iter().filter_map(|it| it.label.as_ref()).collect();
    let mut faults = Vec::new();
    for (index, (area, lines)) in labels.iter().enumerate() {
        let too_wide = lines.iter().filter(|it| text::width(it, SMALL) > area.width);
        faults.extend(too_wide.map(|it| format!("`{it}` is wider than its label")));
        let covered = region
            .nodes
            .iter()
            .zip(&scene.nodes)
            .filter(|(_, it)| overlap(area, &it.area));
        faults.extend(covered.map(|(node, _)| format!("{lines:?} lies on {}", node.name)));
        let others = labels.iter().skip(index + 1).filter(|(other, _)| overlap(area, other));
        faults.extend(others.map(|(_, other)| format!("{lines:?} lies on {other:?}")));
    }
    let labelled = region.edges.iter().filter(|it| !it.label.is_empty()).count();
    if labelled != labels.len() {
        faults.push(format!("{labelled} edges have a label, {} are drawn", labels.len()));
    }
    faults
}

/// A line begins and ends at its nodes, and runs through none.
fn line_faults(region: &Region, scene: &Scene) -> Vec<String> {
    let mut faults = Vec::new();
    for (edge, placed) in region.edges.iter().zip(&scene.edges) {
        let points = along(&placed.pieces);
        let ends = [(edge.from, points.first()), (edge.to, points.last())];
        for (node, end) in ends {
            if !end.is_some_and(|it| touches(&scene.nodes[node].area, it)) {
                faults.push(format!("a line does not touch {}", region.nodes[node].name));
            }
        }
        for (node, it) in region.nodes.iter().zip(&scene.nodes) {
            let outline = measure::outline(node.kind);
            if points.iter().any(|point| is_within(outline, &it.area, point)) {
                let (from, to) = (&region.nodes[edge.from].name, &region.nodes[edge.to].name);
                faults.push(format!("the line from {from} to {to} runs through {}", node.name));
            }
        }
    }
    faults
}

/// Points on a line, near enough to each other that no box fits between them.
fn along(pieces: &[Piece]) -> Vec<Point> {
    const STEPS: u32 = 40;
    let mut points: Vec<Point> = Vec::new();
    for piece in pieces {
        let from = points.last().copied();
        let (from, one, two, to) = match (*piece, from) {
            (Piece::Start(to), _) | (Piece::Line(to) | Piece::Curve(_, _, to), None) => {
                points.push(to);
                continue;
            }
            (Piece::Line(to), Some(from)) => (from, from, to, to),
            (Piece::Curve(one, two, to), Some(from)) => (from, one, two, to),
        };
        points.extend((1..=STEPS).map(|step| bezier([from, one, two, to], f64::from(step) / f64::from(STEPS))));
    }
    points
}

fn bezier(points: [Point; 4], at: f64) -> Point {
    let rest = 1.0 - at;
    let weights = [rest.powi(3), 3.0 * rest * rest * at, 3.0 * rest * at * at, at.powi(3)];
    let sum = |of: fn(&Point) -> f64| points.iter().map(of).zip(weights).map(|(it, weight)| it * weight).sum();
    Point::new(sum(|it| it.x), sum(|it| it.y))
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.x <= inner.x && inner.right() <= outer.right() && outer.y <= inner.y && inner.bottom() <= outer.bottom()
}

fn touches(area: &Rect, point: &Point) -> bool {
    let near = Rect {
        x: area.x - 2.0,
        y: area.y - 2.0,
        width: area.width + 4.0,
        height: area.height + 4.0,
    };
    is_within(Outline::Box, &near, point)
}

/// Whether the point lies within the outline, by more than a pixel.
fn is_within(outline: Outline, area: &Rect, point: &Point) -> bool {
    let center = area.center();
    let (dx, dy) = ((point.x - center.x).abs(), (point.y - center.y).abs());
    let (half_width, half_height) = (area.width / 2.0 - 1.0, area.height / 2.0 - 1.0);
    match outline {
        Outline::Box => dx < half_width && dy < half_height,
        Outline::Dot => dx.hypot(dy) < half_width,
        Outline::Diamond => dx / half_width + dy / half_height < 1.0,
    }
}

fn drawn(machine: &Value) -> Region {
    let machine = StateMachine::from_value(machine.clone()).expect("a machine that can be read");
    Diagram::of_machine("machine", &machine).region
}

/// The machines of the project that the generator has written.
fn generated() -> Vec<(String, Value)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let workflows = ["generated", "examples/generated"].iter().flat_map(|directory| {
        let entries = std::fs::read_dir(format!("{root}/{directory}")).expect("generated files");
        entries.map(|it| it.expect("an entry").path().join("state-machine.asl.json"))
    });
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a machine");
        (path.display().to_string(), serde_json::from_str(&text).expect("JSON"))
    };
    workflows.filter(|it| it.exists()).map(read).collect()
}

#[test]
fn every_generated_machine_is_laid_out_well() {
    let machines = generated();
    assert!(machines.len() >= 9, "{} machines", machines.len());
    for (path, machine) in machines {
        assert_eq!(faults(&drawn(&machine)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_state_that_leads_to_itself_has_a_loop_at_its_side() {
    let machine = json!({ "QueryLanguage": "JSONata", "StartAt": "Poll", "States": {
        "Poll": { "Type": "Choice", "Choices": [
            { "Condition": "{% $again %}", "Next": "Poll" },
            { "Condition": "{% $much_later %}", "Next": "Poll" }
        ], "Default": "Done" },
        "Done": { "Type": "Succeed" }
    }});
    assert_eq!(faults(&drawn(&machine)), Vec::<String>::new());
}

#[test]
fn a_large_region_is_a_column_with_lanes() {
    let name = |index: usize| format!("Step{index}");
    let state = |index: usize| match index {
        399 => json!({ "Type": "Succeed" }),
        _ if index.is_multiple_of(5) => json!({ "Type": "Choice", "Choices": [
            { "Condition": "{% $skip %}", "Next": name((index + 7).min(399)) },
            { "Condition": "{% $back %}", "Next": name(index / 2) }
        ], "Default": name(index + 1) }),
        _ => json!({ "Type": "Pass", "Next": name(index + 1) }),
    };
    let states: serde_json::Map<_, _> = (0..400).map(|index| (name(index), state(index))).collect();
    let machine = json!({ "QueryLanguage": "JSONata", "StartAt": "Step0", "States": states });
    assert_eq!(faults(&drawn(&machine)), Vec::<String>::new());
}

/// A region of a few states that lead to each other in any way, the states within some of them too.
fn states(depth: u32) -> BoxedStrategy<Value> {
    let target = 0..6_usize;
    let next = target.clone().prop_map(|to| json!({ "Next": format!("S{to}") }));
    let next = prop_oneof![3 => next, 1 => Just(json!({ "End": true }))];
    let text = prop_oneof!["[a-z]{1,8}", "[a-zA-Z]{60,80}", ".{1,40}"];
    let catch = prop::collection::vec((text.clone(), target.clone()), 0..3);
    let task = (next.clone(), catch).prop_map(|(mut state, catch)| {
        let catch = catch.into_iter();
        let catch = catch.map(|(error, to)| json!({ "ErrorEquals": [error], "Next": format!("S{to}") }));
        state["Type"] = json!("Task");
        state["Resource"] = json!("arn:aws:states:::lambda:invoke");
        state["Catch"] = catch.collect();
        state
    });
    let choice = prop::collection::vec((text, target), 1..4).prop_map(|rules| {
        let rule =
            |(it, to): (String, usize)| json!({ "Condition": format!("{{% {it} %}}"), "Next": format!("S{to}") });
        json!({ "Type": "Choice", "Choices": rules.into_iter().map(rule).collect::<Vec<_>>(), "Default": "S0" })
    });
    let leaf = prop_oneof![task, choice, Just(json!({ "Type": "Succeed" }))];
    let state = if depth == 0 {
        leaf.boxed()
    } else {
        let parallel = (prop::collection::vec(states(depth - 1), 1..3), next).prop_map(|(branches, mut state)| {
            state["Type"] = json!("Parallel");
            state["Branches"] = json!(branches);
            state
        });
        prop_oneof![4 => leaf, 1 => parallel].boxed()
    };
    let named = |states: Vec<Value>| {
        let named = states.into_iter().enumerate();
        named
            .map(|(index, state)| (format!("S{index}"), state))
            .collect::<serde_json::Map<_, _>>()
    };
    prop::collection::vec(state, 6..=6)
        .prop_map(move |states| json!({ "StartAt": "S0", "States": named(states) }))
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_machine_is_laid_out_well(mut machine in states(1)) {
        machine["QueryLanguage"] = json!("JSONata");
        prop_assert_eq!(faults(&drawn(&machine)), Vec::<String>::new());
    }
}
