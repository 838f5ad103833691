//! Rust types as JSON Schemas, in each dialect that somebody reads. Knows no files.

use schemars::generate::{Contract as Side, SchemaSettings};
use schemars::transform::{RecursiveTransform, ReplaceBoolSchemas};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::draft04;
use crate::primitives::EXACT_MAX;

/// Gives the JSON Schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Who reads a schema, which decides how it is written and where the definitions stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// JSON Schema 2020-12.
    Draft2020,
    /// OpenAPI 3.1, which is 2020-12 with the definitions among the components.
    OpenApi,
    /// Draft-07, which Postman's validator reads.
    Draft07,
    /// Draft-04, which API Gateway reads.
    Draft04,
}

/// Types that are being written as schemas of one dialect, as seen by who reads or by who writes values of them.
pub(super) struct Types {
    dialect: Dialect,
    generator: SchemaGenerator,
}

impl Types {
    pub(super) fn new(dialect: Dialect, side: Side) -> Types {
        // `additionalProperties` was always allowed to be a boolean, and nothing else was before draft-06.
        let mut objects = ReplaceBoolSchemas::default();
        objects.skip_additional_properties = true;
        let settings = match dialect {
            Dialect::Draft2020 => SchemaSettings::draft2020_12(),
            Dialect::OpenApi => {
                SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into())
            }
            Dialect::Draft07 => SchemaSettings::draft07(),
            Dialect::Draft04 => SchemaSettings::draft07()
                .with_transform(objects)
                .with_transform(RecursiveTransform(draft04::rewrite)),
        };
        let settings = settings
            .with(|it| it.contract = side)
            .with_transform(RecursiveTransform(bound));
        let generator = settings.into_generator();
        Types { dialect, generator }
    }

    /// The schema of a type; what it refers to is kept for [`definitions`](Types::definitions).
    pub(super) fn schema(&mut self, of: SchemaOf) -> Value {
        let mut schema = of(&mut self.generator);
        for transform in self.generator.transforms_mut() {
            transform.transform(&mut schema);
        }
        schema.into()
    }

    /// What the schemas so far refer to. A definition is titled by its name, which is its type's.
    pub(super) fn definitions(mut self) -> Map<String, Value> {
        let mut definitions = self.generator.take_definitions(true);
        for (name, definition) in &mut definitions {
            if let Value::Object(schema) = definition
                && !schema.contains_key("$ref")
            {
                schema.entry("title").or_insert_with(|| name.clone().into());
            }
        }
        definitions
    }

    /// A schema as a document of its own, with the definitions that it refers to.
    pub(super) fn document(self, schema: Value) -> Value {
        let (meta, place) = match self.dialect {
            Dialect::Draft2020 | Dialect::OpenApi => ("https://json-schema.org/draft/2020-12/schema", "$defs"),
            Dialect::Draft07 => ("http://json-schema.org/draft-07/schema#", "definitions"),
            Dialect::Draft04 => ("http://json-schema.org/draft-04/schema#", "definitions"),
        };
        let alone = matches!(self.dialect, Dialect::Draft07 | Dialect::Draft04);
        let mut definitions = self.definitions();
        let schema = match alone {
            true => referred(schema, &mut definitions),
            false => schema,
        };
        let mut document = Map::from_iter([("$schema".to_owned(), meta.into())]);
        if let Value::Object(fields) = schema {
            document.extend(fields);
        }
        if !definitions.is_empty() {
            document.insert(place.to_owned(), Value::Object(definitions));
        }
        Value::Object(document)
    }
}

/// Before 2019-09 nothing counts beside a `$ref`: the root is what it refers to, and the definition goes, unless it is
/// referred to from elsewhere as well.
fn referred(schema: Value, definitions: &mut Map<String, Value>) -> Value {
    let Some(reference) = schema["$ref"].as_str() else {
        return schema;
    };
    let name = reference.trim_start_matches("#/definitions/").to_owned();
    let Some(definition) = definitions.get(&name).cloned() else {
        return schema;
    };
    if !definitions.values().any(|it| refers(it, reference)) {
        definitions.remove(&name);
    }
    definition
}

fn refers(schema: &Value, reference: &str) -> bool {
    match schema {
        Value::Object(fields) => {
            fields.get("$ref").is_some_and(|it| it == reference) || fields.values().any(|it| refers(it, reference))
        }
        Value::Array(items) => items.iter().any(|it| refers(it, reference)),
        _ => false,
    }
}

/// An integer's `format` as bounds: a format binds nobody.
fn bound(schema: &mut Schema) {
    let Some((least, most)) = schema.get("format").and_then(Value::as_str).and_then(integers) else {
        return;
    };
    let fields = schema.ensure_object();
    for (bound, value) in [("minimum", least), ("maximum", most)] {
        fields.entry(bound).or_insert_with(|| json!(value));
    }
}

/// The least and the greatest integer of a format, as a contract accepts them.
fn integers(format: &str) -> Option<(i64, i64)> {
    match format {
        "int8" => Some((i8::MIN.into(), i8::MAX.into())),
        "int16" => Some((i16::MIN.into(), i16::MAX.into())),
        "int32" => Some((i32::MIN.into(), i32::MAX.into())),
        "int64" | "int" => Some((-EXACT_MAX, EXACT_MAX)),
        "uint8" => Some((0, u8::MAX.into())),
        "uint16" => Some((0, u16::MAX.into())),
        "uint32" => Some((0, u32::MAX.into())),
        "uint64" | "uint" => Some((0, EXACT_MAX)),
        _ => None,
    }
}
