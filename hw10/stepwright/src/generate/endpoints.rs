//! Whether an endpoint makes the input that its workflow takes.

use schemars::generate::Contract as Side;
use serde_json::{Map, Value};

use super::types::{Dialect, Types};
use crate::api::{EndpointDescription, InputField};
use crate::flow::Flow;
use crate::lower::Diagnosis;

/// Everything that does not fit together.
pub(super) fn diagnose(endpoint: &EndpointDescription, flows: &[Flow]) -> Vec<Diagnosis> {
    let Some(flow) = flows.iter().find(|flow| flow.rust_path == endpoint.rust_path) else {
        let message = format!("{} starts a workflow that the project does not have", place(endpoint));
        let help = format!("register `{}` with `Project::workflow`", endpoint.rust_path);
        return vec![diagnosis("SW0011", message, endpoint.rust_path, help)];
    };
    let mut types = Types::new(Dialect::Draft2020, Side::Deserialize);
    let input = types.schema(endpoint.input);
    let fields: Vec<_> = endpoint.fields.iter().map(|it| (it, types.schema(it.schema))).collect();
    let input = resolved(&input, &types.definitions());
    let wrong = fields
        .iter()
        .filter_map(|(field, schema)| misfit(endpoint, flow, &input, field, schema));
    wrong.chain(missing(endpoint, flow, &input)).collect()
}

/// A field that the input does not have, or that is another type there.
fn misfit(
    endpoint: &EndpointDescription,
    flow: &Flow,
    input: &Value,
    field: &InputField,
    schema: &Value,
) -> Option<Diagnosis> {
    let name = field.name;
    let (message, help) = match input["properties"].get(name) {
        None => (
            format!(
                "{} fills `{name}`, which the input of `{}` does not have",
                place(endpoint),
                flow.name
            ),
            format!("the input has {}", known(input)),
        ),
        Some(property) if essence(property) != essence(schema) => (
            format!("{} fills `{name}` with what is no value of it", place(endpoint)),
            "let the accessor return the field that has this name on the wire".to_owned(),
        ),
        Some(_) => return None,
    };
    Some(diagnosis("SW0012", message, flow.file, help))
}

/// Fields of the input that come from nowhere.
fn missing(endpoint: &EndpointDescription, flow: &Flow, input: &Value) -> Vec<Diagnosis> {
    let filled = |name: &str| endpoint.fields.iter().any(|it| it.name == name);
    let required = input["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let wrong = required.filter(|name| !filled(name)).map(|name| {
        let message = format!(
            "`{name}` of the input of `{}` comes from nowhere in {}",
            flow.name,
            place(endpoint)
        );
        let help = "say where it comes from: `.body(..)`, `.header(..)` or `.request_id(..)`; or make it an `Option`";
        diagnosis("SW0013", message, flow.file, help.to_owned())
    });
    wrong.collect()
}

fn diagnosis(code: &'static str, message: String, file: &str, help: String) -> Diagnosis {
    Diagnosis {
        code,
        message,
        file: file.to_owned(),
        line: None,
        help,
    }
}

fn place(endpoint: &EndpointDescription) -> String {
    format!("{} {}", endpoint.method, endpoint.path)
}

fn known(input: &Value) -> String {
    let names = input["properties"].as_object().into_iter().flat_map(Map::keys);
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn resolved(schema: &Value, definitions: &Map<String, Value>) -> Value {
    let name = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/"));
    name.and_then(|name| definitions.get(name)).unwrap_or(schema).clone()
}

/// What a schema says of the value itself: without words about it, and without `null`.
fn essence(schema: &Value) -> Value {
    let mut schema = match &schema["anyOf"] {
        Value::Array(choices) => choices.first().cloned().unwrap_or_default(),
        _ => schema.clone(),
    };
    if let Value::Object(fields) = &mut schema {
        fields.remove("description");
        if let Some(Value::Array(types)) = fields.get("type") {
            let first = types.first().cloned().unwrap_or_default();
            fields.insert("type".to_owned(), first);
        }
    }
    schema
}
