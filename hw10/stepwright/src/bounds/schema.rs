//! How many bytes a value takes that a JSON Schema (2020-12, as schemars writes it) allows.
//!
//! Numbers are counted as serde writes them. A field that an object's schema does not know is not counted: the types drop it.

use serde_json::{Map, Value};

use super::extent::{CHARACTER_BYTES_MAX, Extent, Most, object};
use super::pattern;

/// What an integer takes: `-9223372036854775808`.
const INTEGER_BYTES_MAX: u64 = 20;
/// What a double takes: `-2.2250738585072014e-308`.
const NUMBER_BYTES_MAX: u64 = 24;

/// How many bytes a value takes that `schema` allows; its references lead into `document`.
pub(super) fn extent(schema: &Value, document: &Value) -> Extent {
    Reading {
        document,
        open: Vec::new(),
    }
    .schema(schema, "")
}

/// Follows the schema's reference, if it is one.
pub(super) fn resolved<'s>(schema: &'s Value, document: &'s Value) -> &'s Value {
    let target = schema.get("$ref").and_then(Value::as_str);
    target.and_then(|target| lookup(target, document)).unwrap_or(schema)
}

fn lookup<'s>(reference: &str, document: &'s Value) -> Option<&'s Value> {
    document.pointer(reference.strip_prefix('#')?)
}

struct Reading<'s> {
    document: &'s Value,
    /// The references that are being followed.
    open: Vec<&'s str>,
}

impl<'s> Reading<'s> {
    fn schema(&mut self, schema: &'s Value, pointer: &str) -> Extent {
        match schema {
            Value::Object(keywords) => self.keywords(keywords, pointer),
            Value::Bool(false) => Extent::exactly(0),
            _ => Extent::unbounded(1, pointer),
        }
    }

    fn keywords(&mut self, keywords: &'s Map<String, Value>, pointer: &str) -> Extent {
        let mut all = vec![];
        if let Some(value) = keywords.get("const") {
            all.push(Extent::of_value(value));
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            all.extend(values.iter().map(Extent::of_value).reduce(Extent::or));
        }
        if let Some(Value::String(target)) = keywords.get("$ref") {
            all.push(self.reference(target, pointer));
        }
        for keyword in ["anyOf", "oneOf"] {
            let alternatives = keywords.get(keyword).and_then(Value::as_array).into_iter().flatten();
            all.extend(alternatives.map(|it| self.schema(it, pointer)).reduce(Extent::or));
        }
        let every = keywords.get("allOf").and_then(Value::as_array).into_iter().flatten();
        all.extend(every.map(|it| self.schema(it, pointer)));
        let Some(types) = self.types(keywords, pointer) else {
            return together(all).unwrap_or_else(|| Extent::unbounded(1, pointer));
        };
        if !all.is_empty() && keywords.contains_key("properties") {
            // The fields of both are in one object.
            return together(all).into_iter().fold(types, Extent::plus);
        }
        all.push(types);
        together(all).unwrap_or_else(|| Extent::unbounded(1, pointer))
    }

    fn reference(&mut self, target: &'s str, pointer: &str) -> Extent {
        let Some(schema) = lookup(target, self.document).filter(|_| !self.open.contains(&target)) else {
            // It holds itself, or leads nowhere.
            return Extent::unbounded(1, pointer);
        };
        self.open.push(target);
        let extent = self.schema(schema, pointer);
        self.open.pop();
        extent
    }

    /// What the types say that the schema allows; `None` where it names none.
    fn types(&mut self, keywords: &'s Map<String, Value>, pointer: &str) -> Option<Extent> {
        let types: Vec<&str> = match keywords.get("type")? {
            Value::String(only) => vec![only],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => return None,
        };
        let extents = types.into_iter().map(|name| self.of_type(name, keywords, pointer));
        extents.reduce(Extent::or)
    }

    fn of_type(&mut self, name: &str, keywords: &'s Map<String, Value>, pointer: &str) -> Extent {
        match name {
            "null" => Extent::exactly(4),
            "boolean" => Extent::between(4, 5),
            "integer" => integer(keywords),
            "number" => Extent::between(1, NUMBER_BYTES_MAX),
            "string" => text(keywords, pointer),
            "array" => self.array(keywords, pointer),
            "object" => self.object(keywords, pointer),
            _ => Extent::unbounded(1, pointer),
        }
    }

    fn array(&mut self, keywords: &'s Map<String, Value>, pointer: &str) -> Extent {
        let prefix: Vec<&Value> = keywords
            .get("prefixItems")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .collect();
        let item = keywords.get("items").unwrap_or(&Value::Bool(true));
        let least = number(keywords, "minItems").unwrap_or(0);
        let most = match item {
            Value::Bool(false) => Some(prefix.len() as u64),
            _ => number(keywords, "maxItems"),
        };
        let item = self.schema(item, &format!("{pointer}/*"));
        if prefix.is_empty() {
            return item.list(least, most, pointer);
        }
        let fixed: Vec<_> = prefix
            .iter()
            .map(|it| self.schema(it, &format!("{pointer}/*")))
            .collect();
        let each = fixed
            .into_iter()
            .chain((most != Some(prefix.len() as u64)).then_some(item))
            .reduce(Extent::or);
        each.unwrap_or_else(|| Extent::exactly(0)).list(least, most, pointer)
    }

    fn object(&mut self, keywords: &'s Map<String, Value>, pointer: &str) -> Extent {
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let properties = keywords
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let fields: Vec<_> = properties
            .map(|(name, schema)| {
                let value = self.schema(schema, &format!("{pointer}/{}", escaped(name)));
                (name.as_str(), value, required.contains(&name.as_str()))
            })
            .collect();
        let known = object(fields);
        match keywords.get("additionalProperties") {
            // A map: as many entries as there are.
            Some(Value::Object(_) | Value::Bool(true)) => known.plus(Extent::unbounded(0, pointer)),
            _ => known,
        }
    }
}

/// What all of them say together.
fn together(extents: Vec<Extent>) -> Option<Extent> {
    extents.into_iter().reduce(Extent::and)
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn number(keywords: &Map<String, Value>, name: &str) -> Option<u64> {
    keywords.get(name)?.as_u64()
}

fn integer(keywords: &Map<String, Value>) -> Extent {
    let bound = |name: &str| keywords.get(name).and_then(Value::as_i64);
    let by_format = match keywords.get("format").and_then(Value::as_str) {
        Some("uint8") => (Some(0), Some(i64::from(u8::MAX))),
        Some("uint16") => (Some(0), Some(i64::from(u16::MAX))),
        Some("uint32") => (Some(0), Some(i64::from(u32::MAX))),
        Some("int8") => (Some(i64::from(i8::MIN)), Some(i64::from(i8::MAX))),
        Some("int16") => (Some(i64::from(i16::MIN)), Some(i64::from(i16::MAX))),
        Some("int32") => (Some(i64::from(i32::MIN)), Some(i64::from(i32::MAX))),
        _ => (None, None),
    };
    let digits = |number: i64| number.to_string().len() as u64;
    match (bound("minimum").or(by_format.0), bound("maximum").or(by_format.1)) {
        (Some(min), Some(max)) => Extent::between(1, digits(min).max(digits(max))),
        (_, _) => Extent::between(1, INTEGER_BYTES_MAX),
    }
}

/// A text; its characters as JSON writes them, and two quotes.
fn text(keywords: &Map<String, Value>, pointer: &str) -> Extent {
    let least = number(keywords, "minLength").unwrap_or(0);
    let by_length = match number(keywords, "maxLength") {
        Some(most) => Extent::between(least, most.saturating_mul(CHARACTER_BYTES_MAX)),
        None => Extent::unbounded(least, pointer),
    };
    let by_format = match keywords.get("format").and_then(Value::as_str) {
        Some("uuid") => Some(Extent::exactly(36)),
        _ => None,
    };
    let by_pattern = keywords.get("pattern").and_then(Value::as_str).and_then(pattern::text);
    let by_pattern = by_pattern.filter(|it| matches!(it.most, Most::Bytes(_)));
    let all = [by_format, by_pattern]
        .into_iter()
        .flatten()
        .fold(by_length, Extent::and);
    all.plus(Extent::exactly(2))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: Value, least: u64, most: u64) {
        assert_eq!(extent(&schema, &schema), Extent::between(least, most), "{schema}");
    }

    #[track_caller]
    fn check_unbounded(schema: Value, pointers: &[&str]) {
        let Most::Unbounded(found) = extent(&schema, &schema).most else {
            panic!("{schema} is bounded")
        };
        assert_eq!(found.into_iter().collect::<Vec<_>>(), pointers);
    }

    #[test]
    fn scalars_are_as_long_as_serde_writes_them() {
        check(json!({ "type": "null" }), 4, 4);
        check(json!({ "type": "boolean" }), 4, 5);
        check(json!({ "type": "integer", "format": "uint8" }), 1, 3);
        check(json!({ "type": "integer", "minimum": -5, "maximum": 1000 }), 1, 4);
        check(json!({ "type": "integer", "format": "int64" }), 1, 20);
        check(json!({ "type": "number" }), 1, 24);
        check(json!({ "const": "dep" }), 5, 5);
        check(json!({ "enum": ["a", "long", null] }), 3, 6);
        check(json!({ "type": ["boolean", "null"] }), 4, 5);
    }

    #[test]
    fn a_character_may_take_six_bytes() {
        check(json!({ "type": "string", "minLength": 1, "maxLength": 10 }), 3, 62);
        let longest = serde_json::to_string(&"\u{1}".repeat(10)).expect("a text");
        assert_eq!(longest.len(), 62);
    }

    #[test]
    fn the_tighter_of_two_bounds_holds() {
        check(
            json!({ "type": "string", "maxLength": 10, "pattern": "^[0-9]{2,30}$" }),
            4,
            32,
        );
        check(
            json!({ "type": "string", "maxLength": 2, "pattern": "^[0-9]{2,30}$" }),
            4,
            14,
        );
    }

    #[test]
    fn objects_have_names_colons_and_commas() {
        let fields = json!({ "a": { "type": "boolean" }, "b": { "type": "null" } });
        check(
            json!({ "type": "object", "properties": fields, "required": ["a"] }),
            10,
            20,
        );
        assert_eq!(r#"{"a":false,"b":null}"#.len(), 20);
        assert_eq!(r#"{"a":true}"#.len(), 10);
        check(json!({ "type": "object" }), 2, 2);
    }

    #[test]
    fn lists_have_commas() {
        let item = json!({ "type": "integer", "format": "uint8" });
        check(
            json!({ "type": "array", "items": item, "minItems": 1, "maxItems": 3 }),
            3,
            13,
        );
        assert_eq!("[255,255,255]".len(), 13);
        check(json!({ "type": "array", "items": item, "maxItems": 0 }), 2, 2);
    }

    #[test]
    fn references_are_followed_and_alternatives_joined() {
        let defs = json!({ "Short": { "type": "string", "maxLength": 1 } });
        let any = json!([{ "$ref": "#/$defs/Short" }, { "type": "null" }]);
        check(json!({ "$defs": defs, "anyOf": any }), 2, 8);
    }

    #[test]
    fn what_has_no_bound_is_named_by_its_place() {
        let name = json!({ "type": "string" });
        let list = json!({ "type": "array", "items": { "type": "null" } });
        let object = json!({ "type": "object", "properties": { "name": name, "a/b": list, "n": { "type": "null" } } });
        check_unbounded(object, &["/a~1b", "/name"]);
        check_unbounded(
            json!({ "type": "array", "items": { "type": "string" }, "maxItems": 2 }),
            &["/*"],
        );
        check_unbounded(
            json!({ "type": "object", "additionalProperties": { "type": "null" } }),
            &[""],
        );
        check_unbounded(json!({}), &[""]);
    }

    #[test]
    fn a_type_that_holds_itself_has_no_bound() {
        let tree = json!({ "type": "object", "properties": { "left": { "$ref": "#/$defs/Tree" } } });
        check_unbounded(json!({ "$defs": { "Tree": tree }, "$ref": "#/$defs/Tree" }), &["/left"]);
    }
}
