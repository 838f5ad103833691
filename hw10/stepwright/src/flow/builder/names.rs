//! The names of a flow's variables and states.

use std::collections::{HashMap, HashSet};

use super::{Builder, Part};
use crate::flow::expression::Expression;
use crate::flow::graph::Thrown;

/// The names that no variable may take: `$states` is AWS's own, and a variable would hide the functions of JSONata
/// that expressions call.
const RESERVED: [&str; 38] = [
    "states",
    "exists",
    "not",
    "string",
    "error",
    "count",
    "append",
    "map",
    "filter",
    "reduce",
    "contains",
    "substring",
    "length",
    "replace",
    "join",
    "split",
    "sum",
    "min",
    "max",
    "abs",
    "floor",
    "ceil",
    "round",
    "power",
    "now",
    "millis",
    "toMillis",
    "fromMillis",
    "parse",
    "type",
    "boolean",
    "number",
    "keys",
    "lookup",
    "merge",
    "range",
    "zip",
    "uuid",
];

/// A Rust name as the name of a variable.
pub(super) fn variable(name: &str) -> String {
    let plain = name.trim_start_matches("r#").trim_start_matches('_');
    if plain.is_empty() {
        "value".to_owned()
    } else {
        plain.to_owned()
    }
}

/// A name in snake or kebab case, in Pascal case.
pub(super) fn pascal(name: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(['-', '_']).map(capitalized).collect()
}

/// The names, a number added where one is taken.
pub(super) fn unique(names: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let mut taken = HashSet::from(RESERVED.map(str::to_owned));
    // Where the numbers of a name go on: a long workflow has thousands of one name.
    let mut next: HashMap<String, u32> = HashMap::new();
    let name = |name: Option<String>| {
        let name = name.unwrap_or_else(|| "result".to_owned());
        if planted!(ShadowedVariableShared) && !RESERVED.contains(&name.as_str()) {
            return name;
        }
        if taken.insert(name.clone()) {
            return name;
        }
        let number = next.entry(name.clone()).or_insert(2);
        loop {
            let numbered = format!("{name}_{number}");
            *number += 1;
            if taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    };
    names.map(name).collect()
}

impl Builder {
    /// The name of a state, after the inlined workflow that it is in.
    pub(super) fn state_name(&self, name: &str) -> String {
        match self.recording.borrow().inlined.last() {
            Some(inlined) => format!("{}{name}", inlined.prefix),
            None => name.to_owned(),
        }
    }

    /// What the state is called that throws a fault, where nobody names it: after the fault, or after where it was caught.
    pub(super) fn name_of(&self, thrown: &Thrown) -> String {
        match thrown {
            Thrown::New(entry, _) => entry.name.to_owned(),
            Thrown::Again(error, entries) => match entries.as_slice() {
                [only] => only.name.to_owned(),
                _ => format!("PassOn{}", self.caught_as(error)),
            },
        }
    }

    /// The label of the open handler that caught the error; else what the error is called.
    fn caught_as(&self, error: &Expression) -> String {
        let Expression::Variable(id) = *error else {
            return String::new();
        };
        let recording = self.recording.borrow();
        let handlers = recording.blocks.iter().filter_map(|block| match &block.part {
            Part::Handler(handler) => Some(handler),
            Part::Body | Part::Arm(..) | Part::Attempt | Part::Done => None,
        });
        let label = handlers.filter(|it| it.error == id).map(|it| it.label.clone()).next();
        label.unwrap_or_else(|| pascal(recording.variables[id.0].name.as_deref().unwrap_or_default()))
    }
}
