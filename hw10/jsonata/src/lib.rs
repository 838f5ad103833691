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
