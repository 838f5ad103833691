//! One generated file: where it stands, and its bytes.

use asl::canonical;
use serde_json::{Value, json};

use super::schemas;
use crate::bounds::{Finding, bounds};
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

/// The files of one workflow: its state machine, and the schemas of all that crosses a boundary; and the limits of AWS that
/// it breaks, or may break.
pub(super) fn of_workflow(flow: &Flow) -> Result<(Vec<Artifact>, Vec<Finding>), Vec<Diagnosis>> {
    let machine = lower(flow)?;
    let findings = bounds(flow, &machine);
    let mut artifacts = vec![Artifact {
        path: format!("{}/state-machine.asl.json", flow.name),
        text: machine.to_json(),
    }];
    artifacts.extend(schemas::of_workflow(flow));
    Ok((artifacts, findings))
}

/// What tells a stale directory from a fresh one without the generator: each workflow's fingerprint.
pub(super) fn manifest(flows: &[Flow]) -> Artifact {
    let workflow = |flow: &Flow| {
        (
            flow.name.to_owned(),
            json!({ "fingerprint": flow.fingerprint, "rust": flow.rust_path }),
        )
    };
    let workflows: serde_json::Map<_, _> = flows.iter().map(workflow).collect();
    Artifact::json("manifest.json".to_owned(), &json!({ "workflows": workflows }))
}
