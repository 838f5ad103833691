//! Values near a JSON Schema: such as it describes, changed in a place or two.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Number, Value, json};

use crate::constants::Constants;
use crate::values::values;

/// A value that the schema describes or, as often, one that differs from such a value in a place or two.
pub fn near(schema: &Value) -> BoxedStrategy<Value> {
    let mut known = Known::default();
    known.look(schema);
    let changes = prop_oneof![Just(Vec::new()), vec(change(known), 1..3)];
    (values(schema, &Constants::default()), changes)
        .prop_map(|(value, changes)| changes.into_iter().fold(value, |value, change| change.apply(value)))
        .boxed()
}

/// What a schema speaks of.
struct Known {
    /// The name of every field, and one more.
    names: Vec<String>,
    /// How long a text may be, or must.
    lengths: Vec<usize>,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            names: vec!["surplus".to_owned()],
            lengths: vec![0],
        }
    }
}

impl Known {
    fn look(&mut self, schema: &Value) {
        match schema {
            Value::Object(words) => {
                let properties = words.get("properties").and_then(Value::as_object);
                self.names.extend(properties.into_iter().flat_map(Map::keys).cloned());
                let lengths = ["minLength", "maxLength"]
                    .iter()
                    .filter_map(|it| words.get(*it)?.as_u64());
                self.lengths.extend(lengths.filter_map(|it| usize::try_from(it).ok()));
                words.values().for_each(|it| self.look(it));
            }
            Value::Array(items) => items.iter().for_each(|it| self.look(it)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// A value that nobody expects.
fn odd() -> impl Strategy<Value = Value> {
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
    /// A number is so much more, and an integer is written as a float, or a float as an integer.
    Count(i32),
    /// A text is cut, or filled up, to so many characters.
    Stretch(usize),
}

fn change(known: Known) -> impl Strategy<Value = Change> {
    let what = prop_oneof![
        odd().prop_map(What::Replace),
        Just(What::Remove),
        (select(known.names), odd()).prop_map(|(name, value)| What::Add(name, value)),
        Just(What::Rename),
        (-1..=1).prop_map(What::Count),
        (select(known.lengths), 0..=1_usize).prop_map(|(length, more)| What::Stretch(length + more)),
    ];
    (any::<Index>(), any::<Index>(), what).prop_map(|(place, field, what)| Change { place, field, what })
}

impl Change {
    fn apply(self, mut value: Value) -> Value {
        let mut places = Vec::new();
        pointers(&value, String::new(), &mut places);
        places.retain(|place| value.pointer(place).is_some_and(|at| self.what.fits(at)));
        if places.is_empty() {
            return value;
        }
        let place = self.place.get(&places);
        let at = value.pointer_mut(place).expect("the pointer is the value's own");
        self.what.apply(at, &self.field);
        value
    }
}

impl What {
    fn fits(&self, at: &Value) -> bool {
        match self {
            What::Replace(_) => true,
            What::Remove | What::Add(..) => at.is_object() || at.is_array(),
            What::Rename => at.is_object(),
            What::Count(_) => at.is_number(),
            What::Stretch(_) => at.is_string(),
        }
    }

    fn apply(self, at: &mut Value, field: &Index) {
        match (self, at) {
            (What::Replace(other), at) => *at = other,
            (What::Remove, Value::Object(fields)) => {
                take(fields, field);
            }
            (What::Remove, Value::Array(items)) => {
                items.pop();
            }
            (What::Add(name, other), Value::Object(fields)) => {
                fields.insert(name, other);
            }
            (What::Add(_, other), Value::Array(items)) => items.push(other),
            (What::Rename, Value::Object(fields)) => {
                if let Some((name, value)) = take(fields, field) {
                    fields.insert(name.to_uppercase(), value);
                }
            }
            (What::Count(more), Value::Number(number)) => *number = counted(number, more),
            (What::Stretch(length), Value::String(text)) => {
                *text = text.chars().chain(std::iter::repeat('a')).take(length).collect();
            }
            _ => {}
        }
    }
}

fn take(fields: &mut Map<String, Value>, which: &Index) -> Option<(String, Value)> {
    let names: Vec<_> = fields.keys().cloned().collect();
    if names.is_empty() {
        return None;
    }
    fields.remove_entry(which.get(&names))
}

/// A float that is an integer is then written as one, and an integer as a float.
fn counted(number: &Number, more: i32) -> Number {
    let value = number.as_f64().unwrap_or_default() + f64::from(more);
    #[expect(clippy::cast_possible_truncation, reason = "compared with the original")]
    let integer = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with the original")]
    let same = (integer as f64).to_bits() == value.to_bits();
    match number.is_f64() && same {
        true => integer.into(),
        false => Number::from_f64(value).unwrap_or_else(|| number.clone()),
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

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use serde_json::{Value, json};

    use super::near;
    use crate::cases::runner;

    /// A number as it is written.
    fn text_of(value: &Value) -> String {
        value.to_string()
    }

    #[test]
    fn values_come_near_from_both_sides() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string", "minLength": 2, "maxLength": 5 },
                "count": { "type": "integer", "minimum": 1, "maximum": 9 },
                "part": { "type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.5 },
            },
            "required": ["name", "count"],
        });
        let (strategy, mut runner) = (near(&schema), runner(1));
        let mut value = || strategy.new_tree(&mut runner).expect("a value").current();
        let values: Vec<_> = (0..4000).map(|_| value()).collect();
        let check = |what: &str, holds: &dyn Fn(&Value) -> bool| {
            assert!(values.iter().any(holds), "no value has {what}");
        };
        let length = |value: &Value| value["name"].as_str().map(|it| it.chars().count());
        for characters in [0, 1, 2, 5, 6] {
            check(&format!("a name of {characters}"), &|it| length(it) == Some(characters));
        }
        for count in ["0", "1", "9", "10", "9.0", "10.0"] {
            check(&format!("a count of {count}"), &|it| text_of(&it["count"]) == count);
        }
        for part in ["-1", "0.0", "0.5", "1", "2"] {
            check(&format!("a part of {part}"), &|it| text_of(&it["part"]) == part);
        }
        check("no name", &|it| it.get("name").is_none());
        check("another type", &|it| it["count"].is_string());
        check("a field more", &|it| it.get("surplus").is_some());
        check("a name in capitals", &|it| it.get("NAME").is_some());
    }
}
