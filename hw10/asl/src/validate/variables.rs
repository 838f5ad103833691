//! Which variables can be there when a state is entered: those that some way to it assigns, here or around.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;

use super::place::Place;
use super::rules::variables;
use super::{Fields, Validator, language};
use crate::model::QueryLanguage;

/// What a state knows of variables when it is entered.
#[derive(Debug, Clone, Default)]
pub(super) struct Known<'a> {
    names: Rc<Names<'a>>,
    /// Those of the names that may have been assigned.
    before: Bits,
    /// Nobody asks here.
    is_anything: bool,
}

/// The variables of one branch.
#[derive(Debug, Default)]
struct Names<'a> {
    /// Those that the states of the branch can ever read, numbered.
    numbers: HashMap<&'a str, usize>,
    /// How many states of the branch assign it.
    assigning_states: HashMap<&'a str, usize>,
    around: Scope<'a>,
}

/// What states within a state find around them.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'a> {
    /// The variables that they can read.
    readable: Vec<&'a str>,
    /// The branches around, each with what the state that leads inwards assigns itself.
    layers: Vec<(Rc<Names<'a>>, HashSet<&'a str>)>,
}

impl<'a> Known<'a> {
    /// For a field in which any variable may stand.
    pub(super) fn anything() -> Known<'a> {
        Known {
            is_anything: true,
            ..Known::default()
        }
    }

    fn may_be_there(&self, name: &str) -> bool {
        let number = self.names.numbers.get(name);
        self.is_anything || number.is_some_and(|it| self.before.has(*it))
    }

    /// Whether another state around assigns it. From AWS's records: what the state around itself assigns when the inner
    /// ones are done may have the name of one of theirs.
    pub(super) fn is_taken_around(&self, name: &str) -> bool {
        self.names.around.layers.iter().any(|(names, own)| {
            let states = names.assigning_states.get(name).copied().unwrap_or_default();
            states > usize::from(own.contains(name))
        })
    }

    /// What the states within this one find around them.
    pub(super) fn within(&self, state: &'a Fields, language: QueryLanguage) -> Scope<'a> {
        let there = self
            .names
            .numbers
            .iter()
            .filter(|(_, number)| self.before.has(**number));
        let mut layers = self.names.around.layers.clone();
        layers.push((self.names.clone(), assigned(state, language).collect()));
        Scope {
            readable: there.map(|(name, _)| *name).collect(),
            layers,
        }
    }
}

/// What each state of a branch knows, by the state's name.
pub(super) fn known<'a>(
    states: &'a Fields,
    start: Option<&str>,
    machine: QueryLanguage,
    around: &Scope<'a>,
) -> HashMap<&'a str, Known<'a>> {
    let names = Rc::new(names(states, machine, around));
    let before = before(states, start, machine, &names);
    let known = |name: &'a String| Known {
        names: names.clone(),
        // Of what nobody comes to it is not known what it knows.
        is_anything: !before.contains_key(name.as_str()),
        before: before.get(name.as_str()).cloned().unwrap_or_default(),
    };
    states.keys().map(|name| (name.as_str(), known(name))).collect()
}

/// What may have been assigned when each state is entered; states that nothing leads to are not among them.
fn before<'a>(
    states: &'a Fields,
    start: Option<&str>,
    machine: QueryLanguage,
    names: &Names<'a>,
) -> HashMap<&'a str, Bits> {
    let entry = names.around.readable.iter().map(|it| names.numbers[it]).collect();
    let mut before: HashMap<&str, Bits> = HashMap::new();
    let mut open = VecDeque::new();
    if let Some((start, _)) = start.and_then(|it| states.get_key_value(it)) {
        before.insert(start, entry);
        open.push_back(start.as_str());
    }
    while let Some(name) = open.pop_front() {
        let Some(state) = states.get(name).and_then(Value::as_object) else {
            continue;
        };
        let known = before[name].clone();
        for (target, assign) in exits(state) {
            let assigned = keys(assign, language(state, machine)).map(|it| names.numbers[it]);
            let reached: Bits = known.with(assigned);
            let Some((target, _)) = states.get_key_value(target) else {
                continue;
            };
            let is_new = !before.contains_key(target.as_str());
            if before.entry(target).or_default().add(&reached) || is_new {
                open.push_back(target);
            }
        }
    }
    before
}

fn names<'a>(states: &'a Fields, machine: QueryLanguage, around: &Scope<'a>) -> Names<'a> {
    let mut names = Names {
        around: around.clone(),
        ..Names::default()
    };
    for state in states.values().filter_map(Value::as_object) {
        let assigned: HashSet<_> = assigned(state, language(state, machine)).collect();
        for name in assigned {
            *names.assigning_states.entry(name).or_default() += 1;
        }
    }
    let all = around.readable.iter().chain(names.assigning_states.keys());
    for name in all {
        let number = names.numbers.len();
        names.numbers.entry(name).or_insert(number);
    }
    names
}

/// Where a state leads, and what it assigns on the way.
fn exits(state: &Fields) -> Vec<(&str, Option<&Value>)> {
    let list = |name: &str| state.get(name).and_then(Value::as_array).into_iter().flatten();
    let own = ["Next", "Default"].into_iter().filter_map(|it| state.get(it));
    let own = own.map(|target| (target, state.get("Assign")));
    let others = list("Choices").chain(list("Catch"));
    let others = others.filter_map(|it| Some((it.get("Next")?, it.get("Assign"))));
    let exits = own.chain(others);
    exits
        .filter_map(|(target, assign)| Some((target.as_str()?, assign)))
        .collect()
}

/// The variables that a state assigns, on whatever way out; possibly several times.
fn assigned(state: &Fields, language: QueryLanguage) -> impl Iterator<Item = &str> {
    let list = |name: &str| state.get(name).and_then(Value::as_array).into_iter().flatten();
    let others = list("Choices").chain(list("Catch")).map(|it| it.get("Assign"));
    let assigns = std::iter::once(state.get("Assign")).chain(others);
    assigns.flat_map(move |it| keys(it, language))
}

fn keys(assign: Option<&Value>, language: QueryLanguage) -> impl Iterator<Item = &str> {
    let assign = assign.and_then(Value::as_object);
    assign
        .into_iter()
        .flat_map(move |it| it.keys().map(move |name| variable_name(name, language)))
}

/// The variable that a field of an `Assign` is about: in JSONPath, `.$` at its end says that it is computed.
pub(super) fn variable_name(field: &str, language: QueryLanguage) -> &str {
    match language {
        QueryLanguage::JsonPath => field.strip_suffix(".$").unwrap_or(field),
        QueryLanguage::Jsonata => field,
    }
}

/// The variables that any state assigns, within states too.
pub(super) fn assigned_within<'a>(branch: &'a Fields, machine: QueryLanguage, all: &mut HashSet<&'a str>) {
    let states = branch.get("States").and_then(Value::as_object);
    for state in states.into_iter().flat_map(Fields::values).filter_map(Value::as_object) {
        all.extend(assigned(state, language(state, machine)));
        inner_branches(state).for_each(|(_, it)| assigned_within(it, machine, all));
    }
}

/// The branches within a state, each with the way to it.
pub(super) fn inner_branches(state: &Fields) -> impl Iterator<Item = (Inner, &Fields)> {
    let branches = state.get("Branches").and_then(Value::as_array);
    let branches = branches.into_iter().flatten().enumerate();
    let branches = branches.filter_map(|(index, it)| Some((Inner::Branch(index), it.as_object()?)));
    let processors = ["ItemProcessor", "Iterator"].into_iter();
    let processors = processors.filter_map(|it| Some((Inner::Processor(it), state.get(it)?.as_object()?)));
    branches.chain(processors)
}

/// Which of the branches within a state.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inner {
    /// One of a Parallel's.
    Branch(usize),
    /// A Map's, under this name.
    Processor(&'static str),
}

impl Inner {
    pub(super) fn place(self, state: &Place) -> Place {
        match self {
            Inner::Branch(index) => state.field("Branches").item(index),
            Inner::Processor(name) => state.field(name),
        }
    }
}

impl<'a> Validator<'a> {
    /// A variable that is read.
    pub(super) fn variable(&mut self, name: &str, place: &Place, known: &Known<'a>) {
        if known.may_be_there(name) || name == "states" {
            return;
        }
        if known.names.numbers.contains_key(name) {
            let message = format!("no state before this one assigns `${name}`, so it is not there yet");
            self.report(&variables::NOT_YET, place, message);
        } else if self.assigned.contains(name) {
            let message = format!(
                "`${name}` is out of reach: a branch's variables are gone when it is done, and a distributed Map sees \
                 none from around it; hand the value out by `Output`, or in by `ItemSelector`"
            );
            self.report(&variables::OUT_OF_SCOPE, place, message);
        } else {
            let message = format!("no state assigns `${name}`; is it misspelt?");
            self.report(&variables::UNDEFINED, place, message);
        }
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|it| it & (1 << (number % 64)) != 0)
    }

    fn insert(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    fn with(&self, numbers: impl Iterator<Item = usize>) -> Bits {
        let mut bits = self.clone();
        numbers.for_each(|it| bits.insert(it));
        bits
    }

    /// Adds all of the other; whether that was more than was there.
    fn add(&mut self, other: &Bits) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut grew = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            grew |= more & !*word != 0;
            *word |= more;
        }
        grew
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Bits {
        Bits::default().with(numbers.into_iter())
    }
}
