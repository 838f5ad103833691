//! The data that expressions read: every kind of type, filled with what goes wrong most easily.

use fastrand::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stepwright::{Contract, Fault, Json};

/// What a workflow is given.
#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Data {
    pub(crate) tiny: i8,
    pub(crate) byte: u8,
    pub(crate) short: i16,
    pub(crate) port: u16,
    pub(crate) count: i32,
    pub(crate) size: u32,
    #[serde(rename = "wide-one")]
    pub(crate) wide: i64,
    pub(crate) far: u64,
    pub(crate) index: usize,
    #[serde(rename = "and")]
    pub(crate) flag: bool,
    pub(crate) text: String,
    #[serde(rename = "wörd 'n' \"word\"")]
    pub(crate) word: String,
    pub(crate) level: Level,
    pub(crate) line: Line,
    pub(crate) json: Json,
    pub(crate) fraction: f64,
    pub(crate) maybe: Option<i32>,
    #[serde(rename = "wide$maybe")]
    pub(crate) wide_maybe: Option<i64>,
    pub(crate) note: Option<String>,
    #[serde(rename = "a`b${c}")]
    pub(crate) sure: Option<bool>,
    pub(crate) other: Option<Line>,
    pub(crate) some_numbers: Option<Vec<i32>>,
    pub(crate) some_pair: Option<(i32, Vec<i32>)>,
    pub(crate) some_level: Option<Level>,
    pub(crate) numbers: Vec<i32>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) wides: Vec<i64>,
    #[serde(rename = "")]
    pub(crate) flags: Vec<bool>,
    pub(crate) words: Vec<String>,
    pub(crate) rows: Vec<Vec<i32>>,
    pub(crate) lines: Vec<Line>,
    pub(crate) notes: Vec<Option<String>>,
    pub(crate) maybe_rows: Vec<Option<Vec<i32>>>,
    pub(crate) pairs: Vec<(i32, Vec<i32>)>,
    pub(crate) levels: Vec<Level>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) jsons: Vec<Json>,
    pub(crate) pair: (i32, Vec<i32>),
    pub(crate) triple: (Option<i32>, Vec<String>, bool),
    pub(crate) shape: Shape,
    pub(crate) event: Event,
    pub(crate) reply: Reply,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Line {
    pub(crate) pieces: u32,
    pub(crate) article: Option<String>,
    pub(crate) tags: Vec<String>,
}

/// An enum without data.
#[derive(Debug, Clone, Copy, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[contract(compare)]
pub(crate) enum Level {
    #[serde(rename = "it's low")]
    Low,
    High,
}

/// An enum with data, as serde writes it by default.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Shape {
    Flat,
    Round(Vec<i32>),
    Square { label: Option<String> },
}

/// An enum with its tag among its fields.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type")]
pub(crate) enum Event {
    Begun,
    Moved { by: i32, note: Option<String> },
}

/// An enum with its tag beside its content.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "in")]
pub(crate) enum Reply {
    Yes((i32, Vec<i32>)),
    No { why: String },
    Later,
}

/// A fault with fields of every kind that its text must carry.
#[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "Broken.")]
pub(crate) struct Broken {
    pub(crate) count: i32,
    pub(crate) wide: i64,
    pub(crate) text: String,
    pub(crate) maybe: Option<i64>,
    pub(crate) wides: Vec<i64>,
    pub(crate) line: Option<Line>,
    pub(crate) shape: Shape,
}

fn choose<T: Copy>(random: &mut Rng, of: &[T]) -> T {
    of[random.usize(..of.len())]
}

/// A text: empty, plain, with what JSON or JSONata or a template escapes, beyond UTF-16's first plane, combining.
pub(crate) fn text(random: &mut Rng) -> String {
    const PIECES: [&str; 30] = [
        "",
        "",
        "a",
        "ab",
        "b",
        "é",
        "e\u{301}",
        "𝄞",
        "😀",
        "\u{1f468}\u{200d}\u{1f469}",
        "'",
        "\"",
        "\\",
        "\n",
        "\u{0}",
        "\u{1f}",
        "\u{2028}",
        "${x}",
        "{%",
        "%}",
        "$",
        "$states",
        "`",
        "0",
        "-0",
        "null",
        " ",
        "\u{ffff}",
        "/",
        "\u{7f}",
    ];
    let pieces = choose(random, &[0, 1, 1, 1, 2, 2, 3]);
    (0..pieces).map(|_| choose(random, &PIECES)).collect()
}

fn integer(random: &mut Rng, min: i64, max: i64) -> i64 {
    let value = match random.u8(..6) {
        0 => choose(random, &[min, max]) + random.i64(-1..=1),
        1 => random.i64(min..=max),
        2 => choose(random, &[46_341, 65_536, 94_906_267, 1_000_000_000_000_000]),
        _ => random.i64(-3..=5),
    };
    value.clamp(min, max)
}

const SAFE: i64 = (1 << 53) - 1;

fn wide(random: &mut Rng) -> i64 {
    integer(random, -SAFE, SAFE)
}

fn number(random: &mut Rng) -> i32 {
    integer(random, i32::MIN.into(), i32::MAX.into()) as i32
}

fn option<T>(random: &mut Rng, make: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    random.bool().then(|| make(random))
}

/// Most lists are empty or have one item: JSONata makes something else of both.
fn list<T>(random: &mut Rng, make: impl Fn(&mut Rng) -> T) -> Vec<T> {
    let length = choose(random, &[0, 0, 1, 1, 1, 2, 3]);
    (0..length).map(|_| make(random)).collect()
}

fn numbers(random: &mut Rng) -> Vec<i32> {
    list(random, number)
}

fn line(random: &mut Rng) -> Line {
    Line {
        pieces: integer(random, 0, u32::MAX.into()) as u32,
        article: option(random, text),
        tags: list(random, text),
    }
}

fn level(random: &mut Rng) -> Level {
    choose(random, &[Level::Low, Level::High])
}

fn pair(random: &mut Rng) -> (i32, Vec<i32>) {
    (number(random), numbers(random))
}

fn shape(random: &mut Rng) -> Shape {
    match random.u8(..3) {
        0 => Shape::Flat,
        1 => Shape::Round(numbers(random)),
        _ => Shape::Square {
            label: option(random, text),
        },
    }
}

fn json(random: &mut Rng) -> Json {
    const TEXTS: [&str; 12] = [
        "null",
        "[]",
        "[[]]",
        "[[1]]",
        "{}",
        "1",
        "\"{% 1 %}\"",
        "[null]",
        "true",
        "{\"a\":[{\"b\":[]}]}",
        "-2.5",
        "[{}]",
    ];
    Json(serde_json::from_str(choose(random, &TEXTS)).expect("it is JSON"))
}

impl Data {
    pub(crate) fn any(random: &mut Rng) -> Data {
        Data {
            tiny: integer(random, -128, 127) as i8,
            byte: integer(random, 0, 255) as u8,
            short: integer(random, i16::MIN.into(), i16::MAX.into()) as i16,
            port: integer(random, 0, u16::MAX.into()) as u16,
            count: number(random),
            size: integer(random, 0, u32::MAX.into()) as u32,
            wide: wide(random),
            far: integer(random, 0, SAFE) as u64,
            index: integer(random, 0, SAFE) as usize,
            flag: random.bool(),
            text: text(random),
            word: text(random),
            level: level(random),
            line: line(random),
            json: json(random),
            fraction: choose(random, &[0.0, -0.0, 0.1, -2.5, 1e21, 1e-7, 123_456_789.123_456_79]),
            maybe: option(random, number),
            wide_maybe: option(random, wide),
            note: option(random, text),
            sure: option(random, |it| it.bool()),
            other: option(random, line),
            some_numbers: option(random, numbers),
            some_pair: option(random, pair),
            some_level: option(random, level),
            numbers: numbers(random),
            bytes: list(random, |it| integer(it, 0, 255) as u8),
            wides: list(random, wide),
            flags: list(random, |it| it.bool()),
            words: list(random, text),
            rows: list(random, numbers),
            lines: list(random, line),
            notes: list(random, |it| option(it, text)),
            maybe_rows: list(random, |it| option(it, numbers)),
            pairs: list(random, pair),
            levels: list(random, level),
            shapes: list(random, shape),
            jsons: list(random, json),
            pair: pair(random),
            triple: (option(random, number), list(random, text), random.bool()),
            shape: shape(random),
            event: match option(random, number) {
                None => Event::Begun,
                Some(by) => Event::Moved {
                    by,
                    note: option(random, text),
                },
            },
            reply: match random.u8(..3) {
                0 => Reply::Yes(pair(random)),
                1 => Reply::No { why: text(random) },
                _ => Reply::Later,
            },
        }
    }

    /// As it may come from outside: of what is `None`, some is absent; the fields in an order of their own.
    pub(crate) fn written(&self, random: &mut Rng) -> Value {
        let mut value = serde_json::to_value(self).expect("a contract can be written");
        disarrange(&mut value, random);
        value["json"] = self.json.0.clone();
        value["jsons"] = self.jsons.iter().map(|it| it.0.clone()).collect();
        value
    }
}

fn disarrange(value: &mut Value, random: &mut Rng) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| disarrange(it, random)),
        Value::Object(fields) => {
            let mut entries: Vec<_> = std::mem::take(fields).into_iter().collect();
            entries.retain(|(_, field)| !field.is_null() || random.bool());
            random.shuffle(&mut entries);
            entries.iter_mut().for_each(|(_, field)| disarrange(field, random));
            fields.extend(entries);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
