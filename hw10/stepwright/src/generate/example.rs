//! A value that a schema of ours accepts, to be shown. Takes what the type itself gives as an example, where it does.

use serde_json::{Map, Value, json};

/// A value of the schema; `root` is the document that its references point into.
pub(super) fn example(schema: &Value, root: &Value) -> Value {
    if let Some(given) = given(schema) {
        return given.clone();
    }
    if let Some(pointer) = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
        return root.pointer(pointer).map_or(Value::Null, |it| example(it, root));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[choice].get(0) {
            return example(first, root);
        }
    }
    of_type(schema, root)
}

/// What the schema says itself.
fn given(schema: &Value) -> Option<&Value> {
    let first = |of: &str| schema.get(of).and_then(|it| it.get(0));
    first("examples")
        .or_else(|| schema.get("const"))
        .or_else(|| first("enum"))
}

fn of_type(schema: &Value, root: &Value) -> Value {
    let name = match &schema["type"] {
        Value::Array(names) => &names[0],
        name => name,
    };
    match name.as_str() {
        Some("object") => object(schema, root),
        Some("array") => array(schema, root),
        Some("string") => "text".into(),
        Some("integer" | "number") => json!(schema["minimum"].as_i64().unwrap_or(0).max(1)),
        Some("boolean") => true.into(),
        _ => Value::Null,
    }
}

fn object(schema: &Value, root: &Value) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let fields = properties.map(|(name, property)| (name.clone(), example(property, root)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn array(schema: &Value, root: &Value) -> Value {
    match schema["prefixItems"].as_array() {
        Some(items) => items.iter().map(|item| example(item, root)).collect(),
        None => json!([example(&schema["items"], root)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: Value, expected: Value) {
        assert_eq!(example(&schema, &schema), expected);
    }

    #[test]
    fn what_the_type_says_comes_first() {
        check(json!({ "type": "number", "examples": [500], "minimum": 1 }), json!(500));
        check(
            json!({ "oneOf": [{ "const": "dep" }, { "const": "wtd" }] }),
            json!("dep"),
        );
    }

    #[test]
    fn what_a_schema_refers_to_is_looked_up() {
        let schema = json!({
            "type": "object",
            "properties": { "id": { "$ref": "#/$defs/Id" }, "pair": { "prefixItems": [{ "type": "string" }], "type": "array" } },
            "$defs": { "Id": { "type": "string", "examples": ["7"] } },
        });
        check(schema, json!({ "id": "7", "pair": ["text"] }));
    }
}
