//! What becomes of each construct of a workflow: one small workflow a test, and the outline of its state machine.
//!
//! Every machine is also read back and judged by `asl`, which parses each expression.
#![expect(dead_code, reason = "the workflows are lowered here, not run")]
#![allow(
    clippy::manual_unwrap_or,
    clippy::empty_loop,
    reason = "what they become is looked at"
)]

mod branches;
mod comparisons;
mod concurrent;
mod diagnoses;
mod endings;
mod faults;
mod integrations;
mod loops;
mod machine;
mod names;
mod options;
mod origins;
mod outline;
mod packing;
mod patterns;
mod shop;
mod structs;
mod variables;
mod waits;
