//! What a project's service consists of, for its diagram.

use asl::StateMachine;

use super::project::GenerateError;
use crate::access::{Access, Table};
use crate::api::{Api, EndpointDescription};
use crate::diagram::{Endpoint, Service, ServiceTable, ServiceWorkflow};
use crate::flow::Flow;
use crate::step::StepDescription;

pub(super) fn workflow(flow: &Flow, machine: StateMachine) -> ServiceWorkflow {
    ServiceWorkflow {
        name: flow.name.to_owned(),
        kind: flow.kind,
        machine,
    }
}

/// The service of a project.
pub(super) fn describe(
    workflows: Vec<ServiceWorkflow>,
    apis: &[Api],
    tables: &[Table],
    flows: &[Flow],
) -> Result<Service, GenerateError> {
    let steps: Vec<_> = flows.iter().flat_map(|flow| &flow.steps).collect();
    let tables = tables.iter().map(|it| table(it, &steps)).collect::<Result<_, _>>()?;
    let name = match &workflows[..] {
        [workflow] => format!("The service around {}", workflow.name),
        _ => format!("The service around {} workflows", workflows.len()),
    };
    Ok(Service {
        name,
        endpoints: apis.iter().flat_map(|api| &api.endpoints).map(endpoint).collect(),
        workflows,
        tables,
    })
}

fn endpoint(endpoint: &EndpointDescription) -> Endpoint {
    Endpoint {
        method: endpoint.method.to_owned(),
        path: endpoint.path.to_owned(),
        workflow: endpoint.workflow.to_owned(),
    }
}

fn table(table: &Table, steps: &[&StepDescription]) -> Result<ServiceTable, GenerateError> {
    let function = |access: &Access| match steps.iter().find(|step| step.name == access.step) {
        Some(step) => Ok(step.state.to_owned()),
        None => Err(GenerateError::UnknownStep {
            table: table.name,
            step: access.step,
            steps: steps.iter().map(|step| step.name).collect(),
        }),
    };
    Ok(ServiceTable {
        name: table.name.to_owned(),
        functions: table.access.iter().map(function).collect::<Result<_, _>>()?,
    })
}
