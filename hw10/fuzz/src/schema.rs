//! Makes JSON Schemas as the generator writes them, values that they may allow, and edits of them. Objects are closed: of an
//! open one a comparison says nothing of the fields that it does not know.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// How deep a schema nests.
const DEPTH_MAX: u32 = 3;

const NAMES: [&str; 5] = ["x", "y", "1", "a/b", "title"];

const PATTERNS: [&str; 7] = ["^[a-c]{1,3}$", "^[a-z]{1,2}$", "^a", "b$", "^(ab)*$", "", "^\\w+$"];

const TEXTS: [&str; 9] = ["", "a", "b", "ab", "abc", "abab", "d", "\u{e4}", "12345"];

const NUMBERS: [&str; 10] = [
    "0",
    "1",
    "-1",
    "0.5",
    "0.01",
    "2",
    "3.0",
    "600000000.5",
    "9007199254740993",
    "1e300",
];

/// A schema.
pub(crate) fn schema(u: &mut Unstructured) -> Result<Value> {
    nested(u, DEPTH_MAX)
}

fn nested(u: &mut Unstructured, depth: u32) -> Result<Value> {
    let kinds = if depth == 0 { 7 } else { 13 };
    Ok(match u.int_in_range(0..=kinds)? {
        0 => json!({ "type": "null" }),
        1 => json!({ "type": "boolean" }),
        2 => json!({ "type": "string", "const": u.choose(&TEXTS)? }),
        3 => json!({ "enum": [leaf(u)?, leaf(u)?] }),
        4 => numbers(u)?,
        5 => texts(u)?,
        6 => json!({ "type": u.choose(&["number", "integer", "string"])? }),
        7 => json!({ "type": "string", "pattern": u.choose(&PATTERNS)? }),
        8 | 9 => object(u, depth - 1)?,
        10 => {
            json!({ "type": "array", "items": nested(u, depth - 1)?, "minItems": u.int_in_range(0..=2)?, "maxItems": u.int_in_range(2..=4)? })
        }
        11 => {
            json!({ "type": "array", "prefixItems": [nested(u, depth - 1)?, nested(u, depth - 1)?], "minItems": 2, "maxItems": 2 })
        }
        12 => json!({ "anyOf": [nested(u, depth - 1)?, { "type": "null" }] }),
        _ => json!({ "anyOf": [nested(u, depth - 1)?, nested(u, depth - 1)?] }),
    })
}

fn numbers(u: &mut Unstructured) -> Result<Value> {
    let mut schema = json!({ "type": u.choose(&["number", "integer"])? });
    let minimum = u.choose(&["minimum", "exclusiveMinimum"])?;
    schema[minimum] = json!(u.int_in_range(-1..=2)?);
    let maximum = u.choose(&["maximum", "exclusiveMaximum"])?;
    schema[maximum] = json!(u.int_in_range(2..=5)?);
    if u.ratio(1, 3)? {
        schema["multipleOf"] = json!(u.choose(&[0.01, 0.5, 1.0, 2.0])?);
    }
    Ok(schema)
}

fn texts(u: &mut Unstructured) -> Result<Value> {
    Ok(json!({ "type": "string", "minLength": u.int_in_range(0..=3)?, "maxLength": u.int_in_range(2..=5)? }))
}

fn object(u: &mut Unstructured, depth: u32) -> Result<Value> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for _ in 0..u.int_in_range(0..=3)? {
        let name = *u.choose(&NAMES)?;
        if properties.insert(name.to_owned(), nested(u, depth)?).is_none() && u.arbitrary()? {
            required.push(name);
        }
    }
    Ok(json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }))
}

/// A value, mostly such as the schemas above speak of.
pub(crate) fn value(u: &mut Unstructured) -> Result<Value> {
    value_below(u, DEPTH_MAX)
}

fn value_below(u: &mut Unstructured, depth: u32) -> Result<Value> {
    if depth == 0 || u.ratio(1, 2)? {
        return leaf(u);
    }
    if u.arbitrary()? {
        let count = u.int_in_range(0..=3)?;
        return (0..count).map(|_| value_below(u, depth - 1)).collect();
    }
    let mut fields = Map::new();
    for _ in 0..u.int_in_range(0..=3)? {
        fields.insert((*u.choose(&NAMES)?).to_owned(), value_below(u, depth - 1)?);
    }
    Ok(Value::Object(fields))
}

fn leaf(u: &mut Unstructured) -> Result<Value> {
    Ok(match u.int_in_range(0..=5)? {
        0 => Value::Null,
        1 => json!(u.arbitrary::<bool>()?),
        2 | 3 => serde_json::from_str(u.choose(&NUMBERS)?).expect("a number"),
        _ => json!(u.choose(&TEXTS)?),
    })
}

/// The schema with something in it changed, or another one.
pub(crate) fn edited(u: &mut Unstructured, schema: &Value) -> Result<Value> {
    Ok(match u.int_in_range(0..=4)? {
        0 => self::schema(u)?,
        1 => json!({ "anyOf": [schema, self::schema(u)?] }),
        _ => {
            let mut edited = schema.clone();
            edit(u, &mut edited)?;
            edited
        }
    })
}

/// Goes down somewhere and changes what is there.
fn edit(u: &mut Unstructured, schema: &mut Value) -> Result<()> {
    let mut below: Vec<&mut Value> = match schema {
        Value::Object(fields) => fields
            .values_mut()
            .filter(|it| it.is_object() || it.is_array())
            .collect(),
        Value::Array(items) => items.iter_mut().filter(|it| it.is_object()).collect(),
        _ => Vec::new(),
    };
    if !below.is_empty() && u.ratio(2, 3)? {
        let index = u.choose_index(below.len())?;
        return edit(u, below.swap_remove(index));
    }
    if let Value::Object(fields) = schema {
        let names: Vec<String> = fields.keys().cloned().collect();
        match fields.get("type") {
            // A condition goes, or the whole becomes another one.
            Some(_) if u.ratio(2, 3)? && names.len() > 1 => {
                let name = u.choose(&names)?;
                if name != "type" && name != "additionalProperties" {
                    fields.remove(name);
                }
            }
            _ if fields.contains_key("type") || fields.contains_key("anyOf") || fields.contains_key("enum") => {
                *schema = nested(u, 1)?;
            }
            // Properties: one goes, or gets another name.
            _ if !names.is_empty() => {
                let gone = fields.remove(u.choose(&names)?);
                if u.arbitrary()? {
                    fields.insert((*u.choose(&NAMES)?).to_owned(), gone.unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    Ok(())
}
