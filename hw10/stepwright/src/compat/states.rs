//! The definition itself. A running execution keeps its own: whatever changes here is safe, and is named for who looks
//! after dashboards, alarms and the workflow's own logic.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::{Change, Place, Verdict};
use super::machine::Machine;
use super::rules as is;
use super::wording::without_comments;
use super::workflows::Both;

/// The fields of a state that say how long it may take.
const TIMING: [&str; 4] = ["TimeoutSeconds", "HeartbeatSeconds", "Seconds", "Timestamp"];

/// The fields of a state that say where another one is.
const CONTAINERS: [&str; 3] = ["Branches", "ItemProcessor", "States"];

pub(super) fn compare(both: &Both<'_>) -> Vec<Change> {
    let (old, new) = (Machine::of(&both.old.machine), Machine::of(&both.new.machine));
    let names = Names::of(&old, &new);
    let mut changes = names.report(both, &new);
    changes.extend(machine_timing(both));
    let mut logic = BTreeSet::new();
    for (name, state) in &old.states {
        let Some((new_name, new_state)) = names.counterpart(name).and_then(|it| new.states.get_key_value(it)) else {
            continue;
        };
        let fields = (
            own_fields(state.fields, &names.renamed),
            own_fields(new_state.fields, &BTreeMap::new()),
        );
        let place = Place {
            state: Some((*new_name).to_owned()),
            ..both.place("state-machine.asl.json", &new_state.pointer)
        };
        changes.extend(field_changes(&fields, new_name, &place));
        if !is_same(&fields, |field| !TIMING.contains(&field) && field != "Retry") {
            logic.insert((*new_name).to_owned());
        }
    }
    changes.extend(self::logic(both, &logic, !names.is_same_set()));
    changes
}

/// Which states are where: those in both, those that came, went, or got another name.
struct Names<'n> {
    gone: BTreeSet<&'n str>,
    came: BTreeSet<&'n str>,
    renamed: BTreeMap<&'n str, &'n str>,
}

impl<'n> Names<'n> {
    fn of(old: &Machine<'n>, new: &Machine<'n>) -> Names<'n> {
        let only = |one: &Machine<'n>, other: &Machine<'n>| -> BTreeSet<&'n str> {
            one.states
                .keys()
                .copied()
                .filter(|it| !other.states.contains_key(it))
                .collect()
        };
        let mut names = Names {
            gone: only(old, new),
            came: only(new, old),
            renamed: BTreeMap::new(),
        };
        for gone in names.gone.clone() {
            let does = |machine: &Machine<'n>, name: &str| machine.states.get(name).map(|it| what_it_does(it.fields));
            let alike = |came: &&&'n str| does(new, came) == does(old, gone);
            if let Some(came) = names.came.iter().find(alike).copied() {
                names.gone.remove(gone);
                names.came.remove(came);
                names.renamed.insert(gone, came);
            }
        }
        names
    }

    fn counterpart<'a>(&'a self, name: &&'a str) -> Option<&'a str> {
        if self.gone.contains(name) {
            return None;
        }
        Some(self.renamed.get(name).unwrap_or(name))
    }

    fn is_same_set(&self) -> bool {
        self.gone.is_empty() && self.came.is_empty()
    }

    fn report(&self, both: &Both<'_>, new: &Machine<'_>) -> Vec<Change> {
        let at = |state: &str| Place {
            state: Some(state.to_owned()),
            ..both.place(
                "state-machine.asl.json",
                new.states.get(state).map_or("", |it| it.pointer.as_str()),
            )
        };
        let change = |state: &str, message| Change::new(&is::STATE_NAMES, Verdict::Safe, at(state), message);
        let renamed = self
            .renamed
            .iter()
            .map(|(old, new)| change(new, format!("state `{old}` is called `{new}`")));
        let gone = self.gone.iter().map(|it| change(it, format!("state `{it}` is gone")));
        let came = self.came.iter().map(|it| change(it, format!("state `{it}` is new")));
        renamed.chain(gone).chain(came).collect()
    }
}

/// A state without where it leads: what tells it from others when names change.
fn what_it_does(state: &Value) -> Value {
    let mut state = without_comments(state);
    if let Value::Object(fields) = &mut state {
        for field in ["Next", "Catch", "Default"] {
            fields.remove(field);
        }
    }
    state
}

/// A state's own fields, without comments and the states within, each name of a state as it is called now.
fn own_fields(state: &Value, renamed: &BTreeMap<&str, &str>) -> BTreeMap<String, Value> {
    let Value::Object(fields) = without_comments(state) else {
        return BTreeMap::new();
    };
    fields
        .into_iter()
        .map(|(name, value)| (name, own(value, renamed)))
        .collect()
}

fn own(value: Value, renamed: &BTreeMap<&str, &str>) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !CONTAINERS.contains(&name.as_str()))
            .map(|(name, value)| match value {
                Value::String(text) if ["Next", "Default", "StartAt"].contains(&name.as_str()) => {
                    let now = renamed.get(text.as_str()).map_or(text.clone(), |it| (*it).to_owned());
                    (name, Value::String(now))
                }
                other => (name, own(other, renamed)),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|it| own(it, renamed)).collect(),
        Value::String(text) => Value::String(renamed.get(text.as_str()).map_or(text.clone(), |it| (*it).to_owned())),
        other => other,
    }
}

type Fields = BTreeMap<String, Value>;

/// Whether two states agree in the fields that are asked for.
fn is_same((old, new): &(Fields, Fields), asked: impl Fn(&str) -> bool) -> bool {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|it| asked(it))
        .all(|it| old.get(it) == new.get(it))
}

fn field_changes(fields: &(Fields, Fields), name: &str, place: &Place) -> Vec<Change> {
    let mut changes = Vec::new();
    if !is_same(fields, |field| TIMING.contains(&field)) {
        let message = format!("state `{name}` may take another time");
        changes.push(Change::new(&is::TIMING, Verdict::Safe, place.clone(), message));
    }
    if !is_same(fields, |field| field == "Retry") {
        let message = format!("state `{name}` is tried again by other rules");
        changes.push(Change::new(&is::RETRIES, Verdict::Safe, place.clone(), message));
    }
    changes
}

fn machine_timing(both: &Both<'_>) -> Vec<Change> {
    let seconds = |machine: &Value| machine.get("TimeoutSeconds").cloned();
    let (old, new) = (seconds(&both.old.machine), seconds(&both.new.machine));
    if old == new {
        return Vec::new();
    }
    let words = |it: Option<Value>| it.map_or("without end".to_owned(), |it| format!("{it} seconds"));
    let message = format!(
        "an execution of `{}` may take {}, it was {}",
        both.name,
        words(new),
        words(old)
    );
    let place = both.place("state-machine.asl.json", "/TimeoutSeconds");
    vec![Change::new(&is::TIMING, Verdict::Safe, place, message)]
}

/// One change for all states that do something else.
fn logic(both: &Both<'_>, states: &BTreeSet<String>, has_others: bool) -> Vec<Change> {
    let start = |machine: &Value| machine.get("StartAt").cloned();
    let first = states.iter().next();
    if first.is_none() && !has_others && start(&both.old.machine) == start(&both.new.machine) {
        return Vec::new();
    }
    let Some(first) = first else { return Vec::new() };
    let message = format!("workflow `{}` does something else in {}", both.name, listed(states));
    let new = Machine::of(&both.new.machine);
    let pointer = new
        .states
        .get(first.as_str())
        .map_or("", |it| it.pointer.as_str())
        .to_owned();
    let place = both.place("state-machine.asl.json", &pointer);
    vec![Change::new(&is::LOGIC, Verdict::Safe, place, message)]
}

fn listed(states: &BTreeSet<String>) -> String {
    states.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}
