//! Loops.

use std::rc::Rc;

use super::{Builder, OpenNode, Part, Slot};
use crate::flow::expr::{Expr, Lift, Term};
use crate::flow::expression::{Expression, VariableId};
use crate::flow::graph::{Block, End, Loop, LoopId, Node};

/// An open loop.
#[derive(Debug)]
pub struct LoopHandle {
    id: LoopId,
    line: u32,
    /// What is done before the loop begins again: the next index of a `for`.
    step: Option<(VariableId, Rc<Expression>)>,
}

/// What a `for` goes through.
#[derive(Debug)]
pub struct Walk<T> {
    pub(crate) loop_: LoopHandle,
    /// Whether there is another one.
    pub condition: Expr<bool>,
    /// The present one.
    pub item: Expr<T>,
}

impl Builder {
    /// Opens a loop; its body follows.
    pub fn begin_loop(&self, line: u32) -> LoopHandle {
        let id = {
            let mut recording = self.recording.borrow_mut();
            recording.loops += 1;
            LoopId(recording.loops - 1)
        };
        self.begin_block(Part::Body);
        LoopHandle { id, line, step: None }
    }

    /// Leaves a loop.
    pub fn break_loop(&self, of: &LoopHandle) {
        self.end_block(End::Break(of.id, None));
    }

    /// Leaves a loop with a value.
    pub fn break_with<T: Term>(&self, of: &LoopHandle, _: &mut Slot<T>, value: Expr<T>) {
        self.end_block(End::Break(of.id, Some(value.erase())));
    }

    /// Begins a loop again.
    pub fn continue_loop(&self, of: &LoopHandle) {
        if let Some((index, next)) = &of.step {
            self.push(Node::Let(*index, Rc::clone(next)));
        }
        self.end_block(End::Continue(of.id));
    }

    /// Ends the loop.
    pub fn end_loop(&self, of: LoopHandle) {
        self.close_loop(of, None);
    }

    /// Ends the loop, which has a value.
    pub fn end_loop_with_value<T: Term>(&self, of: LoopHandle, _: Slot<T>) -> Expr<T> {
        let value = self.variable(None);
        self.close_loop(of, Some(value));
        Expr::new(Expression::Variable(value))
    }

    fn close_loop(&self, of: LoopHandle, value: Option<VariableId>) {
        self.continue_loop(&of);
        let (_, body) = self.close_block();
        let LoopHandle { id, line, .. } = of;
        self.push(Node::Loop(Loop { id, line, body, value }));
    }
}
