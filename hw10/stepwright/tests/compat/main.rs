//! What a change does to what is deployed: edits of a contract in Rust, and the verdict that an expert gives.
//!
//! Each edit is a module with the whole contract, edited; what is compared is what the generator writes of it.
#![allow(dead_code, reason = "the workflows are compared, not run")]
#![allow(
    clippy::ptr_arg,
    clippy::type_complexity,
    reason = "what a contract looks like is the edit's business"
)]

mod api;
mod edits;
mod judge;
mod project;
mod shop;
