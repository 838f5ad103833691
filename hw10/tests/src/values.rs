//! Values that a contract allows, generated from its JSON Schema: everything that the schema says, the odd corners often.
//!
//! Knows no contract. Where a contract checks more than its schema says, who generates filters by
//! [`stepwright::decode`].

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use schemars::generate::{Contract as Side, SchemaSettings};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::constants::Constants;

/// How deep a value may nest: below, lists are empty. Only a type that holds itself comes there.
const DEPTH_MAX: usize = 8;

/// The greatest integer that JSON carries exactly.
const SAFE: i64 = 9_007_199_254_740_991;

/// Texts that have been somebody's trouble.
const ODD_TEXTS: [&str; 12] = [
    "",
    " ",
    "null",
    "0",
    "it's",
    "say \"hi\"",
    "a\\b\n\t",
    "${a}",
    "{% $x %}",
    "ü",
    "\u{1f600}",
    "\u{feff}e\u{301}",
];

/// The schema of a type, as its reader sees it: what is optional may be absent.
pub fn read(render: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
    document(Side::Deserialize, render)
}

/// The schema of a type, as its writer writes it: what is optional is written, as `null`.
pub fn written(render: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
    document(Side::Serialize, render)
}

fn document(side: Side, render: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
    let mut types = SchemaSettings::draft2020_12()
        .with(|it| it.contract = side)
        .into_generator();
    let mut schema = Value::from(render(&mut types));
    if let Value::Object(fields) = &mut schema {
        fields.insert("$defs".to_owned(), Value::Object(types.take_definitions(true)));
    }
    schema
}

/// Values of that schema, which [`read`] or [`written`] gave; some have the constants in them.
///
/// # Panics
/// If the schema says something that no values are generated for here.
pub fn values(schema: &Value, constants: &Constants) -> BoxedStrategy<Value> {
    let none = Map::new();
    let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    Generating { definitions, constants }.value(schema, 0)
}

struct Generating<'a> {
    definitions: &'a Map<String, Value>,
    constants: &'a Constants,
}

impl Generating<'_> {
    fn value(&self, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
        let Value::Object(fields) = schema else {
            return anything();
        };
        if let Some(value) = fields.get("const") {
            return Just(value.clone()).boxed();
        }
        if let Some(Value::Array(values)) = fields.get("enum") {
            return select(values.clone()).boxed();
        }
        let mut parts = Vec::new();
        parts.extend(
            fields
                .get("$ref")
                .map(|reference| self.value(self.definition(reference), depth)),
        );
        for alternatives in ["oneOf", "anyOf"] {
            if let Some(Value::Array(schemas)) = fields.get(alternatives) {
                parts.push(proptest::strategy::Union::new(schemas.iter().map(|it| self.value(it, depth))).boxed());
            }
        }
        if let Some(Value::Array(schemas)) = fields.get("allOf") {
            parts.extend(schemas.iter().map(|it| self.value(it, depth)));
        }
        match fields.get("type") {
            Some(Value::Array(names)) => {
                let named = names.iter().filter_map(Value::as_str);
                parts.push(proptest::strategy::Union::new(named.map(|name| self.typed(name, fields, depth))).boxed());
            }
            Some(Value::String(name)) => parts.push(self.typed(name, fields, depth)),
            Some(_) | None if parts.is_empty() => return anything(),
            Some(_) | None => {}
        }
        parts
            .into_iter()
            .reduce(merged)
            .expect("a schema without a type has other parts")
    }

    fn definition(&self, reference: &Value) -> &Value {
        let name = reference
            .as_str()
            .and_then(|it| it.strip_prefix("#/$defs/"))
            .expect("a reference to a definition");
        &self.definitions[name]
    }

    fn typed(&self, name: &str, fields: &Map<String, Value>, depth: usize) -> BoxedStrategy<Value> {
        match name {
            "null" => Just(Value::Null).boxed(),
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "integer" => self.integer(fields),
            "number" => number(fields),
            "string" => self.text(fields),
            "array" => self.list(fields, depth),
            "object" => self.object(fields, depth),
            other => panic!("no values of type {other:?} are generated"),
        }
    }

    fn object(&self, fields: &Map<String, Value>, depth: usize) -> BoxedStrategy<Value> {
        let none = Map::new();
        let properties = fields.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required = |name: &str| {
            fields
                .get("required")
                .is_some_and(|it| it.as_array().is_some_and(|it| it.contains(&json!(name))))
        };
        let property = |(name, schema): (&String, &Value)| {
            let (name, value) = (name.clone(), self.value(schema, depth + 1));
            let there = value.prop_map(Some);
            let maybe = if required(&name) {
                there.boxed()
            } else {
                prop_oneof![1 => Just(None), 3 => there].boxed()
            };
            maybe.prop_map(move |value| value.map(|value| (name.clone(), value)))
        };
        let properties: Vec<_> = properties.iter().map(property).collect();
        properties
            .prop_map(|fields| Value::Object(fields.into_iter().flatten().collect()))
            .boxed()
    }

    fn list(&self, fields: &Map<String, Value>, depth: usize) -> BoxedStrategy<Value> {
        if let Some(Value::Array(schemas)) = fields.get("prefixItems") {
            let parts: Vec<_> = schemas.iter().map(|it| self.value(it, depth + 1)).collect();
            return parts.prop_map(Value::Array).boxed();
        }
        if depth > DEPTH_MAX {
            return Just(json!([])).boxed();
        }
        let item = self.value(fields.get("items").unwrap_or(&Value::Bool(true)), depth + 1);
        let lengths = prop_oneof![4 => 0..=3_usize, 1 => 4..=12_usize];
        lengths
            .prop_flat_map(move |length| vec(item.clone(), length))
            .prop_map(Value::Array)
            .boxed()
    }

    fn integer(&self, fields: &Map<String, Value>) -> BoxedStrategy<Value> {
        let (least, greatest) = bounds(fields);
        let within = |values: Vec<i64>| -> Vec<i64> {
            values
                .into_iter()
                .filter(|it| (least..=greatest).contains(it))
                .collect()
        };
        let small = within((-4..=12).collect());
        let extreme = within(vec![
            least,
            least.saturating_add(1),
            greatest.saturating_sub(1),
            greatest,
            0,
            1,
            -1,
        ]);
        let near = within(self.constants.near());
        let near = if near.is_empty() { small.clone() } else { near };
        prop_oneof![
            4 => select(if small.is_empty() { vec![least] } else { small }),
            4 => select(near),
            1 => select(extreme),
            1 => least..=greatest,
        ]
        .prop_map(Value::from)
        .boxed()
    }

    fn text(&self, fields: &Map<String, Value>) -> BoxedStrategy<Value> {
        let limit = |name: &str, otherwise: usize| {
            let value = fields.get(name).and_then(Value::as_u64);
            value.map_or(otherwise, |it| usize::try_from(it).unwrap_or(usize::MAX))
        };
        let lengths = limit("minLength", 0)..=limit("maxLength", usize::MAX);
        let pattern = fields.get("pattern").and_then(Value::as_str);
        let format = fields.get("format").and_then(Value::as_str);
        let texts = match (pattern, format) {
            (_, Some("date-time")) => moments(),
            (Some(pattern), _) => string_regex(pattern.trim_start_matches('^').trim_end_matches('$'))
                .expect("a pattern of which texts can be made")
                .boxed(),
            (None, Some(other)) => panic!("no texts of the format {other:?} are generated"),
            (None, None) => self.free_text(),
        };
        let fits = move |text: &String| lengths.contains(&text.chars().count());
        texts
            .prop_filter("the length is one that the schema allows", fits)
            .prop_map(Value::from)
            .boxed()
    }

    fn free_text(&self) -> BoxedStrategy<String> {
        let words = self
            .constants
            .words()
            .into_iter()
            .chain(ODD_TEXTS.map(str::to_owned))
            .collect::<Vec<_>>();
        // Read once: a text as a strategy would be read each time.
        let of = |pattern| string_regex(pattern).expect("a pattern of which texts can be made");
        prop_oneof![2 => select(words), 3 => of("[abc]{0,4}"), 1 => of("[ -~]{0,12}"), 1 => of("\\PC{0,8}")].boxed()
    }
}

/// A value that is both: an object with the fields of both, or the latter.
fn merged(one: BoxedStrategy<Value>, other: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let merge = |(one, other): (Value, Value)| match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            one.extend(other);
            Value::Object(one)
        }
        (_, other) => other,
    };
    (one, other).prop_map(merge).boxed()
}

fn bounds(fields: &Map<String, Value>) -> (i64, i64) {
    let (least, greatest) = match fields.get("format").and_then(Value::as_str) {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64" | "uint") => (0, SAFE),
        Some("int64" | "int") | None => (-SAFE, SAFE),
        Some(other) => panic!("no integers of the format {other:?} are generated"),
    };
    let said = |name: &str| fields.get(name).and_then(Value::as_i64);
    (
        said("minimum").unwrap_or(least).max(least),
        said("maximum").unwrap_or(greatest).min(greatest),
    )
}

/// Numbers; multiples of a part of one, such as 0.01, are the doubles nearest to the decimal.
fn number(fields: &Map<String, Value>) -> BoxedStrategy<Value> {
    let said = |name: &str| fields.get(name).and_then(Value::as_f64);
    let (least, greatest) = (
        said("minimum").or(said("exclusiveMinimum")).unwrap_or(-1e6),
        said("maximum").unwrap_or(1e6),
    );
    let parts = said("multipleOf").map_or(1000.0, |part| (1.0 / part).round());
    // Exact: both are integers far below 2^53.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an integer within the bounds of the schema"
    )]
    let (first, last) = ((least * parts).round() as i64, (greatest * parts).round() as i64);
    let first = first + i64::from(fields.contains_key("exclusiveMinimum"));
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let value = move |parts_of_it: i64| json!(parts_of_it as f64 / parts);
    let near_zero = first.max(-10_000)..=last.min(10_000);
    prop_oneof![first..=last, near_zero, select(vec![first, last])]
        .prop_map(value)
        .boxed()
}

fn moments() -> BoxedStrategy<String> {
    let moment = |milliseconds: i64| {
        let moment = jiff::Timestamp::from_millisecond(milliseconds).expect("a moment of this century");
        format!("{moment:.3}")
    };
    (1_700_000_000_000..1_900_000_000_000_i64).prop_map(moment).boxed()
}

fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-SAFE..=SAFE).prop_map(Value::from),
        select(ODD_TEXTS.to_vec()).prop_map(Value::from),
    ];
    let nested = |inner: BoxedStrategy<Value>| {
        let fields = proptest::collection::btree_map("[a-z]{1,4}", inner.clone(), 0..3);
        prop_oneof![
            vec(inner, 0..3).prop_map(Value::Array),
            fields.prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    };
    leaf.prop_recursive(3, 12, 3, nested).boxed()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::strategy::{Strategy, ValueTree};
    use serde_json::Value;
    use stepwright::{Contract, decode};

    use super::{read, values};
    use crate::cases::runner;
    use crate::constants::Constants;

    fn some<T: Contract>() -> Vec<Value> {
        let (strategy, mut runner) = (values(&read(T::schema), &Constants::default()), runner(1));
        let mut value = || strategy.new_tree(&mut runner).expect("a value").current();
        (0..300).map(|_| value()).collect()
    }

    fn check<T: Contract>() {
        for value in some::<T>() {
            let problems = decode::<T>(value.clone()).err();
            assert_eq!(problems, None, "{value}");
        }
    }

    #[test]
    fn a_contract_allows_what_is_generated_from_its_schema() {
        check::<bank::Request>();
        check::<bank::Receipt>();
        check::<examples::approval::Decision>();
        check::<examples::quotes::Outcome>();
        check::<examples::transcode::Status>();
        check::<examples::language::Data>();
        check::<examples::language::Computed>();
    }

    #[test]
    fn what_is_optional_is_absent_or_null_or_there() {
        let kinds = some::<examples::language::Line>()
            .into_iter()
            .map(|line| match line.get("article") {
                None => "absent",
                Some(Value::Null) => "null",
                Some(_) => "there",
            });
        assert_eq!(
            kinds.collect::<BTreeSet<_>>(),
            BTreeSet::from(["absent", "null", "there"])
        );
    }

    #[test]
    fn integers_reach_their_bounds() {
        let integers: Vec<_> = some::<i64>().iter().filter_map(Value::as_i64).collect();
        assert!(integers.contains(&super::SAFE) && integers.contains(&-super::SAFE));
        let integers: Vec<_> = some::<u8>().iter().filter_map(Value::as_i64).collect();
        assert!(integers.contains(&0) && integers.contains(&255));
    }
}
