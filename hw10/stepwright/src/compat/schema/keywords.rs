//! The keywords of one schema object: what they say by themselves, and whether they are what JSON Schema lets them be.
//! <https://json-schema.org/draft/2020-12/json-schema-validation>

use serde_json::{Map, Value};

const TYPES: [&str; 7] = ["null", "boolean", "number", "integer", "string", "array", "object"];

/// The types that are allowed, where that is said.
pub(super) fn types(keywords: &Map<String, Value>) -> Option<Vec<&str>> {
    Some(match keywords.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    })
}

/// Each list of values of which one must be it.
pub(super) fn constants(keywords: &Map<String, Value>) -> impl Iterator<Item = &[Value]> {
    let constant = keywords.get("const").map(std::slice::from_ref);
    let list = keywords.get("enum").and_then(Value::as_array).map(Vec::as_slice);
    constant.into_iter().chain(list)
}

/// Whether keywords only describe, besides a type and constants: words for a person, references that have been followed,
/// annotations.
pub(super) fn says_nothing(keywords: &Map<String, Value>) -> bool {
    const SAYING: [&str; 16] = [
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "pattern",
        "minLength",
        "maxLength",
    ];
    SAYING.iter().all(|word| !keywords.contains_key(*word))
}

/// A keyword that is not what JSON Schema lets it be. It would say nothing, and so allow what it was to forbid.
pub(super) fn malformed(keywords: &Map<String, Value>) -> Option<&str> {
    let malformed = |(word, value): &(&String, &Value)| !is_well_formed(word, value);
    keywords.iter().find(malformed).map(|(word, _)| word.as_str())
}

fn is_well_formed(word: &str, value: &Value) -> bool {
    match word {
        "type" => is_type(value) || is_list_of(value, is_type),
        "properties" => value.is_object(),
        "required" => is_list_of(value, Value::is_string),
        "items" | "additionalProperties" => is_schema(value),
        "prefixItems" | "allOf" | "anyOf" | "oneOf" => is_list_of(value, is_schema),
        "enum" => value.is_array(),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "multipleOf" => value.as_f64().is_some_and(|step| step > 0.0),
        "minLength" | "maxLength" | "minItems" | "maxItems" => value.is_u64(),
        "pattern" | "format" | "$ref" => value.is_string(),
        "uniqueItems" => value.is_boolean(),
        _ => true,
    }
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|name| TYPES.contains(&name))
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

fn is_list_of(value: &Value, is_one: fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(is_one))
}
