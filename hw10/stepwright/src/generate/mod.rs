//! The generator: every file that follows from a project's workflows, and the command line that keeps them fresh.
//!
//! [`artifacts`](Project::artifacts) renders, purely; [`Directory`] compares with what is on disk and is the one place
//! that writes; [`Project::main`] is the command line.

mod artifact;
mod command_line;
mod cost;
mod directory;
mod draft04;
mod endpoints;
mod example;
mod list;
mod new;
mod openapi;
mod postman;
mod problems;
mod project;
pub(crate) mod schemas;
mod service;
mod types;

pub use artifact::Artifact;
pub use directory::{Directory, Finding, Status};
pub use new::NewError;
pub use project::{GenerateError, Project};
