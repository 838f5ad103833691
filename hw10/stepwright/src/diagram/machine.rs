//! The diagram of a state machine: a node for each state, an edge for each transition, and a marker where each region
//! begins and ends.

use std::collections::BTreeMap;

use asl::{Branch, Catcher, Choice, Retrier, State, StateKind, StateMachine, Transition, WaitUntil};

use super::model::{Diagram, Edge, EdgeKind, Node, NodeKind, Region};
use super::words;

impl Diagram {
    /// The diagram of a state machine.
    pub fn of_machine(name: &str, machine: &StateMachine) -> Diagram {
        let region = region(&machine.branch);
        let states = machine.branch.states.len();
        let comment = machine.comment.as_deref().unwrap_or("A state machine.");
        Diagram {
            title: name.to_owned(),
            description: format!(
                "{comment} It starts at {}; its outermost scope has {states} {}.",
                machine.branch.start_at,
                if states == 1 { "state" } else { "states" }
            ),
            region,
        }
    }
}

/// The nodes of a branch: the start marker, the states as defined, and the end marker if a state ends the branch.
fn region(branch: &Branch) -> Region {
    let mut drawing = Drawing::default();
    let start = drawing.add(Node::new(NodeKind::Start, "Start"));
    for (name, state) in &branch.states {
        let index = drawing.add(node(name, state));
        drawing.index_of.insert(name, index);
    }
    drawing.go(start, &branch.start_at, EdgeKind::Next);
    for (index, state) in branch.states.values().enumerate() {
        drawing.leave(start + 1 + index, state);
    }
    drawing.region
}

/// A region in the making.
#[derive(Default)]
struct Drawing<'a> {
    region: Region,
    index_of: BTreeMap<&'a str, usize>,
    end: Option<usize>,
}

impl<'a> Drawing<'a> {
    fn add(&mut self, node: Node) -> usize {
        self.region.nodes.push(node);
        self.region.nodes.len() - 1
    }

    /// Draws an edge to the state of that name.
    fn go(&mut self, from: usize, to: &'a str, kind: EdgeKind) -> &mut Edge {
        let to = match self.index_of.get(to) {
            Some(index) => *index,
            None => self.undefined(to),
        };
        self.region.edges.push(Edge::new(from, to, kind));
        self.region.edges.last_mut().expect("an edge was just drawn")
    }

    /// A state that the machine does not have is drawn as such.
    fn undefined(&mut self, name: &'a str) -> usize {
        let mut node = Node::new(NodeKind::Undefined, name);
        node.lines.push("is not defined".to_owned());
        let index = self.add(node);
        self.index_of.insert(name, index);
        index
    }

    /// Draws every edge that leaves a state.
    fn leave(&mut self, from: usize, state: &'a State) {
        match &state.kind {
            StateKind::Task(task) => self.go_on(from, &task.transition, &task.catch),
            StateKind::Parallel(parallel) => self.go_on(from, &parallel.transition, &parallel.catch),
            StateKind::Map(map) => self.go_on(from, &map.transition, &map.catch),
            StateKind::Choice(choice) => self.choose(from, choice),
            StateKind::Pass(pass) => self.go_on(from, &pass.transition, &[]),
            StateKind::Wait(wait) => self.go_on(from, &wait.transition, &[]),
            StateKind::Succeed(_) | StateKind::Fail(_) => {}
        }
    }

    fn go_on(&mut self, from: usize, transition: &'a Transition, catchers: &'a [Catcher]) {
        match transition {
            Transition::Next(next) => {
                self.go(from, next, EdgeKind::Next);
            }
            Transition::End => self.end(from),
        }
        for catcher in catchers {
            let edge = self.go(from, &catcher.next, EdgeKind::Catch);
            edge.label = words::error_names(&catcher.error_equals);
            edge.details = format!("catches {}", catcher.error_equals.join(", "));
        }
    }

    fn end(&mut self, from: usize) {
        let end = match self.end {
            Some(end) => end,
            None => self.add(Node::new(NodeKind::End, "End")),
        };
        self.end = Some(end);
        self.region.edges.push(Edge::new(from, end, EdgeKind::Next));
    }

    fn choose(&mut self, from: usize, choice: &'a Choice) {
        for rule in &choice.choices {
            let edge = self.go(from, &rule.next, EdgeKind::Rule);
            edge.label = vec![words::expression(&rule.condition)];
            edge.details = match &rule.comment {
                Some(comment) => format!("{comment}\n{}", rule.condition),
                None => rule.condition.clone(),
            };
        }
        if let Some(default) = &choice.default {
            let edge = self.go(from, default, EdgeKind::Default);
            edge.label = vec!["default".to_owned()];
            edge.details = "when no other rule holds".to_owned();
        }
    }
}

fn node(name: &str, state: &State) -> Node {
    let mut node = Node::new(kind(&state.kind), name);
    node.lines = lines(state);
    node.lines.retain(|line| !line.is_empty());
    node.details = details(state);
    node.regions = state.kind.branches().iter().map(region).collect();
    node
}

fn kind(kind: &StateKind) -> NodeKind {
    match kind {
        StateKind::Task(_) => NodeKind::Task,
        StateKind::Parallel(_) => NodeKind::Parallel,
        StateKind::Map(map) => match map.item_processor.mode {
            asl::ProcessorMode::Inline => NodeKind::Map,
            asl::ProcessorMode::Distributed(_) => NodeKind::DistributedMap,
        },
        StateKind::Choice(_) => NodeKind::Choice,
        StateKind::Pass(_) => NodeKind::Pass,
        StateKind::Wait(_) => NodeKind::Wait,
        StateKind::Succeed(_) => NodeKind::Succeed,
        StateKind::Fail(_) => NodeKind::Fail,
    }
}

/// What stands beneath a state's name.
fn lines(state: &State) -> Vec<String> {
    match &state.kind {
        StateKind::Task(task) => {
            let (callee, pattern) = words::callee(task);
            let timeout = task.timeout_seconds.as_ref().map(words::seconds);
            let timeout = timeout.map(|it| format!("timeout {it}"));
            vec![
                callee.words(pattern),
                words::join([timeout, words::retries(&task.retry)]),
            ]
        }
        StateKind::Parallel(parallel) => {
            let branches = format!("Parallel, {} branches", parallel.branches.len());
            vec![words::join([Some(branches), words::retries(&parallel.retry)])]
        }
        StateKind::Map(map) => {
            let mut lines = words::map(map);
            lines.extend(words::retries(&map.retry));
            lines
        }
        StateKind::Choice(_) => Vec::new(),
        StateKind::Pass(_) => {
            let names: Vec<_> = state.assign.keys().map(String::as_str).collect();
            let sets = (!names.is_empty()).then(|| format!("sets {}", names.join(", ")));
            vec![sets.unwrap_or_else(|| "Pass".to_owned())]
        }
        StateKind::Wait(wait) => vec![match &wait.until {
            WaitUntil::Seconds(seconds) => format!("waits {}", words::seconds(seconds)),
            WaitUntil::Timestamp(moment) => format!("waits until {}", words::expression(moment)),
        }],
        StateKind::Succeed(_) => vec!["succeeds".to_owned()],
        StateKind::Fail(fail) => vec![words::failure(fail.error.as_deref())],
    }
}

/// What is said of a state to a reader who points at it.
fn details(state: &State) -> Vec<String> {
    let mut details = vec![state.kind.name().to_owned()];
    details.extend(state.comment.clone());
    match &state.kind {
        StateKind::Task(task) => {
            details.push(task.resource.clone());
            let heartbeat = task.heartbeat_seconds.as_ref().map(words::seconds);
            details.extend(heartbeat.map(|it| format!("heartbeat every {it}")));
            details.extend(retriers(&task.retry));
        }
        StateKind::Parallel(parallel) => details.extend(retriers(&parallel.retry)),
        StateKind::Map(map) => details.extend(retriers(&map.retry)),
        StateKind::Fail(fail) => details.extend(fail.cause.clone()),
        StateKind::Choice(_) | StateKind::Pass(_) | StateKind::Wait(_) | StateKind::Succeed(_) => {}
    }
    details
}

fn retriers(retriers: &[Retrier]) -> impl Iterator<Item = String> + '_ {
    retriers.iter().map(words::retrier)
}
