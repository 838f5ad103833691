//! What the items of a distributed Map take along: an execution of its own sees no variable of the one that starts it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::draft::Values;
use crate::flow::{Block, Branch, Call, End, Expression, Failure, Map, Node, Thrown, Until, VariableId};

/// The name of the item, where it does not travel alone.
pub(super) const ITEM: &str = "item";

/// The name of what travels with it: the variables, by their names.
pub(super) const CAPTURED: &str = "captured";

/// The variables from outside that the map's body reads.
pub(super) fn captured(map: &Map) -> Vec<VariableId> {
    let mut seen = Seen::default();
    seen.defined.insert(map.item);
    seen.block(&map.body);
    if planted!(CapturedMissing) {
        return Vec::new();
    }
    seen.read.difference(&seen.defined).copied().collect()
}

/// The values that the first state of the body finds in its input; `names` are those of the flow's variables.
pub(super) fn known(map: &Map, captured: &[VariableId], names: &[String]) -> Values {
    let input = Rc::new(Expression::Input);
    let field = |of: &Rc<Expression>, name: String| {
        Rc::new(Expression::Field {
            of: Rc::clone(of),
            name: name.into(),
            optional: false,
        })
    };
    let batched = map.distributed.as_ref().is_some_and(|it| it.batch_items_max.is_some());
    let (item, others) = match (batched, captured.is_empty()) {
        (true, _) => (
            field(&input, "Items".to_owned()),
            field(&input, "BatchInput".to_owned()),
        ),
        (false, false) => (field(&input, ITEM.to_owned()), field(&input, CAPTURED.to_owned())),
        (false, true) => (Rc::clone(&input), Rc::clone(&input)),
    };
    let name = |place: usize| {
        let shifted = place + usize::from(planted!(CapturedNamesShifted));
        names[captured[shifted % captured.len()].0].clone()
    };
    let others = captured
        .iter()
        .enumerate()
        .map(|(place, id)| (*id, field(&others, name(place))));
    others.chain([(map.item, item)]).collect()
}

#[derive(Default)]
struct Seen {
    read: BTreeSet<VariableId>,
    defined: BTreeSet<VariableId>,
}

impl Seen {
    fn expression(&mut self, expression: &Expression) {
        expression.visit_variables(&mut |id| {
            self.read.insert(id);
        });
    }

    fn block(&mut self, block: &Block) {
        block.nodes.iter().for_each(|node| self.node(node));
        match &block.end {
            End::Next | End::Continue(_) | End::Break(_, None) => {}
            End::Value(value) | End::Succeed(value) | End::Break(_, Some(value)) => self.expression(value),
            End::Fail(Failure { fault, .. }) => match fault {
                Thrown::New(_, value) | Thrown::Again(value, _) => self.expression(value),
            },
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Let(variable, value) => {
                self.defined.insert(*variable);
                self.expression(value);
            }
            Node::Call(call) => self.call(call),
            Node::Branch(branch) => self.branch(branch),
            Node::Trial(it) => {
                self.block(&it.attempt);
                self.block(&it.done);
                for handler in &it.handlers {
                    self.defined.insert(handler.error);
                    self.block(&handler.body);
                }
                self.defined.extend(it.value);
            }
            Node::Loop(it) => {
                self.block(&it.body);
                self.defined.extend(it.value);
            }
            Node::Wait(wait) => match &wait.until {
                Until::Seconds(value) | Until::Timestamp(value) => self.expression(value),
            },
            Node::Parallel(it) => {
                for (body, result) in &it.branches {
                    self.block(body);
                    self.defined.insert(*result);
                }
            }
            Node::Map(map) => self.map(map),
            Node::Scope(scope) => {
                self.block(&scope.body);
                self.defined.insert(scope.result);
            }
        }
    }

    fn call(&mut self, call: &Call) {
        call.arguments.iter().for_each(|(_, value)| self.expression(value));
        self.defined.insert(call.result);
        self.defined.extend(call.target.error());
    }

    fn branch(&mut self, branch: &Branch) {
        for arm in &branch.arms {
            arm.condition.iter().for_each(|condition| self.expression(condition));
            self.block(&arm.body);
        }
        self.defined.extend(branch.value);
    }

    fn map(&mut self, map: &Map) {
        map.expressions().into_iter().for_each(|value| self.expression(value));
        self.defined.extend([map.item, map.result]);
        self.block(&map.body);
    }
}
