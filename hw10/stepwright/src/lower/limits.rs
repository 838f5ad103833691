//! What Express has no place for, as far as a flow tells.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>

use super::Diagnosis;
use crate::flow::{Block, Call, Flow, Node, Target};
use crate::step::TaskKind;
use crate::workflow::WorkflowKind;

/// Everything in an Express workflow that only a Standard one may do.
pub(super) fn exceeded(flow: &Flow) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    if flow.kind == WorkflowKind::Express {
        visit(&flow.body, &mut |node| found.extend(forbidden(flow, node)));
    }
    found
}

fn forbidden(flow: &Flow, node: &Node) -> Option<Diagnosis> {
    let (what, state, line) = match node {
        Node::Call(call) => (waits_for(call)?, &call.state, call.line),
        Node::Map(map) if map.distributed.is_some() => ("is a distributed Map", &map.state, map.line),
        _ => return None,
    };
    let message = format!("state `{state}` {what}, which an Express workflow has no place for");
    let help = "make the workflow `#[workflow(standard)]`";
    Some(Diagnosis::new("SW0006", flow, line, message, help))
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
