//! A diagram as Mermaid source: a flowchart, its nodes numbered in the order in which they stand, so that no name can be
//! taken for syntax.

use std::fmt::Write as _;

use super::model::{Diagram, Direction, Edge, EdgeKind, Node, NodeKind, Region};

/// The lines around the boxes of each kind that has a colour: one that is seen on white and on black.
const CLASSES: [(&str, &str); 6] = [
    ("fail", "stroke:#d64545,stroke-width:2px"),
    ("succeed", "stroke:#2e9d5b,stroke-width:2px"),
    ("choice", "stroke:#c98a1b,stroke-width:2px"),
    ("task", "stroke:#3b82d6,stroke-width:2px"),
    ("function", "stroke:#e07b28,stroke-width:2px"),
    ("machine", "stroke:#d6459b,stroke-width:2px"),
];

impl Diagram {
    /// The diagram as Mermaid source.
    pub fn to_mermaid(&self) -> String {
        let mut source = Source::default();
        let _ = writeln!(source.text, "flowchart {}", way(self.region.direction));
        source.region(&self.region, "n", 1);
        source.classes();
        source.text
    }
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Down => "TD",
        Direction::Right => "LR",
    }
}

#[derive(Default)]
struct Source {
    text: String,
    /// The nodes of each class, in the order of [`CLASSES`].
    members: [Vec<String>; CLASSES.len()],
}

impl Source {
    /// The nodes of a region, then its edges. The identifiers begin with that of the node that the region is in.
    fn region(&mut self, region: &Region, prefix: &str, depth: usize) {
        for (index, node) in region.nodes.iter().enumerate() {
            self.node(node, &format!("{prefix}{index}"), depth);
        }
        for edge in &region.edges {
            self.edge(edge, prefix, depth);
        }
    }

    fn node(&mut self, node: &Node, id: &str, depth: usize) {
        let class = CLASSES.iter().position(|(class, _)| *class == class_of(node.kind));
        if let Some(class) = class {
            self.members[class].push(id.to_owned());
        }
        if node.regions.is_empty() {
            let (open, close) = brackets(node.kind);
            self.line(depth, &format!("{id}{open}\"{}\"{close}", text(node, "<br>")));
            return;
        }
        // Mermaid makes room for one line of a subgraph's title.
        self.line(depth, &format!("subgraph {id} [\"{}\"]", text(node, " · ")));
        if node.kind == NodeKind::Parallel {
            self.line(depth + 1, "direction LR");
        }
        for (index, region) in node.regions.iter().enumerate() {
            let branch = format!("{id}_{index}");
            if node.kind == NodeKind::Parallel {
                self.line(depth + 1, &format!("subgraph {branch} [\"branch {}\"]", index + 1));
                self.inner(region, &branch, depth + 2);
                self.line(depth + 1, "end");
            } else {
                self.inner(region, &branch, depth + 1);
            }
        }
        self.line(depth, "end");
    }

    /// The region of a subgraph.
    fn inner(&mut self, region: &Region, id: &str, depth: usize) {
        self.line(depth, &format!("direction {}", way(region.direction)));
        self.region(region, &format!("{id}_"), depth);
    }

    fn edge(&mut self, edge: &Edge, prefix: &str, depth: usize) {
        let arrow = match edge.kind {
            EdgeKind::Next | EdgeKind::Rule | EdgeKind::Default | EdgeKind::Call => "-->",
            EdgeKind::Catch | EdgeKind::Log => "-.->",
        };
        let label = lines(&edge.label, "<br>");
        let label = if label.is_empty() {
            label
        } else {
            format!("|\"{label}\"|")
        };
        let (from, to) = (edge.from, edge.to);
        self.line(depth, &format!("{prefix}{from} {arrow}{label} {prefix}{to}"));
    }

    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = depth * 4);
    }

    fn classes(&mut self) {
        let members = std::mem::take(&mut self.members);
        for ((class, style), members) in CLASSES.into_iter().zip(members) {
            if !members.is_empty() {
                self.line(1, &format!("classDef {class} {style}"));
                self.line(1, &format!("class {} {class}", members.join(",")));
            }
        }
    }
}

fn class_of(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Undefined => NodeKind::Fail.word(),
        other => other.word(),
    }
}

/// What is written around a node's text for its shape.
fn brackets(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Start => ("((", "))"),
        NodeKind::End => ("(((", ")))"),
        NodeKind::Choice => ("{", "}"),
        NodeKind::Wait => ("(", ")"),
        NodeKind::Succeed | NodeKind::Client => ("([", "])"),
        NodeKind::Table => ("[(", ")]"),
        NodeKind::Api => ("{{", "}}"),
        NodeKind::Function => ("[[", "]]"),
        NodeKind::Task
        | NodeKind::Pass
        | NodeKind::Fail
        | NodeKind::Undefined
        | NodeKind::StateMachine
        | NodeKind::Action
        | NodeKind::Logs
        | NodeKind::Parallel
        | NodeKind::Map
        | NodeKind::DistributedMap
        | NodeKind::Calls => ("[", "]"),
    }
}

fn text(node: &Node, separator: &str) -> String {
    let all: Vec<_> = std::iter::once(&node.name).chain(&node.lines).cloned().collect();
    lines(&all, separator)
}

fn lines(lines: &[String], separator: &str) -> String {
    let lines: Vec<_> = lines.iter().map(|it| escape(it)).collect();
    lines.join(separator)
}

/// A text between quotes. Mermaid reads `#name;` and `#number;` as HTML's entities; all that it, its Markdown or HTML
/// could take for anything else than text is written so.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("#quot;"),
            '&' => escaped.push_str("#amp;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '#' | '`' | '*' | '~' | '\\' | '%' | '$' => {
                let _ = write!(escaped, "#{};", character as u32);
            }
            _ if character.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}
