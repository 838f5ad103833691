//! One expression on some data: what Rust, our engine and npm `jsonata` make of it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use fastrand::Rng;
use peers::{Answer, Case, Judge, ours};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use stepwright::Json;

use crate::both::Scope;
use crate::data::{Broken, Data, Event, Level, Line, Reply, Shape};
use crate::generator::{Generator, Kind};
use crate::{recorded, structures};

/// On how many sets of data each expression is tried.
const DATA_EACH: usize = 6;

/// Longer expressions say nothing that their parts do not say, and take their time.
const LENGTH_MAX: usize = 6_000;

/// An expression, ready to be tried.
pub(crate) struct Trial {
    made: Made,
    /// Each with its form on the wire.
    data: Vec<(Data, Value)>,
}

/// How it went.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) expressions: usize,
    pub(crate) values: usize,
    pub(crate) faults: usize,
    pub(crate) disagreements: Vec<(usize, String)>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (values, faults) = (self.values, self.faults);
        let cases = values + faults;
        write!(
            f,
            "{} expressions, {cases} cases: {values} values, {faults} faults, ",
            self.expressions
        )?;
        write!(f, "{} disagreements", self.disagreements.len())
    }
}

impl Figures {
    /// The disagreements over the shortest expressions.
    pub(crate) fn shortest(&mut self, count: usize) -> String {
        self.disagreements.sort();
        let shown: Vec<_> = self
            .disagreements
            .iter()
            .map(|(_, text)| text.as_str())
            .take(count)
            .collect();
        format!("{self}\n\n{}", shown.join("\n\n"))
    }
}

/// An expression of one type: as one would write it, its template, what Rust computes, and how a Lambda function would
/// read a value of it.
struct Made {
    text: String,
    template: Value,
    native: Rc<dyn Fn(&Scope) -> Value>,
    read: fn(Value) -> serde_json::Result<Value>,
}

type Root = fn(&mut Generator) -> Made;

fn root<T: Kind + DeserializeOwned>(g: &mut Generator) -> Made {
    let both = g.any::<T>();
    Made {
        text: format!(
            "{}: {}",
            both.text,
            std::any::type_name::<T>().replace("expressions::data::", "")
        ),
        template: recorded::output(both.recorded.clone()),
        native: Rc::new(move |scope| json!(both.at(scope))),
        read: |value| serde_json::from_value::<T>(value).map(|it| json!(it)),
    }
}

/// A fault, whose fields are JSON text in the cause of the failure.
fn fault(g: &mut Generator) -> Made {
    let both = structures::broken(g);
    Made {
        text: format!("Err({})?", both.text),
        template: recorded::cause(both.recorded.clone()),
        native: Rc::new(move |scope| json!(both.at(scope))),
        read: |value| serde_json::from_str::<Broken>(value.as_str().unwrap_or_default()).map(|it| json!(it)),
    }
}

macro_rules! roots {
    ($($type:ty),*) => { [fault, $(root::<$type>),*] };
}

const ROOTS: [Root; 43] = roots![
    i8,
    u8,
    i16,
    u16,
    i32,
    i32,
    i32,
    u32,
    i64,
    i64,
    u64,
    usize,
    bool,
    bool,
    bool,
    bool,
    String,
    String,
    Level,
    f64,
    Json,
    Line,
    (i32, Vec<i32>),
    (Option<i32>, Vec<String>, bool),
    Shape,
    Event,
    Reply,
    Option<i32>,
    Option<String>,
    Option<Line>,
    Option<Vec<i32>>,
    Option<(i32, Vec<i32>)>,
    Vec<i32>,
    Vec<i32>,
    Vec<String>,
    Vec<Vec<i32>>,
    Vec<Line>,
    Vec<Option<String>>,
    Vec<Option<Vec<i32>>>,
    Vec<(i32, Vec<i32>)>,
    Vec<Shape>,
    Vec<Json>
];

impl Trial {
    /// The trial of that seed.
    pub(crate) fn new(seed: u64) -> Trial {
        let mut g = Generator::new(seed);
        let made = loop {
            let made = g.choose(&ROOTS)(&mut g);
            if made.template.to_string().len() <= LENGTH_MAX {
                break made;
            }
        };
        let data = (0..DATA_EACH).map(|_| data(&mut g.random)).collect();
        Trial { made, data }
    }

    /// The questions that the template asks of each set of data.
    fn cases(&self) -> impl Iterator<Item = Case> {
        let sources = peers::expressions_in(&self.made.template);
        self.data.iter().flat_map(move |(_, written)| {
            let bindings: Map<_, _> = [("states".to_owned(), json!({ "input": written }))]
                .into_iter()
                .collect();
            let case = move |source| Case {
                expression: source,
                bindings: bindings.clone(),
            };
            sources.clone().into_iter().map(case)
        })
    }

    fn natively(&self, data: &Data) -> Answer {
        let scope = Scope::new(data.clone());
        match catch_unwind(AssertUnwindSafe(|| (self.made.native)(&scope))) {
            Ok(value) => Answer::Value(value),
            Err(_) => Answer::Error("a panic".to_owned()),
        }
    }

    fn judge(&self, index: usize, by_judge: Option<Answer>, by_us: &Answer, figures: &mut Figures) {
        let (data, written) = &self.data[index];
        let native = self.natively(data);
        match native {
            Answer::Value(_) => figures.values += 1,
            Answer::Undefined | Answer::Error(_) => figures.faults += 1,
        }
        let judge = by_judge.map_or_else(|| by_us.clone(), |it| self.read(it));
        if agree(&native, &judge) && agree(&native, by_us) {
            return;
        }
        let Made { text, template, .. } = &self.made;
        let read = read_by(template, written);
        let shown = format!(
            "{text}\n  prints {template}\n  with   {read}\n  Rust   {native}\n  judge  {judge}\n  ours   {by_us}"
        );
        figures.disagreements.push((text.len(), shown));
    }

    /// What a Lambda function makes of an answer: to it, what is absent and what is `null` is the same.
    fn read(&self, answer: Answer) -> Answer {
        match answer {
            Answer::Value(value) => match (self.made.read)(value.clone()) {
                Ok(value) => Answer::Value(value),
                Err(error) => Answer::Value(json!({ "unreadable": value, "because": error.to_string() })),
            },
            Answer::Undefined | Answer::Error(_) => answer,
        }
    }
}

/// Of the data, what the template mentions.
fn read_by(template: &Value, written: &Value) -> Value {
    let template = template.to_string();
    let fields = written.as_object().into_iter().flatten();
    let read = fields
        .filter(|(name, _)| template.contains(&format!("input.{name}")) || template.contains(&format!("`{name}`")));
    Value::Object(read.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn data(random: &mut Rng) -> (Data, Value) {
    let data = Data::any(random);
    let written = data.written(random);
    (data, written)
}

/// The same value, or an end: for Step Functions, a result that is nothing is an error.
fn agree(native: &Answer, other: &Answer) -> bool {
    native == other || matches!((native, other), (Answer::Error(_), Answer::Undefined))
}

/// The template with each expression replaced by its answer; the first that has no value is the answer of all.
fn filled(template: &Value, next: &mut impl FnMut() -> Answer) -> Answer {
    let mut failed = None;
    let value = fill(template, &mut || match next() {
        Answer::Value(value) => value,
        other => {
            failed.get_or_insert(other);
            Value::Null
        }
    });
    failed.unwrap_or(Answer::Value(value))
}

fn fill(template: &Value, next: &mut impl FnMut() -> Value) -> Value {
    match template {
        Value::String(text) if asl::jsonata_in(text).is_some() => next(),
        Value::Array(items) => items.iter().map(|it| fill(it, next)).collect(),
        Value::Object(fields) => {
            let field = |(name, it): (&String, &Value)| (name.clone(), fill(it, next));
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// Has everybody compute the expressions, and compares.
pub(crate) fn run(trials: &[Trial], judge: Option<&Judge>, figures: &mut Figures) {
    let cases: Vec<_> = trials.iter().flat_map(Trial::cases).collect();
    let mut judged = judge.map(|judge| judge.evaluate(&cases).into_iter());
    let mut computed = cases.iter().map(ours);
    for trial in trials {
        figures.expressions += 1;
        for index in 0..trial.data.len() {
            let by_judge = judged.as_mut().map(|judged| {
                filled(&trial.made.template, &mut || {
                    judged.next().expect("each question has an answer")
                })
            });
            let by_us = trial.read(filled(&trial.made.template, &mut || {
                computed.next().expect("each question has an answer")
            }));
            trial.judge(index, by_judge, &by_us, figures);
        }
    }
}

/// Runs without a word about panics: they are results here.
pub(crate) fn silently(run: impl FnOnce()) {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(run));
    std::panic::set_hook(hook);
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
