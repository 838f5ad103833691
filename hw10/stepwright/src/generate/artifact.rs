//! One generated file: where it stands, and its bytes.

use asl::canonical;
use serde_json::{Value, json};

use super::schemas;
use crate::flow::Flow;
use crate::lower::{Diagnosis, lower};

/// A file that follows from a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path below the directory of generated files, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Artifact {
    /// A JSON file, its keys sorted.
    pub(super) fn json(path: String, value: &Value) -> Artifact {
        Artifact {
            path,
            text: format!("{:#}\n", canonical(value)),
        }
    }
}

/// The files of one workflow: its state machine, and the schemas of all that crosses a boundary.
pub(super) fn of_workflow(flow: &Flow) -> Result<Vec<Artifact>, Vec<Diagnosis>> {
    let machine = lower(flow)?;
    let mut artifacts = vec![Artifact {
        path: format!("{}/state-machine.asl.json", flow.name),
        text: machine.to_json(),
    }];
    artifacts.extend(schemas::of_workflow(flow));
    Ok(artifacts)
}

/// What tells a stale directory from a fresh one without the generator: each workflow's fingerprint.
pub(super) fn manifest(flows: &[Flow]) -> Artifact {
    let workflow = |flow: &Flow| (flow.name.to_owned(), crate::compat::facts(flow));
    let workflows: serde_json::Map<_, _> = flows.iter().map(workflow).collect();
    Artifact::json("manifest.json".to_owned(), &json!({ "workflows": workflows }))
}
