//! Typed, code-first AWS Step Functions.
//!
//! A workflow is an ordinary async Rust function, marked [`#[workflow]`](macro@workflow). Its steps are the methods of
//! a trait, marked [`#[steps]`](macro@steps): one method, one step, one Lambda function. What crosses between them is a
//! [`Contract`], how they fail is a [`Fault`]. From these the generator writes an Amazon States Language state machine
//! and the JSON Schemas of every payload, so that Lambdas and state machine cannot drift.
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use stepwright::{Contract, Fault, steps, workflow};
//!
//! /// What a customer wants.
//! #[derive(Contract, Serialize, Deserialize, JsonSchema)]
//! pub struct Order {
//!     pub article: String,
//!     pub pieces: u32,
//! }
//!
//! /// The shelf is empty.
//! #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
//! #[fault(status = 409, detail = "There are not {pieces} pieces left.")]
//! pub struct OutOfStock {
//!     pub pieces: u32,
//! }
//!
//! #[steps]
//! pub trait Shop {
//!     /// Takes the pieces off the shelf.
//!     async fn reserve(&self, article: &String, pieces: u32) -> Result<String, OutOfStock>;
//! }
//!
//! /// Sells what is there.
//! #[workflow(express)]
//! pub async fn sell(shop: &impl Shop, order: Order) -> Result<String, OutOfStock> {
//!     let ticket = shop.reserve(&order.article, order.pieces).await?;
//!     Ok(ticket)
//! }
//!
//! // The same function runs natively, against any implementation of its steps.
//! struct Shelf(u32);
//!
//! impl Shop for Shelf {
//!     async fn reserve(&self, article: &String, pieces: u32) -> Result<String, OutOfStock> {
//!         if pieces <= self.0 { Ok(format!("{pieces} x {article}")) } else { Err(OutOfStock { pieces }) }
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let order = Order { article: "tea".to_owned(), pieces: 3 };
//! assert_eq!(sell(&Shelf(5), order).await.unwrap(), "3 x tea");
//! # });
//! ```
//!
//! What a workflow may say, and what each word becomes, is in [`language`].
//!
//! # Features
//! The default is what a Lambda function needs: contracts, faults, dispatch. `flow` adds what a generator needs: the
//! flow of a workflow, its lowering, artifacts, and a command line (`generate::Project`).

extern crate self as stepwright;

/// Whether that bug of [`planted::Bug`] has been planted.
#[cfg(feature = "planted")]
macro_rules! planted {
    ($bug:ident) => {
        $crate::planted::is_on($crate::planted::Bug::$bug)
    };
}

/// Without the feature `planted`, no bug is.
#[cfg(not(feature = "planted"))]
macro_rules! planted {
    ($bug:ident) => {
        false
    };
}

pub mod access;
pub mod api;
mod concurrent;
mod context;
mod contract;
mod contract_enum;
mod failure;
mod fault;
mod fingerprint;
pub mod language;
pub mod native;
pub mod platform;
mod primitives;
mod retry;
pub mod signals;
mod step;
mod time;
mod workflow;

#[cfg(feature = "flow")]
pub mod bounds;
#[cfg(feature = "flow")]
pub mod compat;
#[cfg(feature = "flow")]
pub mod cost;
#[cfg(feature = "flow")]
mod deploy;
#[cfg(feature = "flow")]
pub mod diagram;
#[cfg(feature = "flow")]
pub mod explain;
#[cfg(feature = "flow")]
pub mod flow;
#[cfg(feature = "flow")]
pub mod generate;
#[cfg(feature = "flow")]
mod lower;
#[cfg(feature = "flow")]
mod nearest;
#[cfg(feature = "planted")]
pub mod planted;

pub use concurrent::{MapResults, OneOf, ResultWriterDetails};
pub use context::{
    Context, ExecutionContext, MapContext, MapItemContext, StateContext, StateMachineContext, TaskContext,
};
pub use contract::{Checker, Contract, ObjectChecker, Problem, decode};
pub use failure::StepFailure;
pub use fault::{Fault, FaultEntry, FaultOrigin, FromFault};
pub use native::{CatchPlatform, callback, csv, execution, json_lines, map, now, sleep, sleep_until};
pub use platform::{Caught, PlatformFault};
pub use primitives::Json;
pub use retry::{Jitter, RetryPolicy};
pub use step::{LogLevel, ParameterDescription, Parameters, StepDescription, TaskKind};
pub use stepwright_macros::{Contract, Fault, steps, workflow};
pub use time::{TaskFailure, TaskSuccess, TaskToken, Timestamp, TimestampError};
pub use workflow::{Workflow, WorkflowKind};

#[cfg(feature = "flow")]
pub use lower::{Diagnosis, StateOrigin, lower, state_origins};

/// What the macros' output names. Not for people.
#[doc(hidden)]
pub mod private {
    pub use crate::contract_enum::{Tagging, VariantContent, check_variant};
    pub use crate::fault::{goes_by, merge, names_of, reported, write_detail};
    pub use crate::fingerprint::fingerprint;
    pub use crate::native::{Both, TryBoth};
    pub use crate::step::unknown_step;
    pub use schemars;
    pub use serde_json;
}

/// Expands to its argument, with the feature `flow`.
#[cfg(feature = "flow")]
#[doc(hidden)]
#[macro_export]
macro_rules! flow_only {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Expands to nothing, without the feature `flow`.
#[cfg(not(feature = "flow"))]
#[doc(hidden)]
#[macro_export]
macro_rules! flow_only {
    ($($tokens:tt)*) => {};
}
