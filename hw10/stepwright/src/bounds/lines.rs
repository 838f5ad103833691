//! The line of the source that a state comes from.

use crate::flow::{Block, End, Flow, Node, SourceLine};

/// The line of the source that the state of that name comes from; `None` where the lowering made it by itself.
pub(super) fn line_of(flow: &Flow, state: &str) -> Option<SourceLine> {
    in_block(&flow.body, state)
}

fn in_block(block: &Block, state: &str) -> Option<SourceLine> {
    let end = match &block.end {
        End::Fail(failure) if failure.state == state => Some(failure.line),
        End::Fail(_) | End::Next | End::Value(_) | End::Succeed(_) | End::Break(..) | End::Continue(_) => None,
    };
    block.nodes.iter().find_map(|node| in_node(node, state)).or(end)
}

fn in_node(node: &Node, state: &str) -> Option<SourceLine> {
    let named = |name: &str, line: SourceLine| (name == state).then_some(line);
    match node {
        Node::Let(..) => None,
        Node::Call(it) => named(&it.state, it.line),
        Node::Wait(it) => named(&it.state, it.line),
        Node::Branch(it) => {
            let arms = || it.arms.iter().find_map(|arm| in_block(&arm.body, state));
            named(&it.state, it.line).or_else(arms)
        }
        Node::Trial(it) => {
            let handlers = || it.handlers.iter().find_map(|handler| in_block(&handler.body, state));
            in_block(&it.attempt, state)
                .or_else(|| in_block(&it.done, state))
                .or_else(handlers)
        }
        Node::Loop(it) => in_block(&it.body, state),
        Node::Parallel(it) => {
            let branches = || it.branches.iter().find_map(|(body, _)| in_block(body, state));
            named(&it.state, it.line).or_else(branches)
        }
        Node::Map(it) => named(&it.state, it.line).or_else(|| in_block(&it.body, state)),
        Node::Scope(it) => in_block(&it.body, state),
    }
}
