#![doc = include_str!("language.md")]

#[cfg(doc)]
use crate::*;

/// Variables and expressions: what is computed without a state of its own.
#[doc = include_str!("values.md")]
pub mod values {}

/// `if`, `match`, patterns: Choice states.
#[doc = include_str!("branches.md")]
pub mod branches {}

/// `while`, `for`, `loop`: Choice states that are led back to.
#[doc = include_str!("loops.md")]
pub mod loops {}

/// `?`, `match` on a `Result`, platform faults: Catch and Fail.
#[doc = include_str!("faults.md")]
pub mod faults {}

/// `join!`, `try_join!`, `map`: Parallel and Map states.
#[doc = include_str!("concurrency.md")]
pub mod concurrency {}

/// `sleep`, task tokens, other workflows, what an execution knows of itself.
#[doc = include_str!("waiting.md")]
pub mod waiting {}

/// What a step is, how it is called, when it is tried again.
#[doc = include_str!("calling.md")]
pub mod calling {}

/// What states are called.
#[doc = include_str!("names.md")]
pub mod names {}
