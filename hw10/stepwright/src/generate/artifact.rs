//! One generated file: where it stands, and its bytes.

use asl::{StateMachine, canonical};
use serde_json::{Value, json};

use super::schemas;
use crate::diagram::{Diagram, Service};
use crate::flow::Flow;

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

/// The files of one workflow: its state machine and what that looks like, and the schemas of all that crosses a boundary.
pub(super) fn of_workflow(flow: &Flow, machine: &StateMachine) -> Vec<Artifact> {
    let mut artifacts = vec![Artifact {
        path: format!("{}/state-machine.asl.json", flow.name),
        text: machine.to_json(),
    }];
    let diagram = Diagram::of_machine(flow.name, machine);
    artifacts.extend(drawn(&format!("{}/state-machine", flow.name), &diagram));
    artifacts.extend(schemas::of_workflow(flow));
    artifacts
}

/// What the whole service looks like.
pub(super) fn of_service(service: &Service) -> [Artifact; 2] {
    drawn("service", &Diagram::of_service(service))
}

/// A diagram, as a picture and as its Mermaid source.
fn drawn(path: &str, diagram: &Diagram) -> [Artifact; 2] {
    [("svg", diagram.to_svg()), ("mmd", diagram.to_mermaid())].map(|(extension, text)| Artifact {
        path: format!("{path}.{extension}"),
        text,
    })
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
