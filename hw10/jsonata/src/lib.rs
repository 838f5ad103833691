//! JSONata as AWS Step Functions evaluates it.
//!
//! Step Functions runs JSONata 2.0.6 with a few functions more (`$partition`, `$range`, `$hash`, `$random` with a
//! seed, `$uuid`, `$parse`) and one less (`$eval`):
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>. An expression whose result is
//! undefined is an error there, so it is one here.
//!
//! ```
//! use jsonata::{Bindings, Expression, World};
//! use serde_json::json;
//!
//! let expression = Expression::parse("$account.balance >= $amount")?;
//! let mut bindings = Bindings::new();
//! let account = json!({ "balance": 500 });
//! bindings.bind("account", &account);
//! let amount = json!(120);
//! bindings.bind("amount", &amount);
//! assert_eq!(expression.evaluate(&bindings, &mut World::default())?, json!(true));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Bounds
//! An expression may come from anywhere. Its evaluation ends within seconds, with a value or with an error, and holds
//! 1.5 GB on the way at worst, whatever it tries:
//!
//! | what | bound |
//! |---|---|
//! | time | [`TIMEOUT_MILLISECONDS`], asked for between two steps |
//! | depth of calls | [`DEPTH_MAX`] |
//! | items of a sequence or an array | [`SEQUENCE_ITEMS_MAX`] |
//! | the result, and what is made a text or compared | [`VALUE_BYTES_MAX`], [`NESTING_MAX`] levels |
//! | what is put together and copied on the way, each time it is | 256 MiB |
//! | one text | 16 MiB; for `$match`, 256 KiB |
//! | all evaluations of an execution together | an [`Allowance`] |
//!
//! These are ours, all far above what a payload of 256 KiB leads to; AWS documents none of its own.
//!
//! The crate knows the language and its limits. It knows nothing of states and machines, and it reads no clock and
//! no source of randomness: both come in a [`World`].

mod bindings;
mod bounds;
mod calls;
mod context;
mod digits;
mod engine;
mod expression;
mod functions;
mod inspect;
mod limits;
mod path;
mod walk;
mod world;

pub use bindings::{Bindings, Part};
pub use bounds::{Excess, NESTING_MAX, VALUE_BYTES_MAX};
pub use engine::{DEPTH_MAX, SEQUENCE_ITEMS_MAX, TIMEOUT_MILLISECONDS};
pub use expression::{EvaluationError, Expression, ParseError};
pub use world::{Allowance, Randomness, World};
