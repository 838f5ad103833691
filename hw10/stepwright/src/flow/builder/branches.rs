//! Branches: one of several blocks.

use std::marker::PhantomData;
use std::rc::Rc;

use super::{Builder, OpenNode, Part};
use crate::flow::expr::{Expr, Term};
use crate::flow::expression::Expression;
use crate::flow::graph::{Arm, Block, Branch, End, Node};

/// The place for the value of a branch, a try or a loop.
#[derive(Debug)]
pub struct Slot<T: Term> {
    of: PhantomData<fn() -> T>,
}

impl<T: Term> Slot<T> {
    /// A place for a value whose type the first arm tells.
    #[expect(clippy::new_without_default, reason = "a slot without its branch means nothing")]
    pub fn new() -> Slot<T> {
        Slot { of: PhantomData }
    }

    /// Ends an arm with its value.
    pub fn put(&mut self, builder: &Builder, value: Expr<T>) {
        builder.end_block(End::Value(value.erase()));
        builder.end_arm();
    }
}

impl Branch {
    pub(super) fn add(&mut self, label: String, condition: Option<Rc<Expression>>, body: Block) {
        self.arms.push(Arm { label, condition, body });
    }
}

impl Builder {
    /// Opens a branch; its arms follow.
    pub fn begin_branch(&self, state: &str, line: u32) {
        let (state, line) = (self.state_name(state), self.at(line));
        self.begin_node(OpenNode::Branch(Branch {
            state,
            line,
            arms: Vec::new(),
            value: None,
        }));
    }

    /// Opens an arm; `None`: it is always taken.
    pub fn begin_arm(&self, label: &str, condition: Option<Expr<bool>>) {
        self.begin_block(Part::Arm(
            label.to_owned(),
            condition.map(|condition| condition.erase()),
        ));
    }

    /// Ends the branch.
    pub fn end_branch(&self) {
        let branch = self.close_branch();
        self.push(Node::Branch(branch));
    }

    /// Ends the branch, which has a value.
    pub fn end_branch_with_value<T: Term>(&self, _: Slot<T>) -> Expr<T> {
        let mut branch = self.close_branch();
        if let Some(expression) = conditional(&branch.arms) {
            return Expr::shared(expression);
        }
        let value = self.variable(None);
        branch.value = Some(value);
        self.push(Node::Branch(branch));
        Expr::new(Expression::Variable(value))
    }

    fn close_branch(&self) -> Branch {
        match self.close_node() {
            OpenNode::Branch(branch) => branch,
            other => unreachable!("a branch is open, not {other:?}"),
        }
    }
}

/// A branch whose arms are but values is itself an expression, if one of its arms always holds.
fn conditional(arms: &[Arm]) -> Option<Rc<Expression>> {
    let value = |arm: &Arm| match (&arm.body.end, arm.body.nodes.is_empty()) {
        (End::Value(value), true) => Some(Rc::clone(value)),
        _ => None,
    };
    let (last, before) = arms.split_last()?;
    let otherwise = if last.condition.is_none() {
        value(last)?
    } else {
        return None;
    };
    before.iter().rev().try_fold(otherwise, |otherwise, arm| {
        let (condition, then) = (arm.condition.clone()?, value(arm)?);
        Some(Rc::new(Expression::Conditional {
            condition,
            then,
            otherwise,
        }))
    })
}
