//! The JSON Schemas (2020-12) of a workflow: input, output and error, its own and each step's.

use schemars::generate::{Contract as Side, SchemaSettings};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::artifact::Artifact;
use crate::fault::FaultEntry;
use crate::flow::Flow;
use crate::step::StepDescription;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a workflow's input, as a document of its own.
pub(crate) fn input(flow: &Flow) -> Value {
    document(Side::Deserialize, |types| Value::from((flow.input)(types)))
}

/// The schema of a workflow's output, as a document of its own.
pub(crate) fn result(flow: &Flow) -> Value {
    document(Side::Serialize, |types| Value::from((flow.output)(types)))
}

/// The schema of a step's payload, as a document of its own.
pub(crate) fn payload_document(step: &StepDescription) -> Value {
    document(Side::Deserialize, |types| payload(step, types))
}

/// The schema of a step's result, as a document of its own.
pub(crate) fn output(step: &StepDescription) -> Value {
    document(Side::Serialize, |types| Value::from((step.output)(types)))
}

pub(super) fn of_workflow(flow: &Flow) -> Vec<Artifact> {
    let own = [
        ("input", input(flow)),
        ("output", result(flow)),
        ("error", document(Side::Serialize, |types| error(&flow.faults, types))),
    ];
    let own = own
        .into_iter()
        .map(|(what, schema)| artifact(flow, "workflow", what, &schema));
    own.chain(flow.steps.iter().flat_map(|step| of_step(flow, step)))
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
        .map(|(what, schema)| artifact(flow, &folder, what, schema))
        .collect()
}

fn artifact(flow: &Flow, folder: &str, what: &str, schema: &Value) -> Artifact {
    Artifact::json(format!("{}/schemas/{folder}/{what}.schema.json", flow.name), schema)
}

/// A schema as a document of its own, with the definitions that it refers to.
fn document(side: Side, render: impl FnOnce(&mut SchemaGenerator) -> Value) -> Value {
    let mut types = SchemaSettings::draft2020_12()
        .with(|it| it.contract = side)
        .into_generator();
    let schema = render(&mut types);
    let mut document = Map::from_iter([("$schema".to_owned(), DIALECT.into())]);
    if let Value::Object(fields) = schema {
        document.extend(fields);
    }
    let definitions = types.take_definitions(true);
    if !definitions.is_empty() {
        document.insert("$defs".to_owned(), Value::Object(definitions));
    }
    Value::Object(document)
}

/// The payload of a call: an object keyed by the names of the parameters.
fn payload(step: &StepDescription, types: &mut SchemaGenerator) -> Value {
    let property = |parameter: &crate::step::ParameterDescription| {
        (parameter.name.to_owned(), Value::from((parameter.schema)(types)))
    };
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
fn error(faults: &[&'static FaultEntry], types: &mut SchemaGenerator) -> Value {
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
                    "contentSchema": schema(entry, types),
                },
            },
            "required": ["errorType", "errorMessage"],
        })
    };
    json!({ "oneOf": faults.iter().map(fault).collect::<Vec<_>>() })
}

fn schema(entry: &FaultEntry, types: &mut SchemaGenerator) -> Schema {
    (entry.schema)(types)
}
