//! The SVG of a diagram, read again by an XML parser: it shows every state and every transition, and nothing else.

use std::collections::BTreeMap;

use asl::{Branch, StateKind, Transition};
use roxmltree::{Document, Node};
use stepwright::diagram::{Diagram, Node as DiagramNode, Region};

use super::{HOSTILE, generated, hostile};

/// How often there is each of some things.
type Counts<T> = BTreeMap<T, usize>;

fn count<T: Ord>(things: impl IntoIterator<Item = T>) -> Counts<T> {
    let mut counts = Counts::new();
    things.into_iter().for_each(|it| *counts.entry(it).or_default() += 1);
    counts
}

fn read(svg: &str) -> Document<'_> {
    Document::parse(svg).expect("well-formed XML")
}

fn of_class<'a>(document: &'a Document<'a>, class: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    let has = move |it: &Node| {
        let classes = it.attribute("class").unwrap_or_default();
        classes.split(' ').any(|it| it == class)
    };
    document
        .descendants()
        .filter(move |it| it.has_tag_name(("http://www.w3.org/2000/svg", "g")) && has(it))
}

fn attribute(node: &Node, name: &str) -> String {
    node.attribute(name).expect(name).to_owned()
}

/// Every state of a branch, and of the branches in it.
fn states(branch: &Branch) -> Vec<String> {
    let inner = branch
        .states
        .values()
        .flat_map(|it| it.kind.branches())
        .flat_map(states);
    branch.states.keys().cloned().chain(inner).collect()
}

/// Every transition: where from, where to, and how it is drawn.
fn transitions(branch: &Branch) -> Vec<(String, String, &'static str)> {
    let mut all = vec![("Start".to_owned(), branch.start_at.clone(), "next")];
    for (name, state) in &branch.states {
        let mut go = |to: &str, class| all.push((name.clone(), to.to_owned(), class));
        let (transition, catch) = match &state.kind {
            StateKind::Task(it) => (Some(&it.transition), &it.catch[..]),
            StateKind::Parallel(it) => (Some(&it.transition), &it.catch[..]),
            StateKind::Map(it) => (Some(&it.transition), &it.catch[..]),
            StateKind::Pass(it) => (Some(&it.transition), &[][..]),
            StateKind::Wait(it) => (Some(&it.transition), &[][..]),
            StateKind::Choice(choice) => {
                choice.choices.iter().for_each(|it| go(&it.next, "rule"));
                choice.default.iter().for_each(|it| go(it, "default"));
                (None, &[][..])
            }
            StateKind::Succeed(_) | StateKind::Fail(_) => (None, &[][..]),
        };
        match transition {
            Some(Transition::Next(next)) => go(next, "next"),
            Some(Transition::End) => go("End", "next"),
            None => {}
        }
        catch.iter().for_each(|it| go(&it.next, "catch"));
        all.extend(state.kind.branches().iter().flat_map(transitions));
    }
    all
}

#[test]
fn every_state_is_a_node_and_every_transition_an_edge() {
    for (path, machine) in generated() {
        let svg = Diagram::of_machine("machine", &machine).to_svg();
        let document = read(&svg);
        let is_marker = |it: &Node| ["node start", "node end"].contains(&it.attribute("class").unwrap_or_default());
        let nodes = of_class(&document, "node").filter(|it| !is_marker(it));
        let drawn = count(nodes.map(|it| attribute(&it, "data-name")));
        assert_eq!(drawn, count(states(&machine.branch)), "{path}");

        let edges = of_class(&document, "edge").filter(|it| it.has_attribute("data-from"));
        let drawn = edges.map(|it| {
            let class = attribute(&it, "class").replacen("edge ", "", 1);
            (attribute(&it, "data-from"), attribute(&it, "data-to"), class)
        });
        let expected = transitions(&machine.branch).into_iter();
        let expected = expected.map(|(from, to, class)| (from, to, class.to_owned()));
        assert_eq!(count(drawn), count(expected), "{path}");
    }
}

#[test]
fn a_picture_is_small_self_contained_and_told_to_who_cannot_see_it() {
    for (path, machine) in generated() {
        let svg = Diagram::of_machine("the name", &machine).to_svg();
        assert!(svg.len() <= 64 * 1024, "{path}: {} bytes", svg.len());
        let document = read(&svg);
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let texts: Vec<_> = root
            .children()
            .filter(Node::is_element)
            .take(2)
            .map(|it| it.text())
            .collect();
        assert_eq!(texts[0], Some("the name"));
        assert!(
            texts[1].is_some_and(|it| it.contains(&machine.branch.start_at)),
            "{path}"
        );
        assert_eq!(
            svg.matches("http").count(),
            1,
            "{path}: the namespace is no link, and there is no other"
        );
        assert!(svg.contains("prefers-color-scheme:dark"));
    }
}

#[test]
fn the_same_machine_gives_the_same_bytes() {
    for (path, machine) in generated() {
        let draw = || Diagram::of_machine("machine", &machine).to_svg();
        let first = draw();
        assert!((0..5).all(|_| draw() == first), "{path}");
    }
}

#[test]
fn hostile_names_are_text() {
    let diagram = hostile();
    let svg = diagram.to_svg();
    let document = read(&svg);
    let names: Vec<_> = of_class(&document, "node")
        .filter_map(|it| it.attribute("data-name"))
        .collect();
    for name in HOSTILE {
        let shown = name.replace(['\u{7}', '\u{fffe}'], "\u{fffd}").replace('\t', " ");
        assert!(names.contains(&shown.as_str()), "{shown}");
    }
    assert!(!svg.contains("<b>") && !svg.contains("]]>"));
}

/// A picture without its retries, faults and conditions would be half a picture.
#[test]
fn what_stands_in_a_node_is_shown_or_elided_and_then_told_whole() {
    for (path, machine) in generated() {
        let diagram = Diagram::of_machine("machine", &machine);
        let svg = diagram.to_svg();
        let document = read(&svg);
        let texts: Vec<_> = document.descendants().filter_map(|it| it.text()).collect();
        for node in nodes(&diagram.region) {
            for line in &node.lines {
                assert!(texts.iter().any(|it| it.contains(line)), "{path}: {line}");
            }
        }
    }
}

fn nodes(region: &Region) -> Vec<&DiagramNode> {
    let inner = region.nodes.iter().flat_map(|it| &it.regions).flat_map(nodes);
    region.nodes.iter().chain(inner).collect()
}
