//! Schemas beside each other, and what `jsonschema` says of every value on which the comparison rests.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{Counterexample, Sender, refusals};

/// Where the receiver refuses what the sender may send, and why; `jsonschema` must agree about each value.
fn found(sender: &Value, receiver: &Value, who: Sender) -> Vec<String> {
    let found = refusals(sender, receiver, who).expect("it can be told");
    found
        .into_iter()
        .map(|it| {
            assert_counterexample(sender, receiver, &it);
            format!("{} {} {}", it.value, it.pointer, it.reason)
        })
        .collect()
}

fn assert_counterexample(sender: &Value, receiver: &Value, counterexample: &Counterexample) {
    let value = &counterexample.value;
    assert!(jsonschema::is_valid(sender, value), "{value} is none of {sender}");
    assert!(!jsonschema::is_valid(receiver, value), "{value} is one of {receiver}");
}

/// Each side's values beside the other's.
fn check(one: Value, other: Value, one_refused: &[&str], other_refused: &[&str]) {
    assert_eq!(found(&one, &other, Sender::Typed), one_refused, "{one} sent to {other}");
    assert_eq!(
        found(&other, &one, Sender::Typed),
        other_refused,
        "{other} sent to {one}"
    );
}

#[test]
fn numbers_are_compared_by_their_limits_and_steps() {
    check(
        json!({ "type": "integer" }),
        json!({ "type": "number" }),
        &[],
        &["0.5  must be a whole number"],
    );
    let [small, large] = [10, 20].map(|max| json!({ "type": "integer", "maximum": max }));
    check(small, large, &[], &["11  must be at most 10"]);
    let [open, closed] = ["exclusiveMinimum", "minimum"].map(|word| json!({ "type": "number", word: 0 }));
    check(open, closed, &[], &["0  must be greater than 0"]);
    let [cents, dimes] = [0.01, 0.1].map(|step| json!({ "type": "number", "multipleOf": step }));
    check(cents, dimes, &["0.01  must be a multiple of 0.1"], &[]);
    // Between whole numbers, greater than 0 is at least 1.
    let [above, from] = [
        json!({ "type": "integer", "exclusiveMinimum": 0 }),
        json!({ "type": "integer", "minimum": 1 }),
    ];
    check(above, from, &[], &[]);
}

#[test]
fn the_integers_of_rust_are_compared_by_their_formats() {
    let integer = |format| json!({ "type": "integer", "format": format });
    let places = |one, other| {
        refusals(&integer(one), &integer(other), Sender::Typed)
            .expect("it can be told")
            .len()
    };
    assert_eq!(
        [
            places("uint8", "uint32"),
            places("uint32", "int64"),
            places("int8", "int16")
        ],
        [0, 0, 0]
    );
    assert_eq!(
        [
            places("uint32", "uint8"),
            places("int32", "uint32"),
            places("uint32", "int32")
        ],
        [1, 1, 1]
    );
}

#[test]
fn texts_are_compared_by_their_lengths() {
    let [short, long] = [2, 3].map(|max| json!({ "type": "string", "maxLength": max }));
    check(short, long, &[], &["\"aaa\"  must have at most 2 characters"]);
    let [any, filled] = [0, 1].map(|min| json!({ "type": "string", "minLength": min }));
    check(any, filled, &["\"\"  must have at least 1 characters"], &[]);
}

#[test]
fn patterns_are_compared_by_what_they_match() {
    let pattern = |text: &str| json!({ "type": "string", "pattern": text });
    check(
        pattern("^[a-z]{1,3}$"),
        pattern("^[a-z0-9]{1,4}$"),
        &[],
        &["\"0\"  must match ^[a-z]{1,3}$"],
    );
    check(
        pattern("^(ab)+$"),
        pattern("^ab"),
        &[],
        &["\"aba\"  must match ^(ab)+$"],
    );
    // A pattern may be found anywhere in the text, and may be written in many ways.
    check(pattern("b"), pattern("^.*b"), &["\"\\nb\"  must match ^.*b"], &[]);
    check(pattern("^a{2,}$"), pattern("^aa+$"), &[], &[]);
    let measured = json!({ "type": "string", "maxLength": 2 });
    check(
        pattern("^[a-z]{1,2}$"),
        measured,
        &[],
        &["\"\"  must match ^[a-z]{1,2}$"],
    );
}

#[test]
fn an_enum_with_a_variant_more_is_no_longer_the_old_one() {
    let kinds = |kinds: &[&str]| json!({ "oneOf": kinds.iter().map(|it| json!({ "type": "string", "const": it })).collect::<Vec<_>>() });
    check(
        kinds(&["a", "b"]),
        kinds(&["b", "a", "c"]),
        &[],
        &["\"c\"  must be \"a\" or \"b\""],
    );
    check(kinds(&["a"]), json!({ "enum": ["a"] }), &[], &[]);
}

#[test]
fn a_tagged_union_is_compared_variant_by_variant() {
    let variant = |tag: &str, field: &str, of: &str| {
        json!({
            "type": "object",
            "properties": { "is": { "type": "string", "const": tag }, field: { "type": of } },
            "required": ["is", field],
        })
    };
    let one = json!({ "oneOf": [variant("a", "x", "integer"), variant("b", "y", "string")] });
    let other = json!({ "oneOf": [variant("a", "x", "number"), variant("b", "y", "string")] });
    check(one, other, &[], &["{\"is\":\"a\",\"x\":0.5} /x must be a whole number"]);
}

#[test]
fn fields_are_compared_one_by_one() {
    let object =
        |fields: Value, required: &[&str]| json!({ "type": "object", "properties": fields, "required": required });
    let text = json!({ "type": "string" });
    let nullable = json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] });
    check(
        object(json!({ "x": text }), &["x"]),
        object(json!({ "x": text, "y": nullable }), &["x"]),
        &[],
        &[],
    );
    check(
        object(json!({ "x": text }), &["x"]),
        object(json!({ "x": nullable }), &[]),
        &[],
        &["{} /x is required"],
    );
}

#[test]
fn a_closed_object_refuses_what_it_does_not_know() {
    let object = |fields: Value, closed: bool| json!({ "type": "object", "properties": fields, "additionalProperties": !closed });
    let number = json!({ "type": "integer" });
    let [one, two] = [json!({ "x": number }), json!({ "x": number, "y": number })];
    check(
        object(one.clone(), true),
        object(two, true),
        &[],
        &["{\"y\":1} /y is not a field"],
    );
    let open = json!({ "type": "object", "properties": one });
    let closed = object(one, true);
    assert_eq!(found(&open, &closed, Sender::Typed), [""; 0]);
    assert_eq!(
        found(&open, &closed, Sender::Anyone),
        ["{\"unknown_field\":null} /unknown_field is not a field"]
    );
}

#[test]
fn maps_and_lists_are_compared_by_what_they_hold() {
    let [integers, numbers] =
        ["integer", "number"].map(|of| json!({ "type": "object", "additionalProperties": { "type": of } }));
    check(
        integers,
        numbers,
        &[],
        &["{\"unknown_field\":0.5} /unknown_field must be a whole number"],
    );
    let list = |of: &str, max: u32| json!({ "type": "array", "items": { "type": of }, "maxItems": max });
    check(
        list("integer", 2),
        list("number", 2),
        &[],
        &["[0.5] /0 must be a whole number"],
    );
    check(
        list("integer", 2),
        list("integer", 3),
        &[],
        &["[1,1,1]  must have from 0 to 2 items"],
    );
    let pair = |of: &str| json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": of }], "minItems": 2, "maxItems": 2 });
    check(
        pair("boolean"),
        pair("null"),
        &["[\"a\",true] /1 must be null"],
        &["[\"a\",null] /1 must be a boolean"],
    );
}

#[test]
fn a_type_that_holds_itself_is_followed_once() {
    let tree = |of: &str| {
        json!({
            "$ref": "#/$defs/Tree",
            "$defs": { "Tree": {
                "type": "object",
                "properties": { "leaf": { "type": of }, "below": { "type": "array", "items": { "$ref": "#/$defs/Tree" } } },
                "required": ["leaf"],
            } },
        })
    };
    check(
        tree("integer"),
        tree("number"),
        &[],
        &[
            "{\"leaf\":1,\"below\":[{\"leaf\":0.5}]} /below/0/leaf must be a whole number",
            "{\"leaf\":0.5} /leaf must be a whole number",
        ],
    );
}

#[test]
fn what_cannot_be_told_is_said() {
    let check = |sender: Value, receiver: Value, reason: &str| {
        let undecided = refusals(&sender, &receiver, Sender::Typed).expect_err("it cannot be told");
        assert!(undecided.to_string().contains(reason), "{undecided}");
    };
    check(
        json!({ "type": "string" }),
        json!({ "not": { "type": "null" } }),
        "`not` is not compared",
    );
    check(json!({ "$ref": "#" }), json!(true), "refers to itself without end");
    check(json!({ "$ref": "#/$defs/No" }), json!(true), "leads nowhere");
    check(
        json!({ "type": "string" }),
        json!({ "type": "string", "pattern": "(" }),
        "cannot be compared",
    );
    check(
        json!({ "type": "string" }),
        json!({ "type": "string", "format": "color" }),
        "no proof",
    );
}

#[test]
fn what_would_take_too_long_or_too_much_is_not_told() {
    let check = |sender: Value, receiver: Value, reason: &str| {
        let undecided = refusals(&sender, &receiver, Sender::Typed).expect_err("it cannot be told");
        assert!(undecided.to_string().contains(reason), "{undecided}");
    };
    let either = json!({ "anyOf": [{ "type": "null" }, { "type": "boolean" }] });
    check(
        json!({ "allOf": vec![either; 30] }),
        json!(true),
        "too many alternatives",
    );
    check(chain(200, 1), chain(200, 1), "nested too deep");
    check(chain(40, 2), chain(40, 2), "too large");
    let itself = json!({ "$ref": "#" });
    let twice = json!({ "properties": { "x": { "allOf": [itself, itself] } } });
    assert_eq!(refusals(&twice, &twice, Sender::Typed), Ok(vec![]));
    let written_out = json!({ "type": "string", "pattern": "((a{1000}){1000}){1000}" });
    check(json!({ "type": "string" }), written_out, "cannot be compared");
}

/// Types that hold the next one each, in so many fields.
fn chain(length: usize, fields: usize) -> Value {
    let fields =
        |of: usize| (0..fields).map(move |it| (format!("f{it}"), json!({ "$ref": format!("#/$defs/T{}", of + 1) })));
    let one = |of: usize| json!({ "type": "object", "properties": fields(of).collect::<serde_json::Map<_, _>>() });
    let mut types: serde_json::Map<_, _> = (0..length).map(|it| (format!("T{it}"), one(it))).collect();
    types.insert(format!("T{length}"), json!({ "type": "null" }));
    json!({ "$ref": "#/$defs/T0", "$defs": types })
}

#[test]
fn limits_as_large_as_there_are_are_limits() {
    let texts = |pattern: &str, max: u64| json!({ "type": "string", "pattern": pattern, "maxLength": max });
    for pattern in ["", "^a*$"] {
        let longer = "\"aaaa\"  must have at most 3 characters";
        check(texts(pattern, 3), texts(pattern, u64::MAX), &[], &[longer]);
    }
    let plain = json!({ "type": "string", "minLength": 2, "maxLength": 2 });
    check(
        plain,
        json!({ "type": "string", "maxLength": u64::MAX }),
        &[],
        &["\"aaa\"  must have at most 2 characters"],
    );
    let lists = |max: u64| json!({ "type": "array", "items": { "type": "null" }, "maxItems": max });
    assert_eq!(found(&lists(1), &lists(u64::MAX), Sender::Typed), [""; 0]);
}

#[test]
fn a_keyword_that_is_none_does_not_allow_everything() {
    let check = |word: &str, value: Value| {
        let undecided = refusals(&json!({ "type": "string" }), &json!({ word: value }), Sender::Typed);
        let said = undecided.expect_err("it is no schema").to_string();
        assert!(said.contains(&format!("`{word}: {value}` is no JSON Schema")), "{said}");
    };
    check("type", json!("text"));
    check("type", json!(["string", 5]));
    check("maxLength", json!("3"));
    check("required", json!("x"));
    check("pattern", json!(["a"]));
    check("multipleOf", json!(0));
    check("exclusiveMinimum", json!(true));
    check("items", json!([{ "type": "string" }]));
    check("anyOf", json!({ "type": "string" }));
}

#[test]
fn a_large_number_is_whole_only_where_it_is() {
    let half = json!({ "const": 600_000_000.5 });
    assert_eq!(found(&half, &json!({ "type": "integer" }), Sender::Typed).len(), 1);
    let cents = json!({ "type": "number", "multipleOf": 0.01 });
    assert_eq!(
        found(&json!({ "enum": [0.07, 999_999_999.99] }), &cents, Sender::Typed),
        [""; 0]
    );
    assert_eq!(
        found(&json!({ "const": 999_999_999.995 }), &cents, Sender::Typed).len(),
        1
    );
}

#[test]
fn constants_are_told_apart_by_each_digit_and_by_all_that_is_said_of_them() {
    let [one, other] = [9_007_199_254_740_992_u64, 9_007_199_254_740_993].map(|it| json!({ "const": it }));
    assert!(super::shape::equal(&json!(1), &json!(1.0)));
    assert!(!super::shape::equal(&one["const"], &other["const"]));
    let none = json!({ "const": "a", "enum": ["b"] });
    assert_eq!(
        found(&json!({ "const": "a" }), &none, Sender::Typed),
        ["\"a\"  must not be there"]
    );
    let beside = json!({ "const": "abc", "maxLength": 2 });
    assert!(refusals(&json!({ "const": "abc" }), &beside, Sender::Typed).is_err());
}

#[test]
fn a_schema_s_own_example_makes_the_counterexample() {
    let name = json!({ "type": "string", "examples": ["Ada"] });
    let sender = json!({ "type": "object", "properties": { "name": name, "age": { "type": "integer" } }, "required": ["name", "age"] });
    let receiver = json!({ "type": "object", "properties": { "age": { "type": "string" } } });
    assert_eq!(
        found(&sender, &receiver, Sender::Typed),
        ["{\"age\":1,\"name\":\"Ada\"} /age must be a text"]
    );
}

/// Schemas as the generator writes them, objects closed: then nothing is sent that no schema speaks of.
fn schema() -> impl Strategy<Value = Value> {
    let limits = (0..3_i64, 3..6_i64, any::<bool>());
    let leaf = prop_oneof![
        Just(json!({ "type": "null" })),
        Just(json!({ "type": "boolean" })),
        select(vec!["a", "b", "c"]).prop_map(|it| json!({ "type": "string", "const": it })),
        Just(json!({ "enum": ["a", "b"] })),
        limits.clone().prop_map(|(min, max, whole)| json!({
            "type": if whole { "integer" } else { "number" }, "minimum": min, "exclusiveMaximum": max,
        })),
        Just(json!({ "type": "number", "multipleOf": 0.5 })),
        limits.prop_map(|(min, max, _)| json!({ "type": "string", "minLength": min, "maxLength": max })),
        select(vec!["^[a-c]{1,3}$", "^[a-z]{1,2}$", "^a", "b$", "^(ab)*$"])
            .prop_map(|it| json!({ "type": "string", "pattern": it })),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let field = (inner.clone(), any::<bool>());
        let fields = prop::collection::btree_map(select(vec!["x", "y", "z"]), field, 0..3);
        prop_oneof![
            (inner.clone(), 0..2_u32, 2..4_u32)
                .prop_map(|(of, min, max)| json!({ "type": "array", "items": of, "minItems": min, "maxItems": max })),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| json!({ "anyOf": [one, other] })),
            (inner.clone(), inner)
                .prop_map(|(one, other)| json!({ "type": "array", "prefixItems": [one, other], "minItems": 2, "maxItems": 2 })),
            fields.prop_map(|fields| {
                let required: Vec<_> = fields.iter().filter(|(_, it)| it.1).map(|(name, _)| *name).collect();
                let properties: serde_json::Map<_, _> =
                    fields.iter().map(|(name, it)| ((*name).to_owned(), it.0.clone())).collect();
                json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
            }),
        ]
    })
}

/// The schema with one of its keywords left out.
fn without_one_keyword(schema: &Value, chosen: usize) -> Value {
    const LEFT_OUT: [&str; 7] = [
        "minLength",
        "maxLength",
        "pattern",
        "required",
        "exclusiveMaximum",
        "minItems",
        "additionalProperties",
    ];
    fn edit(schema: &Value, word: &str) -> Value {
        match schema {
            Value::Object(fields) => fields
                .iter()
                .filter(|it| it.0 != word)
                .map(|(name, it)| (name.clone(), edit(it, word)))
                .collect(),
            Value::Array(items) => items.iter().map(|it| edit(it, word)).collect(),
            other => other.clone(),
        }
    }
    edit(schema, LEFT_OUT[chosen % LEFT_OUT.len()])
}

/// Values, mostly such as the schemas above speak of.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..12_i32).prop_map(|it| json!(f64::from(it) / 2.0)),
        (-1..7_i32).prop_map(Value::from),
        "[a-d]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(select(vec!["x", "y", "z"]), inner, 0..3)
                .prop_map(|it| it.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_value_speaks_against_what_was_found(
        sender in schema(),
        other in schema(),
        kind in 0..4_u8,
        chosen in any::<usize>(),
        values in prop::collection::vec(value(), 20),
    ) {
        let receiver = match kind {
            0 => other,
            1 => sender.clone(),
            2 => json!({ "anyOf": [other, sender] }),
            _ => without_one_keyword(&sender, chosen),
        };
        let Ok(found) = refusals(&sender, &receiver, Sender::Typed) else {
            // Nothing is claimed; but of a schema itself, and of one that only leaves something out, it must be told.
            prop_assert!(kind == 0 || kind == 2, "undecided: {sender} sent to {receiver}");
            return Ok(());
        };
        if found.is_empty() {
            for value in values.iter().filter(|it| jsonschema::is_valid(&sender, it)) {
                prop_assert!(jsonschema::is_valid(&receiver, value), "{value}: {sender} sent to {receiver}");
            }
        }
        prop_assert!(kind == 0 || found.is_empty(), "{found:?}: {sender} sent to {receiver}");
        for counterexample in &found {
            assert_counterexample(&sender, &receiver, counterexample);
        }
    }
}
