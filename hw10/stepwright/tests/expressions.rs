//! Expressions: what a workflow computes natively, and what its state machine computes of the same data.
//!
//! Each workflow is one expression over generated data: absent options, `null`, empty lists and lists of one, texts with
//! quotes and beyond the basic plane, great and negative numbers. Where Rust panics, the expression must fail.
#![allow(clippy::all, missing_docs, reason = "each form is looked at as it stands")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use jsonata::{Bindings, Expression, World};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::flow::Record;
use stepwright::{Contract, Fault, steps, workflow};

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Data {
    a: i32,
    b: i32,
    small: i8,
    count: u32,
    wide: i64,
    other: i64,
    flag: bool,
    text: String,
    part: String,
    maybe: Option<i32>,
    name: Option<String>,
    inner: Option<Inner>,
    list: Vec<i32>,
    words: Vec<String>,
    nested: Vec<Vec<i32>>,
    inners: Vec<Inner>,
}

#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Inner {
    weight: u32,
    label: Option<String>,
    tags: Vec<String>,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 400, detail = "Never.")]
pub struct Never {}

#[steps]
pub trait Nothing {}

struct None_;
impl Nothing for None_ {}

const LIMIT: i32 = 100;

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "", "a", "ab", "é", "𝄞", "'", "\"", "\\", "\n", "${x}", "{%", "%}", " ", "ß", "\u{200d}", "0", "null",
    ]);
    vec(pieces, 0..4).prop_map(|pieces| pieces.concat())
}

fn integers() -> impl Strategy<Value = i32> {
    prop_oneof![-5..=5, Just(i32::MIN), Just(i32::MAX), Just(i32::MIN + 1), any::<i32>()]
}

fn wide() -> impl Strategy<Value = i64> {
    const SAFE: i64 = 9_007_199_254_740_991;
    prop_oneof![
        -5..=5_i64,
        Just(SAFE),
        Just(-SAFE),
        Just(SAFE - 1),
        -SAFE..=SAFE,
        Just(94_906_267),
        Just(3_037_000_500)
    ]
}

fn inners() -> impl Strategy<Value = Inner> {
    let weight = prop_oneof![0..5_u32, Just(u32::MAX)];
    (weight, option::of(texts()), vec(texts(), 0..3)).prop_map(|(weight, label, tags)| Inner { weight, label, tags })
}

fn data() -> impl Strategy<Value = Data> {
    let numbers = (
        integers(),
        integers(),
        any::<i8>(),
        prop_oneof![0..4_u32, any::<u32>()],
        wide(),
        wide(),
        any::<bool>(),
    );
    let words = (
        texts(),
        texts(),
        option::of(integers()),
        option::of(texts()),
        option::of(inners()),
    );
    let lists = (
        vec(integers(), 0..4),
        vec(texts(), 0..4),
        vec(vec(integers(), 0..3), 0..3),
        vec(inners(), 0..3),
    );
    (numbers, words, lists).prop_map(|(numbers, words, lists)| {
        let (a, b, small, count, wide, other, flag) = numbers;
        let (text, part, maybe, name, inner) = words;
        let (list, words, nested, inners) = lists;
        Data {
            a,
            b,
            small,
            count,
            wide,
            other,
            flag,
            text,
            part,
            maybe,
            name,
            inner,
            list,
            words,
            nested,
            inners,
        }
    })
}

/// The input as it may come from outside: of the options that are `None`, some are absent.
fn written(data: &Data, without: bool) -> Value {
    let mut value = serde_json::to_value(data).expect("a contract can be written");
    if without && let Some(fields) = value.as_object_mut() {
        fields.retain(|_, field| !field.is_null());
    }
    value
}

/// A template with its expressions evaluated.
fn evaluated(template: &Value, input: &Value) -> Result<Value, String> {
    Ok(match template {
        Value::String(text) => match asl::jsonata_in(text) {
            None => template.clone(),
            Some(source) => {
                let expression = Expression::parse(source).map_err(|error| error.to_string())?;
                let states = json!({ "input": input });
                let mut bindings = Bindings::new();
                bindings.bind("states", &states);
                expression
                    .evaluate(&bindings, &mut World::default())
                    .map_err(|error| error.to_string())?
            }
        },
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| evaluated(item, input))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(fields) => {
            let field = |(name, field): (&String, &Value)| Ok((name.clone(), evaluated(field, input)?));
            Value::Object(fields.iter().map(field).collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

fn agrees<W: Record, T: Contract>(native: impl Fn(Data) -> T) {
    let machine = stepwright::lower(&W::flow())
        .expect("the workflow is a state machine")
        .to_value();
    let states = machine["States"].as_object().expect("states");
    assert_eq!(states.len(), 1, "one expression is one state: {machine:#}");
    let output = &machine["States"]["Done"]["Output"];
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let checked = runner.run(&(data(), any::<bool>()), |(data, without)| {
        let natively = catch_unwind(AssertUnwindSafe(|| native(data.clone())));
        let evaluated = evaluated(output, &written(&data, without));
        match (natively, evaluated) {
            (Ok(value), Ok(evaluated)) => {
                let value = serde_json::to_value(value).expect("a contract can be written");
                prop_assert_eq!(value, evaluated, "{}", output);
            }
            (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => prop_assert!(false, "Rust has a value, JSONata does not: {} {}", error, output),
            (Err(_), Ok(value)) => prop_assert!(false, "Rust panics, JSONata gives {}: {}", value, output),
        }
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

/// A test for each: a workflow that is one expression.
macro_rules! expressions {
    ($($name:ident: $type:ty = |$data:ident| $expression:expr;)*) => {$(
        #[test]
        fn $name() {
            #[workflow(express)]
            async fn expression(_nothing: &impl Nothing, $data: Data) -> Result<$type, Never> {
                Ok($expression)
            }
            agrees::<expression, $type>(|data| {
                let run = stepwright::native::run(&stepwright::native::Script::new(), expression(&None_, data));
                run.result.expect("there is no fault")
            });
        }
    )*};
}

expressions! {
    sums: i32 = |data| data.a + data.b;
    differences: i32 = |data| data.a - data.b;
    products: i32 = |data| data.a * data.b;
    quotients: i32 = |data| data.a / data.b;
    remainders: i32 = |data| data.a % data.b;
    negatives: i32 = |data| -data.a;
    unsigned_differences: u32 = |data| data.count - 3;
    literals_on_the_left: i32 = |data| 100 - data.a * 2;
    constants: i32 = |data| data.a + LIMIT;
    const_blocks: i32 = |data| data.a % const { LIMIT * 2 + 1 };
    small_ones: i8 = |data| data.small * 3 - 1;
    several: i32 = |data| (data.a % 1000 + data.b % 1000) * 3 / 7 - 5 % 3;
    lesser: i32 = |data| data.a.min(data.b).max(-100);
    widening: i64 = |data| i64::from(data.a) + data.wide % 1000;
    comparisons: bool = |data| data.a < data.b && data.wide >= data.other || !(data.a == 0) && data.flag != (data.b > 3);
    text_equality: bool = |data| data.text == data.part || data.text != "a";
    conditional: i32 = |data| if data.flag { data.a } else if data.b > 0 { data.b } else { 0 };
    formats: String = |data| format!("{}-{name}: {0} {{}} {flag} ${{x}}", data.a, name = data.text, flag = data.flag);
    displays: String = |data| data.a.to_string();
    contains: bool = |data| data.text.contains(&data.part);
    contains_a_literal: bool = |data| data.text.contains("a");
    begins: bool = |data| data.text.starts_with(&data.part);
    ends: bool = |data| data.text.ends_with(&data.part);
    empty_text: bool = |data| data.text.is_empty() || data.part == "";
    option_presence: bool = |data| data.maybe.is_some() || data.name.is_none();
    option_or: i32 = |data| data.maybe.unwrap_or(7);
    option_or_default: String = |data| data.name.clone().unwrap_or_default();
    option_map: Option<i32> = |data| data.maybe.map(|it| it / 2);
    option_map_or: bool = |data| data.maybe.map_or(true, |it| it > 0);
    option_and_then: Option<String> = |data| data.inner.clone().and_then(|it| it.label);
    option_other: Option<i32> = |data| data.maybe.or(Some(data.b));
    option_filter: Option<i32> = |data| data.maybe.filter(|it| *it > 0);
    option_is_some_and: bool = |data| data.maybe.is_some_and(|it| it > 3);
    option_is_none_or: bool = |data| data.maybe.is_none_or(|it| it > 3);
    option_as_it_is: Option<String> = |data| data.name;
    option_made: Option<Inner> = |data| if data.flag { Some(Inner { weight: 1, label: data.name, tags: data.words }) } else { None };
    option_matched: i32 = |data| match data.maybe { Some(it) if it > 5 => it, Some(_) => 1, None => 0 };
    option_filtered: Option<i32> = |data| data.maybe.filter(|it| *it > 5).or(Some(data.a));
    option_mapped_away: bool = |data| data.maybe.map(|it| it > 5).is_none();
    lengths: bool = |data| data.list.len() > 2 || data.words.is_empty();
    items: Option<i32> = |data| data.list.get(1).copied();
    first_item: Option<String> = |data| data.words.first().cloned();
    last_item: Option<Vec<i32>> = |data| data.nested.last().cloned();
    indexed: i32 = |data| data.list[0];
    indexed_lists: Vec<i32> = |data| data.nested[1].clone();
    list_contains: bool = |data| data.list.contains(&data.a) || data.words.contains(&data.text);
    lists_made: Vec<i32> = |data| vec![data.a, data.b];
    lists_of_one: Vec<i32> = |data| vec![data.a];
    lists_of_lists: Vec<Vec<i32>> = |data| vec![data.list.clone(), vec![data.a]];
    lists_of_one_list: Vec<Vec<i32>> = |data| vec![data.list];
    mapped: Vec<i32> = |data| data.list.iter().map(|it| it % 10 * 2).collect();
    mapped_texts: Vec<String> = |data| data.words.iter().map(|it| format!("<{it}>")).collect();
    mapped_structs: Vec<Inner> = |data| data.words.iter().map(|it| Inner { weight: 1, label: Some(it.clone()), tags: vec![it.clone()] }).collect();
    mapped_fields: Vec<Vec<String>> = |data| data.inners.iter().map(|it| it.tags.clone()).collect();
    mapped_options: Vec<Option<String>> = |data| data.inners.iter().map(|it| it.label.clone()).collect();
    filtered: Vec<i32> = |data| data.list.iter().filter(|it| **it > 0).copied().collect();
    filtered_lists: Vec<Vec<i32>> = |data| data.nested.iter().filter(|it| !it.is_empty()).cloned().collect();
    any_item: bool = |data| data.list.iter().any(|it| *it == data.a);
    all_items: bool = |data| data.inners.iter().all(|it| it.weight > 1 || it.label.is_some());
    counted: bool = |data| data.inners.iter().filter(|it| it.tags.len() > 1).count() == 1;
    added_up: u32 = |data| data.inners.iter().map(|it| it.weight).sum();
    nested_closures: bool = |data| data.nested.iter().any(|row| row.iter().any(|it| *it == data.a));
    options_that_a_filter_empties: bool = |data| data.maybe.filter(|it| *it > 0).is_some() || data.name.clone().map(|_| 1).is_none();
    defaults_of_what_a_filter_empties: i32 = |data| data.maybe.filter(|it| *it > 0).unwrap_or(-1);
    defaults_of_what_is_made: i32 = |data| data.name.map(|_| 1).unwrap_or(2);
    defaults_that_fail: i32 = |data| data.maybe.unwrap_or(data.a / data.b);
    alternatives_that_fail: Option<i32> = |data| data.maybe.or(Some(data.a / data.b));
    defaults_that_fail_beside_a_closure: i32 = |data| data.name.map_or(data.a / data.b, |_| 1);
    closures_that_fail: bool = |data| data.maybe.map(|it| 10 / it).is_some();
    any_that_stops_before_it_fails: bool = |data| data.list.iter().any(|it| 10 / it > 3);
    all_that_stops_before_it_fails: bool = |data| data.list.iter().map(|it| 10 / it).filter(|it| *it != 1).all(|it| it > 3);
    sums_that_go_over_on_the_way: i32 = |data| data.list.iter().sum();
    items_of_items: Option<i32> = |data| data.nested.last().and_then(|row| row.first().copied());
    indexed_twice: i32 = |data| data.nested[data.list.len()][0];
    lists_made_of_each_row: Vec<Vec<i32>> = |data| data.nested.iter().map(|row| row.iter().map(|it| it % 10).collect()).collect();
    items_of_lists_made_in_a_closure: Vec<bool> = |data| data.list.iter().map(|_| data.words.iter().map(|_| true).collect::<Vec<bool>>()[0]).collect();
    fields_of_structs_that_hold_a_list_made: Vec<String> = |data| (if data.flag { Inner { weight: 1, label: None, tags: data.list.iter().map(|_| format!("x")).collect() } } else { Inner { weight: 2, label: None, tags: vec![] } }).tags;
    tuples: (i32, String) = |data| (data.a, data.text);
    tuples_of_lists: (Vec<i32>, Option<i32>, bool) = |data| (data.list, data.maybe, data.flag);
    matched_tuples: i32 = |data| match (data.flag, data.a) { (true, 1..=9) => 1, (_, i32::MIN..=-1) => 2, (false, few @ 0..=3) => few, _ => 3 };
    matching: bool = |data| matches!(data.maybe, Some(1..=5)) || matches!(data.text.as_str(), "a" | "ab");
    whole: Vec<Inner> = |data| data.inners;
}
