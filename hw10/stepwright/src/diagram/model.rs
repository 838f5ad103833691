//! The graph that is drawn: nodes, edges, and regions within nodes. Knows neither machines nor pictures.

/// A picture to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// What is shown.
    pub title: String,
    /// What a reader who cannot see the picture is told of it.
    pub description: String,
    /// The outermost nodes.
    pub region: Region,
}

/// Which way the edges of a region run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From top to bottom, as a state machine is read.
    #[default]
    Down,
    /// From left to right, as a request travels.
    Right,
}

/// Nodes and the edges between them. No edge leaves its region: ASL has no transition into a Parallel or a Map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Region {
    /// Which way the edges run.
    pub direction: Direction,
    /// The nodes, the first of them the start.
    pub nodes: Vec<Node>,
    /// The edges, each between two of the nodes.
    pub edges: Vec<Edge>,
}

/// A thing in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// What is said of it beneath its name, a line each.
    pub lines: Vec<String>,
    /// What is said of it to a reader who points at it, a line each.
    pub details: Vec<String>,
    /// What is in it: the branches of a Parallel, the processor of a Map.
    pub regions: Vec<Region>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// Where a machine or a branch begins.
    Start,
    /// Where a machine or a branch ends well.
    End,
    /// A Task state.
    Task,
    /// A Choice state.
    Choice,
    /// A Pass state.
    Pass,
    /// A Wait state.
    Wait,
    /// A Succeed state.
    Succeed,
    /// A Fail state.
    Fail,
    /// A Parallel state.
    Parallel,
    /// A Map state whose items are worked on in the execution itself.
    Map,
    /// A Map state whose items are worked on in executions of their own.
    DistributedMap,
    /// A state that is gone to, but that the machine does not have.
    Undefined,
    /// The parts of a service, and who calls whom.
    Calls,
    /// Whoever calls the service.
    Client,
    /// An API in front of state machines.
    Api,
    /// A state machine.
    StateMachine,
    /// A Lambda function.
    Function,
    /// An action of another service.
    Action,
    /// A table.
    Table,
    /// A log.
    Logs,
}

/// A way from one node to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The index of the node that it leaves.
    pub from: usize,
    /// The index of the node that it reaches.
    pub to: usize,
    /// When it is taken.
    pub kind: EdgeKind,
    /// What stands beside it, a line each.
    pub label: Vec<String>,
    /// What is said of it to a reader who points at it.
    pub details: String,
}

/// When an edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// When the state is done.
    Next,
    /// When the rule of a Choice holds.
    Rule,
    /// When no rule of a Choice holds.
    Default,
    /// When the state has failed.
    Catch,
    /// A call from one part of a service to another.
    Call,
    /// What is done is logged.
    Log,
}

impl NodeKind {
    /// The word for it: the class of its box.
    pub(super) fn word(self) -> &'static str {
        match self {
            NodeKind::Start => "start",
            NodeKind::End => "end",
            NodeKind::Task => "task",
            NodeKind::Choice => "choice",
            NodeKind::Pass => "pass",
            NodeKind::Wait => "wait",
            NodeKind::Succeed => "succeed",
            NodeKind::Fail => "fail",
            NodeKind::Parallel => "parallel",
            NodeKind::Map => "map",
            NodeKind::DistributedMap => "distributed",
            NodeKind::Undefined => "undefined",
            NodeKind::Calls => "calls",
            NodeKind::Client => "client",
            NodeKind::Api => "api",
            NodeKind::StateMachine => "machine",
            NodeKind::Function => "function",
            NodeKind::Action => "action",
            NodeKind::Table => "table",
            NodeKind::Logs => "logs",
        }
    }
}

impl EdgeKind {
    /// The word for it: the class of its line.
    pub(super) fn word(self) -> &'static str {
        match self {
            EdgeKind::Next => "next",
            EdgeKind::Rule => "rule",
            EdgeKind::Default => "default",
            EdgeKind::Catch => "catch",
            EdgeKind::Call => "call",
            EdgeKind::Log => "log",
        }
    }
}

impl Node {
    /// A node of which nothing but its name is said.
    pub(super) fn new(kind: NodeKind, name: impl Into<String>) -> Node {
        Node {
            kind,
            name: name.into(),
            lines: Vec::new(),
            details: Vec::new(),
            regions: Vec::new(),
        }
    }
}

impl Edge {
    /// An edge beside which nothing stands.
    pub(super) fn new(from: usize, to: usize, kind: EdgeKind) -> Edge {
        Edge {
            from,
            to,
            kind,
            label: Vec::new(),
            details: String::new(),
        }
    }
}
