//! The JSON Schemas of a workflow: input, output and error, its own and each step's, and each fault, as 2020-12; the models
//! of its API, as draft-04.

use schemars::generate::Contract as Side;
use serde_json::{Map, Value, json};

use super::artifact::Artifact;
use super::types::{Dialect, SchemaOf, Types};
use crate::api::{EndpointDescription, kebab_case};
use crate::fault::{FaultEntry, merge};
use crate::flow::Flow;
use crate::step::{ParameterDescription, StepDescription};

/// The schema of a workflow's input, as a document of its own.
pub(crate) fn input(flow: &Flow) -> Value {
    titled(Side::Deserialize, &format!("Input of {}", flow.name), flow.input)
}

/// The schema of a workflow's output, as a document of its own.
pub(crate) fn result(flow: &Flow) -> Value {
    titled(Side::Serialize, &format!("Output of {}", flow.name), flow.output)
}

/// The schema of a step's payload, as a document of its own.
pub(crate) fn payload_document(step: &StepDescription) -> Value {
    document(Side::Deserialize, |types| payload(step, types))
}

/// The schema of a step's result, as a document of its own.
pub(crate) fn output(step: &StepDescription) -> Value {
    titled(Side::Serialize, &format!("Output of {}", step.state), step.output)
}

pub(super) fn of_workflow(flow: &Flow) -> Vec<Artifact> {
    let own = [
        ("input", input(flow)),
        ("output", result(flow)),
        ("error", document(Side::Serialize, |types| error(&flow.faults, types))),
    ];
    let own = own
        .iter()
        .map(|(what, schema)| artifact(flow, &format!("workflow/{what}"), schema, flow.rust_path));
    own.chain(flow.steps.iter().flat_map(|step| of_step(flow, step)))
        .chain(faults(flow))
        .collect()
}

fn of_step(flow: &Flow, step: &StepDescription) -> Vec<Artifact> {
    let folder = format!("steps/{}", step.name.replace('_', "-"));
    let schemas = [
        ("input", payload_document(step)),
        ("output", output(step)),
        ("error", document(Side::Serialize, |types| error(&step.faults, types))),
    ];
    schemas
        .iter()
        .map(|(what, schema)| artifact(flow, &format!("{folder}/{what}"), schema, step.rust_path))
        .collect()
}

/// Each fault that the workflow or a step of it ends with.
fn faults(flow: &Flow) -> Vec<Artifact> {
    let mut table = flow.faults.clone();
    for step in &flow.steps {
        merge(&mut table, step.faults.clone());
    }
    let fault = |entry: &&'static FaultEntry| {
        let schema = document(Side::Serialize, |types| of_fault(entry, types));
        artifact(
            flow,
            &format!("faults/{}", kebab_case(entry.name)),
            &schema,
            entry.rust_path,
        )
    };
    table.iter().map(fault).collect()
}

fn artifact(flow: &Flow, what: &str, schema: &Value, rust_path: &str) -> Artifact {
    Artifact::json(format!("{}/schemas/{what}.schema.json", flow.name), schema).of(rust_path)
}

/// What API Gateway checks a body by, and what it says about an answer: draft-04, each a document of its own.
pub(crate) fn models(endpoint: &EndpointDescription) -> Vec<Artifact> {
    let model = |what: &str, side: Side, of: SchemaOf, rust_path: &str| {
        let mut types = Types::new(Dialect::Draft04, side);
        let schema = types.schema(of);
        let path = format!("{}/models/{what}.json", endpoint.workflow);
        Artifact::json(path, &types.document(schema)).of(rust_path)
    };
    let request = endpoint
        .body()
        .map(|body| model("request", Side::Deserialize, body.schema, &(body.rust_path)()));
    let rust_path = (endpoint.output_rust_path)();
    let response = model("response", Side::Serialize, endpoint.output, &rust_path);
    request.into_iter().chain([response]).collect()
}

fn document(side: Side, render: impl FnOnce(&mut Types) -> Value) -> Value {
    let mut types = Types::new(Dialect::Draft2020, side);
    let schema = render(&mut types);
    types.document(schema)
}

/// The schema of a type, under a title where the type gives none.
fn titled(side: Side, title: &str, of: SchemaOf) -> Value {
    document(side, |types| {
        let mut schema = types.schema(of);
        if let Value::Object(fields) = &mut schema {
            fields.entry("title").or_insert_with(|| title.into());
        }
        schema
    })
}

/// The payload of a call: an object keyed by the names of the parameters.
fn payload(step: &StepDescription, types: &mut Types) -> Value {
    let property = |parameter: &ParameterDescription| (parameter.name.to_owned(), types.schema(parameter.schema));
    let properties: Map<_, _> = step.parameters.iter().map(property).collect();
    let required: Vec<_> = step
        .parameters
        .iter()
        .filter(|it| !it.optional)
        .map(|it| it.name)
        .collect();
    json!({
        "title": format!("The payload of {}", step.state),
        "description": step.description,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// What a Lambda answers that failed: the fault's name, and its fields as JSON text.
fn error(faults: &[&'static FaultEntry], types: &mut Types) -> Value {
    let fault = |entry: &&'static FaultEntry| {
        json!({
            "title": entry.title,
            "description": entry.description,
            "type": "object",
            "properties": {
                "errorType": { "const": entry.name },
                "errorMessage": {
                    "type": "string",
                    "contentMediaType": "application/json",
                    "contentSchema": types.schema(entry.schema),
                },
            },
            "required": ["errorType", "errorMessage"],
        })
    };
    json!({ "oneOf": faults.iter().map(fault).collect::<Vec<_>>() })
}

/// A fault's fields, under its title.
pub(super) fn of_fault(entry: &FaultEntry, types: &mut Types) -> Value {
    let mut schema = types.schema(entry.schema);
    if let Value::Object(fields) = &mut schema {
        fields.insert("title".to_owned(), entry.title.into());
        fields.insert("description".to_owned(), entry.description.into());
    }
    schema
}
