//! The flow of a workflow: a structured graph of calls, branches and values, and the builder that records it.
//!
//! `#[workflow]` rewrites a function's body into calls of a [`Builder`]; what is recorded is a [`Flow`], from which
//! everything that is generated follows. Types are checked here, by rustc: an [`Expr<T>`](Expr) is a value of type `T` that
//! only exists when the state machine runs. Knows nothing of the Amazon States Language.
//!
//! # Without the macro
//! The builder has a meaning of its own: nodes are added to the innermost open block, `begin_` opens one, `end_` closes it.
//! [`Builder::by_hand`] gives a [`Hand`], which takes the blocks as closures and knows the types of the workflow: a step
//! whose fault the workflow has no place for does not compile. The constant that bears the name of a trait of steps gives
//! the calls; the fields of an expression are fields, as in the function; comparisons are methods, arithmetic is operators.
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use stepwright::flow::{Builder, Record};
//! use stepwright::{Contract, Fault, StepDescription, Workflow, WorkflowKind, steps};
//!
//! # #[derive(Contract, Serialize, Deserialize, JsonSchema)]
//! # pub struct Order {
//! #     pub article: String,
//! #     pub pieces: u32,
//! # }
//! # #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
//! # #[fault(status = 409, detail = "There are {pieces} pieces left.")]
//! # pub struct OutOfStock {
//! #     pub pieces: u32,
//! # }
//! #[steps]
//! pub trait Shop {
//!     async fn reserve(&self, article: &String, pieces: u32) -> Result<String, OutOfStock>;
//!     async fn ship(&self, ticket: &String) -> Result<String, OutOfStock>;
//! }
//!
//! /// What `#[workflow]` would make of a function of this name.
//! enum Sell {}
//!
//! impl Workflow for Sell {
//!     const NAME: &'static str = "sell";
//!     const RUST_PATH: &'static str = concat!(module_path!(), "::Sell");
//!     const KIND: WorkflowKind = WorkflowKind::Express;
//!     type Input = Order;
//!     type Output = String;
//!     type Fault = OutOfStock;
//!
//!     fn steps() -> Vec<StepDescription> {
//!         Shop.describe()
//!     }
//! }
//!
//! impl Record for Sell {
//!     const FILE: &'static str = file!();
//!
//!     fn record(builder: &Builder) {
//!         let (flow, wanted) = builder.by_hand::<Sell>("order");
//!         flow.choose("IfMany")
//!             .when("Then", wanted.pieces.above(3), |flow| {
//!                 flow.handle(Shop.reserve(wanted.article.clone(), wanted.pieces.clone()))
//!                     .done(|flow, ticket| flow.done(ticket))
//!                     .on::<OutOfStock>("OutOfStock", |flow, fault| {
//!                         let rest = flow.step_named("ReserveRest", Shop.reserve(wanted.article.clone(), fault.pieces.clone() - 1));
//!                         flow.done(rest);
//!                     })
//!                     .pass_rest();
//!             })
//!             .otherwise(|flow| {
//!                 let shipped = flow.step(Shop.ship(wanted.article.clone()));
//!                 flow.done(shipped);
//!             });
//!     }
//! }
//!
//! let machine = stepwright::lower(&Sell::flow()).expect("it is a state machine").to_value();
//! let states: Vec<_> = machine["States"].as_object().unwrap().keys().collect();
//! assert_eq!(states, ["IfMany", "Reserve", "ReserveRest", "Ship"]);
//! assert_eq!(machine["States"]["IfMany"]["Choices"][0]["Condition"], "{% $states.input.pieces > 3 %}");
//! assert_eq!(machine["States"]["Reserve"]["Catch"][0]["ErrorEquals"][0], "OutOfStock");
//! ```

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
    AnswersAtOnce, AsyncBlock, AtOnce, Attempted, Builder, Choose, Hand, Handle, Joined, Later, LoopHandle, MapOf,
    OpenMap, Record, RunsInExpress, Slot, StepCall, Walk,
};
#[doc(hidden)]
pub use builder::{SameBlock, at_once};
pub use expr::{Construct, Expr, Lift, Opaque, Operand, Term, object, operand};
pub use expression::{Arithmetic, Expression, Operator, VariableId};
pub use graph::{
    Arm, Block, Branch, Call, Distributed, End, Failure, Flow, Handler, Items, Loop, LoopId, Map, Node, Parallel,
    S3Object, Scope, SourceLine, Target, Thrown, Trial, Unrecordable, Until, Wait,
};
#[doc(hidden)]
pub use handled::payload;
pub use handled::{Catchable, CaughtFault, Handled, Rethrow};
pub use lists::{appended, list};
#[doc(hidden)]
pub use numbers::arithmetic_literal;
pub use numbers::{Integer, Widens, arithmetic, negative, widened};
pub use operators::{Comparable, Matchable, Ordered, all, and, any, compare, matches, not, or, order};
#[doc(hidden)]
pub use operators::{compare_literal, order_literal};
#[doc(hidden)]
pub use options::first_that_holds;
pub use options::{NotNull, present, some};
pub(crate) use raised::Numbers;
pub use raised::{Leaf, Raised};
pub use texts::{Displayed, concatenated, display};
pub use tuples::{pair, quadruple, triple};
pub use variants::Variants;
#[doc(hidden)]
pub use variants::{content, has_key, is_tagged, tag};
