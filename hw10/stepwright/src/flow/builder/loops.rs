//! Loops.

use std::rc::Rc;

use super::{Builder, Part, Slot};
use crate::flow::expr::{Expr, Lift, Operand, Term};
use crate::flow::expression::{Expression, Operator, VariableId};
use crate::flow::graph::{End, Loop, LoopId, Node, SourceLine};
use crate::flow::operators::Ordered;

/// An open loop.
#[derive(Debug)]
pub struct LoopHandle {
    id: LoopId,
    line: SourceLine,
    /// What is done before the loop begins again: the next index of a `for`.
    step: Option<(VariableId, Rc<Expression>)>,
}

/// A `for` that has begun.
#[derive(Debug)]
pub struct Walk<T> {
    /// The loop.
    pub handle: LoopHandle,
    /// Whether there is another item.
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
        LoopHandle {
            id,
            line: self.at(line),
            step: None,
        }
    }

    /// Opens a loop over the items of a list; its body follows.
    pub fn begin_walk<T: Term, L: Lift<Of = Vec<T>>>(&self, list: L, line: u32) -> Walk<T> {
        let list = self.kept("items", list.lift()).erase();
        let zero = Rc::new(Expression::Literal(i32::from(planted!(IndexFromOne)).into()));
        let (handle, index) = self.begin_counted(zero, line);
        let index = Rc::new(Expression::Variable(index));
        let count = Rc::new(Expression::Function("$count", vec![Rc::clone(&list)]));
        let condition = Expression::Binary {
            operator: Operator::Less,
            left: Rc::clone(&index),
            right: count,
        };
        Walk {
            handle,
            condition: Expr::new(condition),
            item: Expr::new(Expression::Item(list, index)),
        }
    }

    /// Opens a loop over a range of integers; its body follows.
    pub fn begin_count<L: Lift>(&self, start: impl Operand<L::Of>, end: L, inclusive: bool, line: u32) -> Walk<L::Of>
    where
        L::Of: Ordered,
    {
        let end = self.kept("end", end.lift()).erase();
        let (handle, index) = self.begin_counted(start.operand().erase(), line);
        let inclusive = if planted!(RangeEndMistaken) {
            !inclusive
        } else {
            inclusive
        };
        let operator = if inclusive {
            Operator::LessOrEqual
        } else {
            Operator::Less
        };
        let left = Rc::new(Expression::Variable(index));
        let condition = Expression::Binary {
            operator,
            left,
            right: end,
        };
        Walk {
            handle,
            condition: Expr::new(condition),
            item: Expr::new(Expression::Variable(index)),
        }
    }

    fn begin_counted(&self, start: Rc<Expression>, line: u32) -> (LoopHandle, VariableId) {
        let index = self.variable(Some("index"));
        self.push(Node::Let(index, start));
        let one = Rc::new(Expression::Literal(1.into()));
        let next = Rc::new(Expression::Sum(Rc::new(Expression::Variable(index)), one));
        let handle = LoopHandle {
            step: Some((index, next)),
            ..self.begin_loop(line)
        };
        (handle, index)
    }

    /// The value as it is now, and not computed again.
    fn kept<T: Term>(&self, name: &str, value: Expr<T>) -> Expr<T> {
        match *value.erase() {
            Expression::Variable(_) | Expression::Literal(_) | Expression::Field { .. } => self.stable(value),
            _ => self.bind(name, value),
        }
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
        if planted!(ContinueBreaks) {
            return self.break_loop(of);
        }
        self.again(of);
    }

    fn again(&self, of: &LoopHandle) {
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
        if planted!(LoopLeftAtItsEnd) {
            self.break_loop(&of);
        }
        self.again(&of);
        let (_, body) = self.close_block();
        let LoopHandle { id, line, .. } = of;
        self.push(Node::Loop(Loop { id, line, body, value }));
    }
}
