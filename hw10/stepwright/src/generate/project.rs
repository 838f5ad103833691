//! A project: its workflows, and where their files go.

use std::path::{Path, PathBuf};

use super::artifact::{self, Artifact};
use super::directory::Directory;
use crate::flow::{Flow, Record};
use crate::lower::Diagnosis;

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
}

/// What keeps a project's files from being generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// Workflows that are no state machines, all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Workflow(Vec<Diagnosis>),
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
}

impl Project {
    /// A project whose files go into that directory.
    pub fn new(directory: impl Into<PathBuf>) -> Project {
        Project {
            directory: directory.into(),
            flows: Vec::new(),
        }
    }

    /// Adds a workflow.
    #[must_use]
    pub fn workflow<W: Record>(mut self) -> Project {
        self.flows.push(W::flow());
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

    /// Every file that follows from the workflows.
    ///
    /// # Errors
    /// [`GenerateError::Workflow`] with the problems of all workflows.
    pub fn artifacts(&self) -> Result<Vec<Artifact>, GenerateError> {
        let (mut artifacts, mut problems) = (Vec::new(), Vec::new());
        for flow in &self.flows {
            match artifact::of_workflow(flow) {
                Ok(more) => artifacts.extend(more),
                Err(more) => problems.extend(more),
            }
        }
        artifacts.push(artifact::manifest(&self.flows));
        artifacts.sort_by(|one, other| one.path.cmp(&other.path));
        if problems.is_empty() {
            Ok(artifacts)
        } else {
            Err(GenerateError::Workflow(problems))
        }
    }

    /// The files as they should be beside those that are there.
    ///
    /// # Errors
    /// [`GenerateError`].
    pub fn resolve(&self) -> Result<Directory, GenerateError> {
        Directory::compare(&self.directory, self.artifacts()?)
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
