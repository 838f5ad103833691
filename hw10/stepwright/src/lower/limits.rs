//! AWS's limits on what an execution may do, as far as a flow tells: what Express has no place for, and how many events a
//! loop adds to a history.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>

use super::Diagnosis;
use crate::flow::{Block, Call, End, Flow, Loop, Map, Node, Target};
use crate::step::TaskKind;
use crate::workflow::WorkflowKind;

/// How many events the history of a Standard execution holds, before AWS ends it.
const HISTORY_EVENTS_MAX: u64 = 25_000;

/// Everything that goes beyond a limit.
pub(super) fn exceeded(flow: &Flow) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    match flow.kind {
        WorkflowKind::Express => visit(&flow.body, &mut |node| found.extend(forbidden(flow, node))),
        WorkflowKind::Standard => {
            let mut history = History {
                flow,
                found: Vec::new(),
            };
            history.block(&flow.body);
            found = history.found;
        }
    }
    found
}

// ---- Express ----

fn forbidden(flow: &Flow, node: &Node) -> Option<Diagnosis> {
    let (what, state, line) = match node {
        Node::Call(call) => (waits_for(call)?, &call.state, call.line),
        Node::Map(map) if map.distributed.is_some() => ("is a distributed Map", &map.state, map.line),
        _ => return None,
    };
    Some(Diagnosis {
        code: "SW0006",
        message: format!("state `{state}` {what}, which an Express workflow has no place for"),
        file: flow.file.to_owned(),
        line: Some(line),
        help: "make the workflow `#[workflow(standard)]`".to_owned(),
    })
}

fn waits_for(call: &Call) -> Option<&'static str> {
    match &call.target {
        Target::Callback(_) => Some("waits for a task token"),
        Target::Execution { .. } => Some("waits for another execution"),
        Target::Step(step) => match step.task {
            TaskKind::Integration(service) if service.ends_with(".waitForTaskToken") => Some("waits for a task token"),
            TaskKind::Integration(service) if service.contains(".sync") => Some("waits for a job"),
            TaskKind::Integration(_) | TaskKind::Lambda => None,
        },
    }
}

fn visit<'flow>(block: &'flow Block, look: &mut impl FnMut(&'flow Node)) {
    for node in &block.nodes {
        look(node);
        blocks_of(node).into_iter().for_each(|block| visit(block, look));
    }
}

fn blocks_of(node: &Node) -> Vec<&Block> {
    match node {
        Node::Let(..) | Node::Call(_) | Node::Wait(_) => Vec::new(),
        Node::Branch(branch) => branch.arms.iter().map(|arm| &arm.body).collect(),
        Node::Trial(it) => [&it.attempt, &it.done]
            .into_iter()
            .chain(it.handlers.iter().map(|handler| &handler.body))
            .collect(),
        Node::Loop(it) => vec![&it.body],
        Node::Parallel(it) => it.branches.iter().map(|(body, _)| body).collect(),
        Node::Map(map) => vec![&map.body],
        Node::Scope(scope) => vec![&scope.body],
    }
}

// ---- history ----

/// Counts events: no more than there are for sure.
struct History<'flow> {
    flow: &'flow Flow,
    found: Vec<Diagnosis>,
}

/// A state is entered and left.
const STATE: u64 = 2;
/// A task is scheduled, started, and succeeds.
const TASK: u64 = STATE + 3;
/// A Parallel or a Map starts, and succeeds.
const CONCURRENT: u64 = STATE + 2;

impl History<'_> {
    /// The events of going through a block to its end; `None`: it never comes there, but leaves what is around.
    fn block(&mut self, block: &Block) -> Option<u64> {
        let mut all = Some(0);
        for node in &block.nodes {
            let events = self.node(node);
            all = all
                .zip(events)
                .map(|(all, events): (u64, u64)| all.saturating_add(events));
        }
        match block.end {
            End::Next | End::Value(_) | End::Continue(_) => all,
            End::Succeed(_) | End::Fail(_) | End::Break(..) => None,
        }
    }

    fn node(&mut self, node: &Node) -> Option<u64> {
        match node {
            Node::Let(..) => Some(0),
            Node::Call(_) => Some(TASK),
            Node::Wait(_) => Some(STATE),
            Node::Branch(branch) => {
                let arms: Vec<_> = branch.arms.iter().map(|arm| self.block(&arm.body)).collect();
                arms.into_iter().flatten().min().map(|least| STATE + least)
            }
            Node::Trial(_) => {
                for body in blocks_of(node) {
                    self.block(body);
                }
                // A fault may come at once, and its handler may lead on.
                Some(0)
            }
            Node::Loop(it) => Some(self.loop_(it)),
            Node::Parallel(it) => {
                let branches: u64 = it.branches.iter().filter_map(|(body, _)| self.block(body)).sum();
                Some(CONCURRENT + branches)
            }
            Node::Map(map) => Some(self.map(map)),
            Node::Scope(scope) => Some(self.block(&scope.body).unwrap_or(0)),
        }
    }

    /// How many items there are, nobody knows.
    fn map(&mut self, map: &Map) -> u64 {
        self.block(&map.body);
        CONCURRENT
    }

    fn loop_(&mut self, it: &Loop) -> u64 {
        let (Some(each), Some(times)) = (self.block(&it.body), it.times) else {
            return 0;
        };
        let events = each.saturating_mul(times);
        if events <= HISTORY_EVENTS_MAX {
            return events;
        }
        self.found.push(Diagnosis {
            code: "SW0007",
            message: format!(
                "going {times} times through this loop adds {events} events or more to the history of an execution, which \
                 holds {HISTORY_EVENTS_MAX}"
            ),
            file: self.flow.file.to_owned(),
            line: Some(it.line),
            help: "go through it in executions of their own: `map(..).distributed()`, or `execution(..)` for a part at \
                   a time"
                .to_owned(),
        });
        0
    }
}
