//! Judges of our own work that others made.
//!
//! Our engine, our interpreter and our lowering could share a misreading of JSONata. npm `jsonata` 2.0.6 is the release
//! that AWS Step Functions runs, and shares nothing with them: [`Judge`] asks it, and [`ours`] answers the same question
//! with the engine that we ship.
//!
//! ```
//! use peers::{Answer, Case, Judge, ours};
//! use serde_json::json;
//!
//! let case = Case::new("$amount % 2 = 0", [("amount", json!(4))]);
//! assert_eq!(ours(&case), Answer::Value(json!(true)));
//! if let Some(judge) = Judge::start() {
//!     judge.agree(&case);
//! }
//! ```
//!
//! The crate knows expressions and their values; it knows nothing of states and machines but where in a document of
//! theirs expressions stand.

mod answer;
mod judge;
mod machines;

pub use answer::{Answer, Case, ours};
pub use judge::{Disagreement, Judge};
pub use machines::{expressions_in, machines_below};
