//! What is deployed, or would be: a project's generated files, read. Knows where files stand and what is in them;
//! compares nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{faults, git};
use crate::flow::Flow;
use crate::workflow::WorkflowKind;

/// The file that every directory of generated files has.
pub(super) const MANIFEST: &str = "manifest.json";

/// The description of the API, where there is one.
const API: &str = "openapi.json";

/// A project's generated files, as far as a change of them can matter to what runs.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    pub(super) workflows: BTreeMap<String, Workflow>,
    pub(super) api: Option<Value>,
}

/// What is deployed of one workflow.
#[derive(Debug, Clone)]
pub(super) struct Workflow {
    /// `standard` or `express`, where the manifest says it.
    pub(super) kind: Option<String>,
    /// The HTTP status of each fault, as far as the manifest says it.
    pub(super) statuses: BTreeMap<String, u64>,
    pub(super) machine: Value,
    pub(super) own: Schemas,
    /// The steps by their names in kebab case.
    pub(super) steps: BTreeMap<String, Schemas>,
}

/// The schemas of a workflow, or of a step.
#[derive(Debug, Clone, Default)]
pub(super) struct Schemas {
    pub(super) input: Value,
    pub(super) output: Value,
    pub(super) error: Value,
}

/// Why a baseline could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// There are no generated files there.
    #[error(
        "{place} holds no generated files: there is no `{MANIFEST}`\n  = help: name a directory that `generate` wrote, or a \
         commit of this repository in which the generated files are checked in"
    )]
    Empty {
        /// The directory, or the commit and the directory in it.
        place: String,
    },
    /// A file says nothing that can be compared.
    #[error("{path} of the baseline: {reason}\n  = help: the baseline must be what `generate` wrote")]
    Content {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be read.
    #[error("{}: {source}\n  = help: the baseline must be readable", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Git did not give the files of a commit.
    #[error("`{command}` failed: {reason}\n  = help: {help}")]
    Git {
        /// What was run.
        command: String,
        /// What it said.
        reason: String,
        /// What to do next.
        help: String,
    },
}

impl Baseline {
    /// The files of a directory, or, if there is no such directory, those that the commit of that name has in the place
    /// of `generated`.
    ///
    /// # Errors
    /// [`BaselineError`], which says what to name instead.
    pub fn read(reference: &str, generated: &Path) -> Result<Baseline, BaselineError> {
        let directory = Path::new(reference);
        if directory.is_dir() {
            let files = read_directory(directory)?;
            return Baseline::from_files(reference, files);
        }
        let files = git::files_of(reference, generated)?;
        Baseline::from_files(&format!("{reference}:{}", generated.display()), files)
    }

    /// The files by their paths, with `/`, below the directory of generated files; `place` is what an error calls it.
    ///
    /// # Errors
    /// [`BaselineError::Empty`] without a manifest, [`BaselineError::Content`] for a file that is not JSON.
    pub fn from_files(
        place: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Baseline, BaselineError> {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (path, text) in files.into_iter().filter(|(path, _)| matters(path)) {
            let value = serde_json::from_str(&text).map_err(|error| content(&path, error))?;
            values.insert(path, value);
        }
        let empty = || BaselineError::Empty {
            place: place.to_owned(),
        };
        let manifest = values.remove(MANIFEST).ok_or_else(empty)?;
        let names = manifest.get("workflows").and_then(Value::as_object);
        let names = names.ok_or_else(|| content(MANIFEST, "it names no `workflows`"))?;
        let workflows: Result<_, BaselineError> = names
            .iter()
            .map(|(name, facts)| Ok((name.clone(), workflow(name, facts, &mut values)?)))
            .collect();
        Ok(Baseline {
            workflows: workflows?,
            api: values.remove(API),
        })
    }
}

/// What the manifest says of a workflow that no other file does, and a comparison needs.
pub(crate) fn facts(flow: &Flow) -> Value {
    let statuses = flow
        .faults
        .iter()
        .map(|fault| (fault.name.to_owned(), Value::from(fault.status)));
    json!({
        "fingerprint": flow.fingerprint,
        "kind": match flow.kind {
            WorkflowKind::Standard => "standard",
            WorkflowKind::Express => "express",
        },
        "rust": flow.rust_path,
        "statuses": statuses.collect::<serde_json::Map<_, _>>(),
    })
}

/// Whether a file is one that is compared.
fn matters(path: &str) -> bool {
    [MANIFEST, API].contains(&path)
        || path.ends_with("/state-machine.asl.json")
        || (path.contains("/schemas/workflow/") || path.contains("/schemas/steps/")) && path.ends_with(".schema.json")
}

fn content(path: &str, reason: impl ToString) -> BaselineError {
    BaselineError::Content {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

fn workflow(name: &str, facts: &Value, files: &mut BTreeMap<String, Value>) -> Result<Workflow, BaselineError> {
    let prefix = format!("{name}/schemas/steps/");
    let step = |path: &String| Some(path.strip_prefix(&prefix)?.split_once('/')?.0.to_owned());
    let steps: std::collections::BTreeSet<_> = files.keys().filter_map(step).collect();
    let machine = format!("{name}/state-machine.asl.json");
    Ok(Workflow {
        kind: facts.get("kind").and_then(Value::as_str).map(str::to_owned),
        statuses: statuses(facts)?,
        machine: state_machine(&machine, files)?,
        own: schemas(&format!("{name}/schemas/workflow"), files)?,
        steps: steps
            .into_iter()
            .map(|step| Ok((step.clone(), schemas(&format!("{prefix}{step}"), files)?)))
            .collect::<Result<_, BaselineError>>()?,
    })
}

/// The HTTP status of each fault, as far as the manifest says it.
fn statuses(facts: &Value) -> Result<BTreeMap<String, u64>, BaselineError> {
    let statuses = facts.get("statuses").and_then(Value::as_object).into_iter().flatten();
    let status = |(name, status): (&String, &Value)| match status.as_u64() {
        Some(status) => Ok((name.clone(), status)),
        None => Err(content(
            MANIFEST,
            format!("the status of `{name}` is {status}, which is none"),
        )),
    };
    statuses.map(status).collect()
}

/// A definition, as far as a comparison must know it: in another language nothing would be found of what it looks at.
fn state_machine(path: &str, files: &mut BTreeMap<String, Value>) -> Result<Value, BaselineError> {
    let machine = take(path, files)?;
    let is_one = machine.get("States").is_some_and(Value::is_object);
    let is_read = machine.get("QueryLanguage").is_some_and(|it| it == "JSONata");
    match is_one && is_read {
        true => Ok(machine),
        false => Err(content(
            path,
            "it is no state machine with `States` and the `QueryLanguage` JSONata",
        )),
    }
}

fn schemas(folder: &str, files: &mut BTreeMap<String, Value>) -> Result<Schemas, BaselineError> {
    let mut file = |what: &str| take(&format!("{folder}/{what}.schema.json"), files);
    let schemas = Schemas {
        input: file("input")?,
        output: file("output")?,
        error: file("error")?,
    };
    match faults::is_table(&schemas.error) {
        true => Ok(schemas),
        false => Err(content(
            &format!("{folder}/error.schema.json"),
            "it does not list, under `oneOf`, faults with a name and fields each",
        )),
    }
}

fn take(path: &str, files: &mut BTreeMap<String, Value>) -> Result<Value, BaselineError> {
    files.remove(path).ok_or_else(|| content(path, "it is missing"))
}

/// The files below a directory that are compared.
fn read_directory(root: &Path) -> Result<Vec<(String, String)>, BaselineError> {
    let (mut files, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(folder) = folders.pop() {
        let failed = |path: PathBuf| move |source| BaselineError::File { path, source };
        let directory = root.join(&folder);
        for entry in std::fs::read_dir(&directory).map_err(failed(directory.clone()))? {
            let entry = entry.map_err(failed(directory.clone()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            if entry.path().is_dir() {
                folders.push(path);
            } else if matters(&path) {
                let text = std::fs::read_to_string(entry.path()).map_err(failed(entry.path()))?;
                files.push((path, text));
            }
        }
    }
    Ok(files)
}
