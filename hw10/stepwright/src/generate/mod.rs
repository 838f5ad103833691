//! The generator: every file that follows from a project's workflows, and the command line that keeps them fresh.
//!
//! [`artifacts`](Project::artifacts) renders, purely; [`Directory`] compares with what is on disk and is the one place
//! that writes; [`Project::main`] is the command line.

mod artifact;
mod aws;
mod check;
mod command_line;
mod cost;
mod directory;
mod draft04;
mod endpoints;
mod example;
mod explain;
mod failed_execution;
mod graph;
mod list;
mod new;
mod openapi;
mod postman;
mod problems;
mod project;
mod report;
pub(crate) mod schemas;
mod service;
pub(crate) mod terminal;
mod types;
mod whereabouts;

pub use artifact::Artifact;
pub use directory::{Directory, Finding, Status};
pub use new::NewError;
pub use project::{GenerateError, Project};
