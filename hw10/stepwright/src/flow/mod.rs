//! The flow of a workflow: a structured graph of calls, branches and values, and the builder that records it.
//!
//! `#[workflow]` rewrites a function's body into calls of a [`Builder`]; what is recorded is a [`Flow`], from which
//! everything that is generated follows. Types are checked here, by rustc: an [`Expr<T>`](Expr) is a value of type `T` that
//! only exists when the state machine runs. Knows nothing of the Amazon States Language.

mod builder;
mod expr;
mod expression;
mod graph;
mod handled;
mod lists;
mod numbers;
mod operators;
mod options;
mod raised;
mod terms;
mod texts;
mod tuples;
mod variants;

pub use builder::{
    AnswersAtOnce, AsyncBlock, AtOnce, Attempted, Builder, Joined, Later, LoopHandle, MapOf, OpenMap, Record,
    RunsInExpress, SameBlock, Slot, StepCall, Walk, at_once,
};
pub use expr::{Construct, Expr, Lift, Opaque, Operand, Term, object, operand};
pub use expression::{Arithmetic, Expression, Operator, VariableId};
pub use graph::{
    Arm, Block, Branch, Call, Distributed, End, Failure, Flow, Handler, Items, Loop, LoopId, Map, Node, Parallel,
    S3Object, Scope, Target, Thrown, Trial, Unrecordable, Until, Wait,
};
pub use handled::{Catchable, CaughtFault, Handled, Rethrow, payload};
pub use lists::{appended, list};
pub use numbers::{Integer, Widens, arithmetic, arithmetic_literal, negative, widened};
pub use operators::{
    Comparable, Matchable, Ordered, all, and, any, compare, compare_literal, matches, not, or, order, order_literal,
};
pub use options::{NotNull, first_that_holds, present, some};
pub use raised::{Leaf, Raised};
pub use texts::{Displayed, concatenated, display};
pub use tuples::{pair, quadruple, triple};
pub use variants::{Variants, content, has_key, is_tagged, tag};
