//! Makes the generated files of a small service: one workflow with one step and an operation, in which the same schema
//! stands at every place where a comparison looks.

use serde_json::{Map, Value, json};
use stepwright::compat::Baseline;

/// The files, by their paths, with a schema as the text says it, which need not be one.
pub(crate) fn files(schema: &str, machine: &Value) -> Vec<(String, String)> {
    let json = |path: &str, value: Value| (path.to_owned(), value.to_string());
    let mut files = vec![
        json("manifest.json", manifest()),
        json("w/state-machine.asl.json", machine.clone()),
        json("openapi.json", api(schema)),
    ];
    for folder in ["w/schemas/workflow", "w/schemas/steps/do-it"] {
        for what in ["input", "output"] {
            files.push((format!("{folder}/{what}.schema.json"), schema.to_owned()));
        }
        files.push(json(&format!("{folder}/error.schema.json"), faults(schema)));
    }
    files
}

/// The files that a text names itself: a JSON object with a file's text, or its JSON, under each path.
pub(crate) fn named(text: &str) -> Option<Vec<(String, String)>> {
    let files: Map<String, Value> = serde_json::from_str(text).ok()?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let files = files.into_iter().map(|(path, value)| (path, text(value)));
    Some(files.collect()).filter(|files: &Vec<(String, String)>| files.iter().any(|(path, _)| path == "manifest.json"))
}

/// What the files are read as, or nothing, where an error says why.
pub(crate) fn read(files: Vec<(String, String)>) -> Option<Baseline> {
    match Baseline::from_files("here", files) {
        Ok(baseline) => Some(baseline),
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("= help: "), "{said}");
            None
        }
    }
}

/// A machine that looks at one field of what its step answers.
pub(crate) fn machine() -> Value {
    json!({ "QueryLanguage": "JSONata", "StartAt": "DoIt", "States": { "DoIt": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": { "FunctionName": "${DoIt}", "Payload": "{% $states.input %}" },
        "Assign": { "done": "{% $states.result.Payload %}" },
        "Catch": [{ "ErrorEquals": ["Refused"], "Output": "{% $states.errorOutput %}", "Next": "End" }],
        "Next": "End",
    }, "End": { "Type": "Succeed", "Output": "{% $done.x %}" } } })
}

/// The machine, with a step of its own that calls what the service's step is.
pub(crate) fn calling(mut machine: Value) -> Value {
    replace(&mut machine, "f", "${DoIt}");
    machine
}

fn replace(value: &mut Value, wanted: &str, by: &str) {
    match value {
        Value::String(text) if text == wanted => by.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|it| replace(it, wanted, by)),
        Value::Object(fields) => fields.values_mut().for_each(|it| replace(it, wanted, by)),
        _ => {}
    }
}

fn manifest() -> Value {
    json!({ "workflows": { "w": { "kind": "standard", "statuses": { "Refused": 422 } } } })
}

fn faults(schema: &str) -> Value {
    let fields: Value = serde_json::from_str(schema).unwrap_or_default();
    json!({ "oneOf": [{ "type": "object", "required": ["errorType", "errorMessage"], "properties": {
        "errorType": { "const": "Refused" },
        "errorMessage": { "type": "string", "contentMediaType": "application/json", "contentSchema": fields },
    } }] })
}

fn api(schema: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/S" } } });
    json!({ "paths": { "/w": { "post": {
        "parameters": [{ "name": "p", "in": "query", "schema": schema }],
        "requestBody": { "required": true, "content": content },
        "responses": { "200": { "content": content } },
    } } }, "components": { "schemas": { "S": schema } } })
}
