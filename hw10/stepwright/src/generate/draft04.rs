//! Draft-07 as draft-04, the one dialect that API Gateway's models know:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>.

use schemars::Schema;
use serde_json::{Map, Value};

/// Rewrites one schema; those in it are rewritten one by one.
pub(super) fn rewrite(schema: &mut Schema) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if let Some(value) = fields.remove("const") {
        fields.insert("enum".to_owned(), Value::Array(vec![value]));
    }
    whole_numbers(fields);
    exclusive(fields, "exclusiveMinimum", "minimum", |bound, other| bound >= other);
    exclusive(fields, "exclusiveMaximum", "maximum", |bound, other| bound <= other);
    // A list of required properties has one at least.
    if fields.get("required") == Some(&Value::Array(Vec::new())) {
        fields.remove("required");
    }
    // Draft-04 does not know it, and nothing is checked by it.
    fields.remove("examples");
}

/// To draft-04 `500.0` is no integer. It is a multiple of 1.
fn whole_numbers(fields: &mut Map<String, Value>) {
    let types = match fields.get_mut("type") {
        Some(Value::Array(types)) => types.iter_mut().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let integers: Vec<_> = types.into_iter().filter(|it| **it == "integer").collect();
    if integers.is_empty() {
        return;
    }
    for name in integers {
        *name = "number".into();
    }
    fields.entry("multipleOf").or_insert(1.into());
}

/// A bound that is itself excluded is a boolean beside the bound.
fn exclusive(fields: &mut Map<String, Value>, exclusive: &str, inclusive: &str, tighter: fn(f64, f64) -> bool) {
    let Some(bound) = fields.remove(exclusive) else {
        return;
    };
    let excluded = match (bound.as_f64(), fields.get(inclusive).and_then(Value::as_f64)) {
        (Some(bound), Some(other)) => tighter(bound, other),
        _ => true,
    };
    if excluded {
        fields.insert(inclusive.to_owned(), bound);
        fields.insert(exclusive.to_owned(), true.into());
    }
}
