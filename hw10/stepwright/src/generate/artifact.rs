//! One generated file: where it stands, and its bytes.

use asl::{StateMachine, canonical};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{openapi, postman, schemas};
use crate::api::Api;
use crate::diagram::{Diagram, Service};
use crate::flow::Flow;

/// A file that follows from a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path below the directory of generated files, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The path of the Rust item that it follows from.
    pub rust_path: String,
}

impl Artifact {
    /// A file with that text.
    pub(crate) fn new(path: String, text: String) -> Artifact {
        Artifact {
            path,
            text,
            rust_path: String::new(),
        }
    }

    /// A JSON file, its keys sorted.
    pub(crate) fn json(path: String, value: &Value) -> Artifact {
        Artifact::new(path, format!("{:#}\n", canonical(value)))
    }

    /// Says which Rust item it follows from.
    pub(crate) fn of(mut self, rust_path: &str) -> Artifact {
        rust_path.clone_into(&mut self.rust_path);
        self
    }
}

/// The files of one workflow: its state machine and what that looks like, and the schemas of all that crosses a boundary.
pub(super) fn of_workflow(flow: &Flow, machine: &StateMachine) -> Vec<Artifact> {
    let path = format!("{}/state-machine.asl.json", flow.name);
    let mut artifacts = vec![Artifact::new(path, machine.to_json()).of(flow.rust_path)];
    let diagram = Diagram::of_machine(flow.name, machine);
    let drawn = drawn(&format!("{}/state-machine", flow.name), &diagram);
    artifacts.extend(drawn.map(|artifact| artifact.of(flow.rust_path)));
    artifacts.extend(schemas::of_workflow(flow));
    artifacts
}

/// What the whole service looks like.
pub(super) fn of_service(service: &Service) -> [Artifact; 2] {
    drawn("service", &Diagram::of_service(service))
}

/// A diagram, as a picture and as its Mermaid source.
fn drawn(path: &str, diagram: &Diagram) -> [Artifact; 2] {
    [("svg", diagram.to_svg()), ("mmd", diagram.to_mermaid())]
        .map(|(extension, text)| Artifact::new(format!("{path}.{extension}"), text))
}

/// The files of an API: what describes it, and the models of each endpoint.
pub(super) fn of_api(api: &Api) -> Vec<Artifact> {
    let mut artifacts = vec![Artifact::json("openapi.json".to_owned(), &openapi::document(api))];
    artifacts.extend(postman::files(api));
    let served = api.endpoints.first().map_or("", |it| it.rust_path);
    let mut artifacts: Vec<_> = artifacts.into_iter().map(|it| it.of(served)).collect();
    artifacts.extend(api.endpoints.iter().flat_map(schemas::models));
    artifacts
}

/// What tells a stale directory from a fresh one without the generator, each workflow's fingerprint; and for each file its
/// digest and the Rust item that it follows from.
pub(super) fn manifest(flows: &[Flow], artifacts: &[Artifact]) -> Artifact {
    let workflow = |flow: &Flow| (flow.name.to_owned(), crate::compat::facts(flow));
    let artifact = |it: &Artifact| {
        let digest = Sha256::digest(it.text.as_bytes());
        let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        (it.path.clone(), json!({ "sha256": sha256, "rust": it.rust_path }))
    };
    let workflows: Map<_, _> = flows.iter().map(workflow).collect();
    let artifacts: Map<_, _> = artifacts.iter().map(artifact).collect();
    Artifact::json(
        "manifest.json".to_owned(),
        &json!({ "workflows": workflows, "artifacts": artifacts }),
    )
}
