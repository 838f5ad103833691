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
//! | `deletion_protection` | whether a table can be deleted only after somebody has said twice that it may be |
//! | `contributor_insights` | whether tables log which keys are used most, and which are throttled |
//! | `execution_data` | whether logs hold what the executions work on |
//! | `authorization` | who may call an API: `open` is everybody, `iam` who signs with AWS credentials that are allowed `execute-api:Invoke`, `api_key` who sends the key in `x-api-key`, `jwt` who sends a token of a Cognito user pool in `Authorization` (a REST API checks no other JWT) |
//! | `user_pool_arn` | that user pool; empty with any other authorization |
//! | `allowed_origin` | whose web pages may call an API (CORS): an origin, or `*`; empty is none |
//! | `requests_per_second`, `requests_burst` | what an API lets in before it answers 429: all callers together, and each key |
//! | `requests_per_month` | what it lets in by one key |
//! | `alarm_topic_arn` | the SNS topic that is told of alarms; empty is nobody |
//! | `errors_per_minute` | from how many errors in a minute on an alarm goes off: answers 5xx, or invocations that fail with one fault of such a status |
//! | `latency_milliseconds` | from which latency on (the 99th percentile, for five minutes) an alarm goes off |
//! | `shift` | how callers come to a new state machine: `none` is at once, and without a published version; `all_at_once` is by a version and an alias; `canary` is `shift_percent` of them, and after `shift_minutes` all; `linear` is so many more each time. The alarm on answers 5xx takes all of them back |
//!
//! A deployment of an API is a picture of its methods that never changes, and an execution is to end with the functions that
//! it began with: both want what is known at packaging alone. The bank's `deploy/renew-api.cjs` and
//! `deploy/pin-versions.cjs` are the plugins that see to it.

mod alarms;
mod api;
mod authorization;
mod choices;
mod cloudformation;
mod cors;
mod dashboard;
mod functions;
mod judge;
mod machine;
mod metric;
mod problem;
mod request;
mod response;
mod routes;
mod shift;
mod signals;
mod tables;
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
            .map(|(flow, machine)| machine::file(flow, machine, service)),
    );
    files.extend(service.apis.iter().flat_map(|it| api::files(it, service)));
    files.extend(tables::file(service));
    files.extend(signals::files(service));
    Ok(files)
}
