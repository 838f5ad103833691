//! Values generated from a JSON Schema: such as it describes, and such as it nearly does.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::Union;
use serde_json::{Map, Number, Value, json};

/// A value that the schema describes or, as often, one that differs from such a value in a place or two.
pub fn near(schema: &Value) -> BoxedStrategy<Value> {
    let mut names = vec!["surplus".to_owned()];
    field_names(schema, &mut names);
    let changes = prop_oneof![Just(Vec::new()), vec(change(names), 1..3)];
    (described(schema, schema), changes)
        .prop_map(|(value, changes)| changes.into_iter().fold(value, |value, change| change.apply(value)))
        .boxed()
}

/// A value that the schema describes; `root` is what its references point into. A text's form and a number's bounds are
/// missed now and then.
pub fn described(schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    if let Some(pointer) = schema["$ref"].as_str() {
        let target = root.pointer(pointer.trim_start_matches('#'));
        return described(target.expect("a reference leads somewhere"), root);
    }
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    let choices = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .find_map(|it| schema[it].as_array());
    if let Some(choices) = choices {
        return Union::new(choices.iter().map(|it| described(it, root))).boxed();
    }
    match &schema["type"] {
        Value::Array(names) => Union::new(names.iter().map(|name| of_type(name, schema, root))).boxed(),
        name => of_type(name, schema, root),
    }
}

fn of_type(name: &Value, schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    match name.as_str() {
        Some("object") => object(schema, root),
        Some("array") => array(schema, root),
        Some("string") => text(schema),
        Some("integer" | "number") => number(schema),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("null") => Just(Value::Null).boxed(),
        _ => odd().boxed(),
    }
}

fn object(schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let fields = properties.into_iter().map(|(name, property)| {
        let value = described(&property, root);
        let value = match required.iter().any(|it| *it == name) {
            true => value.prop_map(Some).boxed(),
            false => proptest::option::of(value).boxed(),
        };
        value.prop_map(move |value| Some((name.clone(), value?)))
    });
    let fields: Vec<_> = fields.collect();
    fields
        .prop_map(|fields| Value::Object(fields.into_iter().flatten().collect()))
        .boxed()
}

fn array(schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    match schema["prefixItems"].as_array() {
        Some(items) => {
            let items: Vec<_> = items.iter().map(|item| described(item, root)).collect();
            items.prop_map(Value::Array).boxed()
        }
        None => vec(described(&schema["items"], root), 0..4)
            .prop_map(Value::Array)
            .boxed(),
    }
}

fn text(schema: &Value) -> BoxedStrategy<Value> {
    let most = usize::try_from(schema["maxLength"].as_u64().unwrap_or(40)).unwrap_or(usize::MAX);
    let length = prop_oneof![10 => 0..=most.min(20), 5 => Just(most), 1 => Just(most + 1)];
    let free = length
        .prop_flat_map(|length| vec(any::<char>(), length))
        .prop_map(String::from_iter);
    let mut choices = vec![(1, free.prop_map(Value::from).boxed())];
    if let Some(pattern) = schema["pattern"].as_str() {
        let form = pattern.trim_start_matches('^').trim_end_matches('$');
        let formed = proptest::string::string_regex(form).expect("a pattern that Rust knows too");
        choices.push((10, formed.prop_map(Value::from).boxed()));
    }
    if let Some(examples) = schema["examples"].as_array() {
        choices.push((10, select(examples.clone()).boxed()));
    }
    Union::new_weighted(choices).boxed()
}

fn number(schema: &Value) -> BoxedStrategy<Value> {
    let bound = |name: &str| schema[name].as_f64();
    let least = bound("minimum").or(bound("exclusiveMinimum")).unwrap_or(-1e6);
    let most = bound("maximum").or(bound("exclusiveMaximum")).unwrap_or(1e6);
    let unit = schema["multipleOf"].as_f64().unwrap_or(1.0);
    // Counted in units and divided by how many make one: 29 hundredths are the float 0.29, which 29 * 0.01 is not.
    let per_one = (1.0 / unit).round();
    #[expect(clippy::cast_possible_truncation, reason = "the bounds of a schema are exact")]
    let (first, last) = ((least * per_one) as i64, (most * per_one) as i64);
    let within = prop_oneof![first..=last, select(vec![first, first + 1, last - 1, last])];
    let beyond = select(vec![first - 1, last + 1]);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a unit less or more than a bound is exact too, or out of bounds"
    )]
    let units = prop_oneof![20 => within, 1 => beyond].prop_map(move |units| units as f64 / per_one);
    (units, any::<bool>())
        .prop_map(|(value, short)| written(value, short))
        .boxed()
}

/// A number that is an integer is written so, or as a float.
fn written(value: f64, short: bool) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "compared with the original")]
    let integer = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with the original")]
    let same = (integer as f64).to_bits() == value.to_bits();
    match short && same {
        true => json!(integer),
        false => Number::from_f64(value).map_or(Value::Null, Value::Number),
    }
}

/// A value that nobody expects.
pub fn odd() -> impl Strategy<Value = Value> {
    let numbers = [
        "0",
        "-0.0",
        "-1",
        "1",
        "500.0",
        "5e2",
        "0.001",
        "0.01",
        "10.999",
        "255",
        "256",
        "65536",
        "2147483648",
        "4294967295",
        "4294967296",
        "-2147483649",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740993.0",
        "-9007199254740992",
        "18446744073709551615",
        "1000000000.01",
        "1e15",
        "1e300",
        "-1e300",
        "5e-324",
    ];
    let numbers = numbers.map(|text| serde_json::from_str::<Value>(text).expect("a number"));
    let texts = [
        "",
        " ",
        "500",
        "null",
        "dep",
        "DEP",
        "12345\n",
        "{% 1 %}",
        "\u{0}",
        "ä",
        "🦀",
        "é\u{301}",
    ]
    .map(Value::from);
    let times = [
        "2026-02-29T00:00:00.000Z",
        "2026-11-22T23:59:60.000Z",
        "2026-11-22T19:43:00.123Z",
    ]
    .map(Value::from);
    let others = [
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!([1]),
        json!({ "dep": null }),
        json!(["12345", 500, "dep", null]),
    ];
    select([numbers.to_vec(), texts.to_vec(), times.to_vec(), others.to_vec()].concat())
}

/// What is changed in one place of a value.
#[derive(Debug, Clone)]
struct Change {
    place: Index,
    field: Index,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// Another value stands there.
    Replace(Value),
    /// A field, or an item, is taken away.
    Remove,
    /// A field is there that nobody knows or that belongs elsewhere, or an item more.
    Add(String, Value),
    /// A field has another name.
    Rename,
}

fn change(names: Vec<String>) -> impl Strategy<Value = Change> {
    let what = prop_oneof![
        odd().prop_map(What::Replace),
        Just(What::Remove),
        (select(names), odd()).prop_map(|(name, value)| What::Add(name, value)),
        Just(What::Rename),
    ];
    (any::<Index>(), any::<Index>(), what).prop_map(|(place, field, what)| Change { place, field, what })
}

impl Change {
    fn apply(self, mut value: Value) -> Value {
        let mut places = Vec::new();
        pointers(&value, String::new(), &mut places);
        let place = self.place.get(&places);
        let at = value.pointer_mut(place).expect("the pointer is the value's own");
        match (self.what, at) {
            (What::Replace(other), at) => *at = other,
            (What::Remove, Value::Object(fields)) => {
                take(fields, &self.field);
            }
            (What::Remove, Value::Array(items)) => {
                items.pop();
            }
            (What::Add(name, other), Value::Object(fields)) => {
                fields.insert(name, other);
            }
            (What::Add(_, other), Value::Array(items)) => items.push(other),
            (What::Rename, Value::Object(fields)) => {
                if let Some((name, value)) = take(fields, &self.field) {
                    fields.insert(name.to_uppercase(), value);
                }
            }
            _ => {}
        }
        value
    }
}

fn take(fields: &mut Map<String, Value>, which: &Index) -> Option<(String, Value)> {
    let names: Vec<_> = fields.keys().cloned().collect();
    if names.is_empty() {
        return None;
    }
    fields.remove_entry(which.get(&names))
}

/// The name of every field that the schema speaks of.
fn field_names(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(words) => {
            names.extend(
                words
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flat_map(Map::keys)
                    .cloned(),
            );
            words.values().for_each(|it| field_names(it, names));
        }
        Value::Array(items) => items.iter().for_each(|it| field_names(it, names)),
        _ => {}
    }
}

/// The place of every value in the value.
fn pointers(value: &Value, here: String, found: &mut Vec<String>) {
    let step = |name: &str| format!("{here}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| pointers(value, step(name), found)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, value)| pointers(value, step(&index.to_string()), found));
        }
        _ => {}
    }
    found.push(here);
}
