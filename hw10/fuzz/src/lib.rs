//! What must hold whatever comes in: no panic that ends the process, no time and no memory without bound, no money moved
//! by what is not a transaction.
//!
//! A [`Target`] takes bytes and panics where something does not hold. libFuzzer runs each with bytes that it makes up
//! (`run.sh`); the test `replay` runs each with the bytes that once led somewhere new, which are kept in `corpus/`, and
//! with a few that are made up from a seed.
//!
//! The bytes are the text that a target takes, or, after a zero byte, the choices by which a target makes one: what is
//! made so is nearly right, which bytes alone hardly ever are.

mod bank;
mod baseline;
mod books;
mod command;
mod compat;
pub mod corpus;
mod definition;
mod execution;
mod expression;
mod grammar;
mod http;
mod machine;
mod panics;
mod post;
mod schema;
mod step_payload;
mod target;
mod transaction;

pub use panics::watch_panics;
pub use target::{ASL, COMMAND, COMPAT, EXECUTE, EXPRESSION, POST, STEP_PAYLOAD, TARGETS, Target};
