//! Data with all the corners that JSON has and that JSONata rounds off.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

/// What an expression may read below one name: the fields that it follows, each again with its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape(Vec<(String, Shape)>);

impl Shape {
    /// Adds a path that is read.
    pub(crate) fn add(&mut self, path: &[String]) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let index = self.0.iter().position(|(name, _)| name == first);
        let index = index.unwrap_or_else(|| {
            self.0.push((first.clone(), Shape::default()));
            self.0.len() - 1
        });
        self.0[index].1.add(rest);
    }

    /// The names at the top.
    pub(crate) fn names(&self) -> impl Iterator<Item = &(String, Shape)> {
        self.0.iter()
    }
}

/// A value of this shape, where most of the paths lead somewhere; `literals` are met often.
pub(crate) fn value(shape: &Shape, literals: &[Value]) -> BoxedStrategy<Value> {
    let odd = any_value(literals);
    if shape.0.is_empty() {
        return odd;
    }
    let object = object(shape, literals);
    let objects = prop::collection::vec(object.clone(), 0..3).prop_map(Value::Array);
    prop_oneof![12 => object, 1 => objects, 1 => odd].boxed()
}

/// An object with most of the shape's fields, in an order of its own.
fn object(shape: &Shape, literals: &[Value]) -> BoxedStrategy<Value> {
    let field = |(name, below): &(String, Shape)| {
        let (name, below) = (name.clone(), value(below, literals));
        let value = if name == "Cause" {
            prop_oneof![3 => cause(), 1 => below].boxed()
        } else {
            below
        };
        prop_oneof![1 => Just(None), 7 => value.prop_map(Some)].prop_map(move |value| Some((name.clone(), value?)))
    };
    let fields: Vec<_> = shape.names().map(field).collect();
    fields
        .prop_shuffle()
        .prop_map(|fields| Value::Object(fields.into_iter().flatten().collect()))
        .boxed()
}

/// The cause of an error: the JSON of a fault as a step or a workflow fails with it, or of a child execution.
fn cause() -> BoxedStrategy<Value> {
    let fields = (text(), number()).prop_map(|(reason, count)| json!({ "reason": reason, "count": count }));
    let of_a_step = fields
        .clone()
        .prop_map(|it| json!({ "errorType": "Refused", "errorMessage": it.to_string() }));
    let of_a_child =
        (text(), text()).prop_map(|(error, cause)| json!({ "Error": error, "Cause": cause, "Status": "FAILED" }));
    prop_oneof![fields, of_a_step, of_a_child]
        .prop_map(|it| json!(it.to_string()))
        .boxed()
}

/// Any value: a scalar, or a little array or object of them.
pub(crate) fn any_value(literals: &[Value]) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![2 => scalar(), 1 => known(literals)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array);
        let single = inner.clone().prop_map(|item| Value::Array(vec![item]));
        let names = subsequence(vec!["a", "b", "é", "type", "0"], 0..3).prop_shuffle();
        let object = (names, inner.clone(), inner).prop_map(|(names, one, other)| {
            let values = [one, other].into_iter().cycle();
            Value::Object(names.into_iter().map(str::to_owned).zip(values).collect::<Map<_, _>>())
        });
        prop_oneof![2 => items, 1 => single, 1 => object]
    })
    .boxed()
}

fn known(literals: &[Value]) -> BoxedStrategy<Value> {
    if literals.is_empty() {
        return scalar();
    }
    select(literals.to_vec()).boxed()
}

/// A value without parts.
pub(crate) fn scalar() -> BoxedStrategy<Value> {
    Union::new_weighted(vec![
        (1, Just(Value::Null).boxed()),
        (1, any::<bool>().prop_map(Value::from).boxed()),
        (3, number()),
        (3, text().prop_map(Value::from).boxed()),
    ])
    .boxed()
}

/// A number: small, around the bounds of Rust's and JavaScript's integers, negative, minus zero, with a fraction.
pub(crate) fn number() -> BoxedStrategy<Value> {
    let bounds = [1_i64 << 31, 1 << 32, 1 << 53, 1_000_000_000_000_000, 100, 0];
    let near = (select(bounds.to_vec()), -2..3_i64, any::<bool>())
        .prop_map(|(bound, off, negative)| json!(if negative { -(bound + off) } else { bound + off }));
    let fraction =
        (-1000..1000_i32, select(vec![2.0, 3.0, 10.0, 1e-7, 1e25])).prop_map(|(n, by)| json!(f64::from(n) / by));
    let small = (-3..10_i64).prop_map(Value::from);
    prop_oneof![4 => small, 2 => near, 2 => fraction, 1 => Just(json!(-0.0))].boxed()
}

/// A text: empty, plain, with what JSON escapes, with characters beyond UTF-16's first plane, with combining ones.
pub(crate) fn text() -> BoxedStrategy<String> {
    let odd = [
        "", " ", "a", "ab", "b", "12", "-0", "null", "\"", "\\", "\n", "\u{2028}", "$1", "{% a %}",
    ];
    let wide = [
        "😀",
        "e\u{301}",
        "é",
        "ß",
        "a😀b",
        "\u{ffff}",
        "\u{1f468}\u{200d}\u{1f469}",
        "\u{0}",
        "日本",
    ];
    let odd = select([&odd[..], &wide[..]].concat()).prop_map(str::to_owned);
    prop_oneof![3 => odd, 1 => "[ab ,.]{0,6}", 1 => "\\PC{0,8}"].boxed()
}
