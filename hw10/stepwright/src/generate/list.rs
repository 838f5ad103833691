//! `list`: what a project has, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::fault::FaultEntry;
use crate::flow::Flow;
use crate::step::{StepDescription, TaskKind};
use crate::workflow::WorkflowKind;

/// A line for each workflow, and below it one for each of its steps.
pub(super) fn text(flows: &[Flow]) -> String {
    let mut text = String::new();
    for flow in flows {
        let _ = writeln!(text, "{}  {}, {}", flow.name, kind(flow), flow.rust_path);
        let width = flow.steps.iter().map(|step| step.state.len()).max().unwrap_or(0);
        for step in &flow.steps {
            let (state, service, seconds) = (step.state, service(step), step.timeout_seconds);
            let _ = write!(text, "  {state:width$}  {service}, {seconds} s");
            let faults = names(&step.faults);
            let _ = match faults.is_empty() {
                true => writeln!(text),
                false => writeln!(text, "; may fail with {}", faults.join(", ")),
            };
        }
    }
    text
}

/// The same as one JSON value.
pub(super) fn json(flows: &[Flow]) -> Value {
    flows.iter().map(workflow).collect()
}

fn workflow(flow: &Flow) -> Value {
    json!({
        "name": flow.name,
        "kind": kind(flow),
        "rust": flow.rust_path,
        "file": flow.file,
        "description": flow.description,
        "timeout_seconds": flow.timeout_seconds,
        "faults": names(&flow.faults),
        "steps": flow.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &StepDescription) -> Value {
    json!({
        "name": step.name,
        "state": step.state,
        "description": step.description,
        "calls": service(step),
        "timeout_seconds": step.timeout_seconds,
        "heartbeat_seconds": step.heartbeat_seconds,
        "idempotent": step.idempotent,
        "parameters": step.parameters.iter().map(|it| it.name).collect::<Vec<_>>(),
        "faults": names(&step.faults),
    })
}

fn kind(flow: &Flow) -> &'static str {
    match flow.kind {
        WorkflowKind::Standard => "standard",
        WorkflowKind::Express => "express",
    }
}

fn service(step: &StepDescription) -> &'static str {
    match step.task {
        TaskKind::Lambda => "lambda",
        TaskKind::Integration(resource) => resource,
    }
}

fn names(faults: &[&'static FaultEntry]) -> Vec<&'static str> {
    faults.iter().map(|entry| entry.name).collect()
}
