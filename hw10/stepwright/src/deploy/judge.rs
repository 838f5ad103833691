//! What cannot be deployed by generated fragments: said before anything is written.

use super::Service;
use super::response::TIMEOUT_SECONDS_MAX;
use crate::api::{EndpointDescription, PROBLEM_MEMBERS};
use crate::diagram::Called;
use crate::fault::{FaultEntry, FaultOrigin};
use crate::flow::Flow;
use crate::lower::Diagnosis;
use crate::workflow::WorkflowKind;

pub(super) fn diagnose(service: &Service<'_>) -> Vec<Diagnosis> {
    let calls = service.workflows.iter().flat_map(|(flow, machine)| {
        let others = Called::by(machine).others;
        others.into_iter().map(|action| unknown_resource(flow, &action))
    });
    let endpoints = service.apis.iter().flat_map(|api| &api.endpoints);
    let served = endpoints.flat_map(|endpoint| {
        let flow = service
            .workflows
            .iter()
            .map(|(flow, _)| *flow)
            .find(|it| it.rust_path == endpoint.rust_path);
        let faults = endpoint.faults.iter().filter_map(|it| untellable(endpoint, it));
        flow.and_then(|flow| too_slow(endpoint, flow))
            .into_iter()
            .chain(faults)
            .collect::<Vec<_>>()
    });
    calls.chain(served).collect()
}

/// Which of a service's resources a state machine means is not in the contract, so that its role would be a guess.
fn unknown_resource(flow: &Flow, action: &str) -> Diagnosis {
    Diagnosis {
        code: "SW1101",
        message: format!(
            "`{}` calls `{action}`, and nothing says on which resource its role may do so",
            flow.name
        ),
        file: flow.file.to_owned(),
        line: None,
        help: "leave `Project::deploy` out, and write the template of this state machine by hand".to_owned(),
    }
}

/// A client waits for the answer, and the gateway waits with it for so long.
fn too_slow(endpoint: &EndpointDescription, flow: &Flow) -> Option<Diagnosis> {
    let place = format!("{} {}", endpoint.method, endpoint.path);
    let (message, help) = match (flow.kind, flow.timeout_seconds) {
        (WorkflowKind::Standard, _) => (
            format!(
                "{place} starts `{}`, a Standard workflow, whose end no API can wait for",
                flow.name
            ),
            "make it `#[workflow(express)]`".to_owned(),
        ),
        (WorkflowKind::Express, Some(seconds)) if seconds <= TIMEOUT_SECONDS_MAX => return None,
        (WorkflowKind::Express, _) => (
            format!(
                "{place} may wait for `{}` longer than API Gateway does, which gives up after 29 s",
                flow.name
            ),
            format!("write `#[workflow(express, timeout_seconds = {TIMEOUT_SECONDS_MAX})]`, or less"),
        ),
    };
    Some(Diagnosis {
        code: "SW1102",
        message,
        file: flow.file.to_owned(),
        line: None,
        help,
    })
}

/// A mapping template copies a fault's fields as they are, and looks for them in a payload that is JSON.
fn untellable(endpoint: &EndpointDescription, fault: &FaultEntry) -> Option<Diagnosis> {
    let member = fault.fields.iter().find(|field| PROBLEM_MEMBERS.contains(field));
    let (message, help) = match (fault.origin, member) {
        (FaultOrigin::Step, None) => return None,
        (FaultOrigin::Step, Some(field)) => (
            format!(
                "the field `{field}` of `{}` has a name that RFC 9457 gives a meaning",
                fault.name
            ),
            "give the field another name".to_owned(),
        ),
        (FaultOrigin::Service | FaultOrigin::Platform, _) => (
            format!(
                "{} {} would answer `{}`, whose cause is AWS's own text and not for a client",
                endpoint.method, endpoint.path, fault.name
            ),
            "catch it in the workflow, and fail with a fault of your own".to_owned(),
        ),
    };
    Some(Diagnosis {
        code: "SW1103",
        message,
        file: fault.rust_path.to_owned(),
        line: None,
        help,
    })
}
