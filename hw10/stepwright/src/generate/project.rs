//! A project: its workflows, and where their files go.

use std::path::{Path, PathBuf};

use asl::StateMachine;

use super::artifact::{self, Artifact};
use super::directory::Directory;
use super::endpoints;
use super::service;
use crate::access::Table;
use crate::api::Api;
use crate::bounds::{Finding, Severity, bounds};
use crate::deploy;
use crate::flow::{Flow, Record};
use crate::lower::{Diagnosis, lower};

/// The workflows of a project, for its generator. A project's own `workflow-gen` is this and no more:
///
/// ```no_run
/// # use stepwright::{Contract, Fault, steps, workflow};
/// # #[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
/// # #[fault(status = 409, detail = "No.")]
/// # pub struct Refused {}
/// # #[steps]
/// # pub trait Greeter { async fn greet(&self, name: &String) -> Result<String, Refused>; }
/// # #[workflow(express)]
/// # async fn say_hello(greeter: &impl Greeter, name: String) -> Result<String, Refused> {
/// #     Ok(greeter.greet(&name).await?)
/// # }
/// use std::process::ExitCode;
/// use stepwright::generate::Project;
///
/// fn main() -> ExitCode {
///     Project::new("generated").workflow::<say_hello>().main()
/// }
/// ```
#[derive(Debug)]
pub struct Project {
    directory: PathBuf,
    flows: Vec<Flow>,
    tables: Vec<Table>,
    cost_assumptions: Option<&'static str>,
    apis: Vec<Api>,
    deploys: bool,
}

/// What keeps a project's files from being generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// Workflows that are no state machines, and APIs that do not fit to theirs: every problem.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Workflow(Vec<Diagnosis>),
    /// A table was said to be used by a step that no workflow has.
    #[error(
        "no workflow has a step `{step}`, which the table {table} is said to be used by\n  = help: the steps are {}",
        steps.join(", ")
    )]
    UnknownStep {
        /// The name of the table.
        table: &'static str,
        /// The name of the step.
        step: &'static str,
        /// The names of the steps that there are.
        steps: Vec<&'static str>,
    },
    /// What is assumed of costs cannot be read.
    #[error("{place}: {source}\n  = help: `stepwright::cost::Assumptions` says what there is")]
    Assumptions {
        /// Where it stands.
        place: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// What is deployed could not be read.
    #[error(transparent)]
    Baseline(#[from] crate::compat::BaselineError),
    /// A file could not be read or written.
    #[error("{}: {source}\n  = help: {help}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// What to do next.
        help: &'static str,
    },
    /// There is no workflow of that name.
    #[error("there is no workflow `{name}`\n  = help: there are {}", known.join(", "))]
    UnknownWorkflow {
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// A workflow must be named, since there are several, or none.
    #[error("which workflow?\n  = help: name one: {}", known.join(", "))]
    WhichWorkflow {
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// There is no state of that name.
    #[error("there is no state `{state}`\n  = help: near it there are {}", nearest.join(", "))]
    UnknownState {
        /// The name asked for.
        state: String,
        /// The nearest that there are.
        nearest: Vec<String>,
    },
    /// A state must be named.
    #[error(
        "which state?\n  = help: name one, or pipe the history of a failed execution into the command: see `where --help`"
    )]
    NoState,
    /// What AWS says of an execution could not be made use of.
    #[error(
        "standard input does not say where an execution failed: {reason}\n  = help: pipe in what `aws stepfunctions \
         get-execution-history --execution-arn ARN` prints, or `describe-execution`"
    )]
    Execution {
        /// Why.
        reason: String,
    },
    /// AWS gave no verdict.
    #[error(
        "AWS does not say: {reason}\n  = help: `check --aws` runs `aws stepfunctions validate-state-machine-definition`: it \
         needs the AWS CLI, credentials that may do so, and a region"
    )]
    Aws {
        /// Why.
        reason: String,
    },
    /// There is no such code.
    #[error("there is no code `{code}`\n  = help: near it there are {}; `explain --list` prints all", nearest.join(", "))]
    UnknownCode {
        /// The code asked for.
        code: String,
        /// The nearest that there are, with their titles.
        nearest: Vec<String>,
    },
    /// A new workspace could not be made.
    #[error(transparent)]
    New(#[from] super::new::NewError),
}

impl Project {
    /// A project whose files go into that directory.
    pub fn new(directory: impl Into<PathBuf>) -> Project {
        Project {
            directory: directory.into(),
            flows: Vec::new(),
            tables: Vec::new(),
            cost_assumptions: None,
            apis: Vec::new(),
            deploys: false,
        }
    }

    /// Adds a workflow.
    #[must_use]
    pub fn workflow<W: Record>(mut self) -> Project {
        self.flows.push(W::flow());
        self
    }

    /// Adds DynamoDB tables, and what each step may do with them: for the diagram of the service, and for the roles of the
    /// functions.
    #[must_use]
    pub fn tables(mut self, tables: impl IntoIterator<Item = Table>) -> Project {
        self.tables.extend(tables);
        self
    }

    /// What the command `cost` assumes of the steps: a JSON text, see [`Assumptions`](crate::cost::Assumptions).
    #[must_use]
    pub fn cost_assumptions(mut self, json: &'static str) -> Project {
        self.cost_assumptions = Some(json);
        self
    }

    pub(super) fn cost_text(&self) -> Option<&'static str> {
        self.cost_assumptions
    }

    /// Says how the workflows are served by HTTP.
    #[must_use]
    pub fn api(mut self, api: Api) -> Project {
        self.apis.push(api);
        self
    }

    /// Writes what deploys the service too, below `deploy/`: fragments of a template that `serverless.yml` includes.
    #[must_use]
    pub fn deploy(mut self) -> Project {
        self.deploys = true;
        self
    }

    /// Puts the files elsewhere.
    #[must_use]
    pub fn into_directory(mut self, directory: impl Into<PathBuf>) -> Project {
        self.directory = directory.into();
        self
    }

    /// Where the files go.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The workflows.
    pub(super) fn flows(&self) -> &[Flow] {
        &self.flows
    }

    /// The workflow of that name; without one, the only one that there is.
    pub(super) fn one_flow(&self, name: Option<&str>) -> Result<&Flow, GenerateError> {
        let known = || self.flows.iter().map(|flow| flow.name).collect();
        match (name, self.flows.as_slice()) {
            (None, [only]) => Ok(only),
            (None, _) => Err(GenerateError::WhichWorkflow { known: known() }),
            (Some(name), flows) => {
                flows
                    .iter()
                    .find(|flow| flow.name == name)
                    .ok_or_else(|| GenerateError::UnknownWorkflow {
                        name: name.to_owned(),
                        known: known(),
                    })
            }
        }
    }

    /// Every file that follows from the workflows.
    ///
    /// # Errors
    /// [`GenerateError::Workflow`] with the problems of all workflows, limits of AWS that one must break among them;
    /// [`GenerateError::UnknownStep`].
    pub fn artifacts(&self) -> Result<Vec<Artifact>, GenerateError> {
        Ok(self.rendered()?.0)
    }

    /// Every file, and the warnings about limits that a workflow may break.
    pub(super) fn rendered(&self) -> Result<(Vec<Artifact>, Vec<Finding>), GenerateError> {
        let (mut artifacts, mut findings, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        let mut workflows = Vec::new();
        for flow in &self.flows {
            match lower(flow) {
                Ok(machine) => {
                    findings.extend(bounds(flow, &machine));
                    artifacts.extend(artifact::of_workflow(flow, &machine));
                    workflows.push(service::workflow(flow, machine));
                }
                Err(more) => problems.extend(more),
            }
        }
        let (errors, warnings): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| finding.severity == Severity::Error);
        problems.extend(errors.into_iter().map(Finding::into_diagnosis));
        for api in &self.apis {
            artifacts.extend(artifact::of_api(api));
            problems.extend(api.endpoints.iter().flat_map(|it| endpoints::diagnose(it, &self.flows)));
        }
        if self.deploys && workflows.len() == self.flows.len() {
            let workflows = self.flows.iter().zip(workflows.iter().map(|it| &it.machine)).collect();
            match self.deployment(workflows) {
                Ok(files) => artifacts.extend(files),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(GenerateError::Workflow(problems));
        }
        let service = service::describe(workflows, &self.apis, &self.tables, &self.flows)?;
        artifacts.extend(artifact::of_service(&service));
        artifacts.sort_by(|one, other| one.path.cmp(&other.path));
        artifacts.push(artifact::manifest(&self.flows, &artifacts));
        Ok((artifacts, warnings))
    }

    fn deployment(&self, workflows: Vec<(&Flow, &StateMachine)>) -> Result<Vec<Artifact>, Vec<Diagnosis>> {
        deploy::files(&deploy::Service {
            workflows,
            tables: &self.tables,
            apis: &self.apis,
        })
    }

    /// The files as they should be beside those that are there.
    ///
    /// # Errors
    /// [`GenerateError`].
    pub fn resolve(&self) -> Result<Directory, GenerateError> {
        Ok(self.resolve_and_warn()?.0)
    }

    /// The same, and the warnings about limits that a workflow may break.
    pub(super) fn resolve_and_warn(&self) -> Result<(Directory, Vec<Finding>), GenerateError> {
        let (artifacts, warnings) = self.rendered()?;
        Ok((Directory::compare(&self.directory, artifacts)?, warnings))
    }

    /// Fails with what is wrong if the files on disk are not those that follow from the workflows: for a test.
    ///
    /// ```no_run
    /// # let project = stepwright::generate::Project::new("generated");
    /// project.assert_fresh();
    /// ```
    ///
    /// # Panics
    /// If a file is stale, missing or an orphan; the message names each, and the command that mends it.
    pub fn assert_fresh(&self) {
        match self.resolve() {
            Ok(directory) if directory.is_fresh() => {}
            Ok(directory) => panic!("{}", directory.report()),
            Err(error) => panic!("{error}"),
        }
    }
}
