//! What each variable of a flow may be set to.

use std::collections::HashMap;
use std::rc::Rc;

use crate::flow::{Block, End, Expression, Flow, Items, LoopId, Map, Node, Target, VariableId};
use crate::step::StepDescription;

/// Something that a variable may be set to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Definition<'f> {
    /// The input of the execution.
    Input,
    Value(&'f Rc<Expression>),
    /// What a step gives.
    Result(&'f StepDescription),
    /// What comes from elsewhere, to that state: the answer to a task token, or another workflow's output.
    Answer(&'f str),
    /// An error: its name, and what is said about it.
    Error,
    /// An item of a Map.
    Item(&'f Items),
    /// What a Map gives.
    Results(&'f Map),
}

/// What each variable may be set to, and what a Map's items give, by the variable for the Map's result.
#[derive(Debug, Default)]
pub(super) struct Definitions<'f> {
    pub(super) of: HashMap<VariableId, Vec<Definition<'f>>>,
    pub(super) item_results: HashMap<VariableId, Vec<&'f Rc<Expression>>>,
    loops: HashMap<LoopId, Option<VariableId>>,
}

/// Where the values go that a block ends with.
#[derive(Debug, Clone, Copy)]
struct Sinks {
    value: Option<VariableId>,
    success: Success,
}

#[derive(Debug, Clone, Copy)]
enum Success {
    Execution,
    Scope(VariableId),
    Item(VariableId),
}

/// Every definition in a flow.
pub(super) fn definitions(flow: &Flow) -> Definitions<'_> {
    let mut all = Definitions::default();
    all.add(Flow::INPUT, Definition::Input);
    let sinks = Sinks {
        value: None,
        success: Success::Execution,
    };
    all.block(&flow.body, sinks);
    all
}

impl<'f> Definitions<'f> {
    fn add(&mut self, variable: VariableId, definition: Definition<'f>) {
        self.of.entry(variable).or_default().push(definition);
    }

    fn block(&mut self, block: &'f Block, sinks: Sinks) {
        for node in &block.nodes {
            self.node(node, sinks);
        }
        match &block.end {
            End::Value(value) => self.add_to(sinks.value, value),
            End::Succeed(value) => match sinks.success {
                Success::Execution => {}
                Success::Scope(variable) => self.add(variable, Definition::Value(value)),
                Success::Item(map) => self.item_results.entry(map).or_default().push(value),
            },
            End::Break(id, Some(value)) => self.add_to(self.loops.get(id).copied().flatten(), value),
            End::Break(_, None) | End::Next | End::Fail(_) | End::Continue(_) => {}
        }
    }

    fn add_to(&mut self, variable: Option<VariableId>, value: &'f Rc<Expression>) {
        if let Some(variable) = variable {
            self.add(variable, Definition::Value(value));
        }
    }

    fn node(&mut self, node: &'f Node, sinks: Sinks) {
        let with_value = |value| Sinks { value, ..sinks };
        let with_success = |success| Sinks { value: None, success };
        match node {
            Node::Let(variable, value) => self.add(*variable, Definition::Value(value)),
            Node::Call(call) => {
                self.add(call.result, result(&call.target, &call.state));
                if let Some(error) = call.target.error() {
                    self.add(error, Definition::Error);
                }
            }
            Node::Branch(it) => it
                .arms
                .iter()
                .for_each(|arm| self.block(&arm.body, with_value(it.value))),
            Node::Trial(it) => {
                self.block(&it.attempt, with_value(None));
                self.block(&it.done, with_value(it.value));
                for handler in &it.handlers {
                    self.add(handler.error, Definition::Error);
                    self.block(&handler.body, with_value(it.value));
                }
            }
            Node::Loop(it) => {
                self.loops.insert(it.id, it.value);
                self.block(&it.body, with_value(None));
            }
            Node::Wait(_) => {}
            Node::Parallel(it) => {
                let branches = it.branches.iter();
                branches.for_each(|(body, result)| self.block(body, with_success(Success::Scope(*result))));
            }
            Node::Map(map) => {
                self.add(map.item, Definition::Item(&map.items));
                self.add(map.result, Definition::Results(map));
                self.block(&map.body, with_success(Success::Item(map.result)));
            }
            Node::Scope(it) => self.block(&it.body, with_success(Success::Scope(it.result))),
        }
    }
}

fn result<'f>(target: &'f Target, state: &'f str) -> Definition<'f> {
    match target {
        Target::Step(step) => Definition::Result(step),
        Target::Callback(_) | Target::Execution { .. } => Definition::Answer(state),
    }
}
