//! The whole bank on one machine, in one process.
//!
//! The API takes `POST /transactions`, runs the generated state machine in the interpreter, whose tasks are the very
//! steps that deploy as Lambda functions, on an embedded DynamoDB that any AWS SDK can look into. What runs here is,
//! byte for byte, the state machine in `generated/`; the crate knows no flow and no table.
//!
//! The binary `local` serves it; tests start it as a [`Service`], on steps of their own if they like.

mod contract;
mod executions;
mod functions;
mod gateway;
mod generated;
mod server;
mod service;
mod store;

pub use gateway::LogStyle;
pub use generated::GeneratedError;
pub use service::{Options, Service, StartError, Stopped};
pub use store::{FolderError, Storage, StoreError};
