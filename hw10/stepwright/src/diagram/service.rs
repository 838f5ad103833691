//! The diagram of a service: who calls it, its API, its state machines, what they call, its tables and logs.

use std::collections::BTreeSet;

use asl::{Branch, StateKind, StateMachine};

use super::model::{Diagram, Direction, Edge, EdgeKind, Node, NodeKind, Region};
use super::words::{self, Callee};
use crate::workflow::WorkflowKind;

/// What a service consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Where its API takes requests, each a start of one of its workflows.
    pub endpoints: Vec<Endpoint>,
    /// Its state machines.
    pub workflows: Vec<ServiceWorkflow>,
    /// Its tables.
    pub tables: Vec<ServiceTable>,
}

/// Where an API takes requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The HTTP method.
    pub method: String,
    /// The path, from its `/` on.
    pub path: String,
    /// The name of the workflow that a request starts; one that the service does not have is drawn as such.
    pub workflow: String,
}

/// A state machine of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceWorkflow {
    /// Its name.
    pub name: String,
    /// Standard or Express.
    pub kind: WorkflowKind,
    /// The machine.
    pub machine: StateMachine,
}

/// A table of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTable {
    /// Its name.
    pub name: String,
    /// The names of the Lambda functions that use it.
    pub functions: Vec<String>,
}

impl Diagram {
    /// The diagram of a service.
    pub fn of_service(service: &Service) -> Diagram {
        let mut drawing = Drawing::new();
        let machines: Vec<_> = service.workflows.iter().map(|it| drawing.add(machine(it))).collect();
        drawing.requests(service, &machines);
        for (workflow, machine) in service.workflows.iter().zip(&machines) {
            drawing.calls(*machine, service, &workflow.machine.branch);
        }
        drawing.tables(&service.tables);
        Diagram {
            title: service.name.clone(),
            description: description(service),
            region: with_logs(&service.name, drawing.region),
        }
    }
}

fn description(service: &Service) -> String {
    let names: Vec<_> = service.workflows.iter().map(|it| it.name.as_str()).collect();
    format!(
        "What is called by whom, from the client to the tables and logs: {}.",
        names.join(", ")
    )
}

fn machine(workflow: &ServiceWorkflow) -> Node {
    let mut node = Node::new(NodeKind::StateMachine, &workflow.name);
    node.lines.push(match workflow.kind {
        WorkflowKind::Standard => "Standard workflow".to_owned(),
        WorkflowKind::Express => "Express workflow".to_owned(),
    });
    node.details.extend(workflow.machine.comment.clone());
    node
}

/// What an API asks Step Functions for.
fn start_action(kind: WorkflowKind) -> &'static str {
    match kind {
        WorkflowKind::Express => "StartSyncExecution",
        WorkflowKind::Standard => "StartExecution",
    }
}

/// A service's region in the making.
struct Drawing {
    region: Region,
}

impl Drawing {
    fn new() -> Drawing {
        let direction = Direction::Right;
        Drawing {
            region: Region {
                direction,
                ..Region::default()
            },
        }
    }

    fn add(&mut self, node: Node) -> usize {
        self.region.nodes.push(node);
        self.region.nodes.len() - 1
    }

    /// The node of that kind and name, added where there is none.
    fn of(&mut self, kind: NodeKind, name: &str, line: &str) -> usize {
        let found = self
            .region
            .nodes
            .iter()
            .position(|it| it.kind == kind && it.name == name);
        found.unwrap_or_else(|| {
            let mut node = Node::new(kind, name);
            node.lines.push(line.to_owned());
            self.add(node)
        })
    }

    /// The node of a service, of which that action is called.
    fn action(&mut self, service: &str, action: &str) -> usize {
        let index = self.of(NodeKind::Action, service, action);
        let lines = &mut self.region.nodes[index].lines;
        if !lines.iter().any(|it| it == action) {
            lines.push(action.to_owned());
        }
        index
    }

    fn connect(&mut self, from: usize, to: usize, kind: EdgeKind) -> &mut Edge {
        let is_there = |it: &Edge| it.from == from && it.to == to && it.kind == kind;
        let index = self.region.edges.iter().position(is_there).unwrap_or_else(|| {
            self.region.edges.push(Edge::new(from, to, kind));
            self.region.edges.len() - 1
        });
        &mut self.region.edges[index]
    }

    /// The client, the API, and what each request starts.
    fn requests(&mut self, service: &Service, machines: &[usize]) {
        for endpoint in &service.endpoints {
            let client = self.of(NodeKind::Client, "Client", "any HTTP client");
            let api = self.of(NodeKind::Api, "API", "Amazon API Gateway");
            let request = format!("{} {}", endpoint.method, endpoint.path);
            self.connect(client, api, EdgeKind::Call).label.push(request);
            match service.workflows.iter().position(|it| it.name == endpoint.workflow) {
                Some(started) => {
                    let start = self.connect(api, machines[started], EdgeKind::Call);
                    start.label = vec![start_action(service.workflows[started].kind).to_owned()];
                }
                None => {
                    let unknown = self.of(NodeKind::Undefined, &endpoint.workflow, "is not defined");
                    self.connect(api, unknown, EdgeKind::Call);
                }
            }
        }
    }

    /// What the tasks of a machine call, in the order in which they are defined.
    fn calls(&mut self, machine: usize, service: &Service, branch: &Branch) {
        for callee in callees(branch) {
            let called = match &callee {
                Callee::Function(name) => self.of(NodeKind::Function, name, "Lambda function"),
                Callee::Execution(name) => self.execution(service, name),
                Callee::Action(action) => {
                    let (service, action) = action.split_once(':').unwrap_or((action, "a service"));
                    self.action(service, action)
                }
            };
            self.connect(machine, called, EdgeKind::Call);
        }
    }

    /// A state machine that another one starts: one of the service's own, or one of which the name alone is known.
    fn execution(&mut self, service: &Service, name: &str) -> usize {
        let own = service
            .workflows
            .iter()
            .position(|it| is_placeholder_of(name, &it.name));
        own.unwrap_or_else(|| self.of(NodeKind::StateMachine, name, "state machine"))
    }

    fn tables(&mut self, tables: &[ServiceTable]) {
        for table in tables {
            let node = self.of(NodeKind::Table, &table.name, "DynamoDB table");
            for function in &table.functions {
                let function = self.of(NodeKind::Function, function, "Lambda function");
                self.connect(function, node, EdgeKind::Call);
            }
        }
    }
}

/// The calls as one box, and the logs beneath it: a line from each part to them would hide the calls.
fn with_logs(service: &str, calls: Region) -> Region {
    let has_api = calls.nodes.iter().any(|it| it.kind == NodeKind::Api);
    let mut parts = Node::new(NodeKind::Calls, service);
    parts.regions.push(calls);
    let mut logs = Node::new(NodeKind::Logs, "CloudWatch Logs");
    logs.lines.push("a log group each".to_owned());
    let mut written = Edge::new(0, 1, EdgeKind::Log);
    let writers = if has_api {
        "API, state machines, functions"
    } else {
        "state machines, functions"
    };
    written.label.push(writers.to_owned());
    Region {
        direction: Direction::Down,
        nodes: vec![parts, logs],
        edges: vec![written],
    }
}

/// What a state machine calls, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Called {
    /// The names of the Lambda functions.
    pub(crate) functions: Vec<String>,
    /// Everything else: actions of services, and state machines by their names.
    pub(crate) others: Vec<String>,
}

impl Called {
    pub(crate) fn by(machine: &StateMachine) -> Called {
        let mut called = Called::default();
        for callee in callees(&machine.branch) {
            match callee {
                Callee::Function(name) => called.functions.push(name),
                Callee::Execution(name) | Callee::Action(name) => called.others.push(name),
            }
        }
        called
    }
}

/// What the tasks of a branch call, those within its Parallel and Map states too.
fn callees(branch: &Branch) -> Vec<Callee> {
    let mut seen = BTreeSet::new();
    let mut callees = Vec::new();
    collect(branch, &mut callees);
    callees.retain(|it| seen.insert(it.clone()));
    callees
}

fn collect(branch: &Branch, callees: &mut Vec<Callee>) {
    for state in branch.states.values() {
        match &state.kind {
            StateKind::Task(task) => callees.push(words::callee(task).0),
            StateKind::Map(map) => callees.extend(words::storage(map)),
            StateKind::Parallel(_)
            | StateKind::Choice(_)
            | StateKind::Pass(_)
            | StateKind::Wait(_)
            | StateKind::Succeed(_)
            | StateKind::Fail(_) => {}
        }
        state.kind.branches().iter().for_each(|it| collect(it, callees));
    }
}

/// Whether `BookStay` stands for `book-stay`.
fn is_placeholder_of(placeholder: &str, workflow: &str) -> bool {
    placeholder.eq_ignore_ascii_case(&workflow.replace('-', ""))
}
