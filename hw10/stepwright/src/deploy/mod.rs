//! What deploys a service: fragments of a CloudFormation template that `serverless.yml` includes, rendered from the flows,
//! the tables and the APIs. Reads no files and calls no AWS.
//!
//! The fragments are JSON in the words of the Serverless Framework: `${self:..}`, `${sls:stage}` and `${param:..}` are
//! what the user's `serverless.yml` says. It has `custom.tags`, the tags of every resource, and these parameters, for
//! all stages or for each:
//!
//! | parameter | what it is |
//! |---|---|
//! | `log_days` | days until a log entry is deleted |
//! | `execution_data` | whether logs hold what the executions work on |
//! | `requests_per_second`, `requests_burst` | what an API lets in before it answers 429 |

mod api;
mod cloudformation;
mod functions;
mod judge;
mod machine;
mod problem;
mod request;
mod response;
mod routes;
mod velocity;

use asl::StateMachine;

use crate::access::Table;
use crate::api::Api;
use crate::flow::Flow;
use crate::generate::Artifact;
use crate::lower::Diagnosis;

/// What is deployed.
pub(crate) struct Service<'a> {
    /// The workflows, each with its state machine.
    pub(crate) workflows: Vec<(&'a Flow, &'a StateMachine)>,
    /// The tables, and what each step may do with them.
    pub(crate) tables: &'a [Table],
    /// How the workflows are served.
    pub(crate) apis: &'a [Api],
}

/// The files below `deploy/`.
///
/// # Errors
/// Everything that this generator cannot deploy.
pub(crate) fn files(service: &Service<'_>) -> Result<Vec<Artifact>, Vec<Diagnosis>> {
    let problems = judge::diagnose(service);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut files = functions::files(service);
    files.extend(
        service
            .workflows
            .iter()
            .map(|(flow, machine)| machine::file(flow, machine)),
    );
    files.extend(service.apis.iter().flat_map(|it| api::files(it, service)));
    Ok(files)
}
