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

/// The field that has the states of a machine, a branch, or an item processor.
const STATES: &str = "States";

/// The fields that name a state to go to.
const TRANSITIONS: [&str; 3] = ["Next", "Default", "StartAt"];

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
    changes.extend(self::logic(both, &logic, &names.renamed));
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
    match own(without_comments(state), renamed) {
        Value::Object(fields) => fields.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

fn own(value: Value, renamed: &BTreeMap<&str, &str>) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != STATES)
            .map(|(name, value)| match value {
                Value::String(state) if TRANSITIONS.contains(&name.as_str()) => {
                    let now = renamed.get(state.as_str()).map_or(state.clone(), |it| (*it).to_owned());
                    (name, Value::String(now))
                }
                other => (name, own(other, renamed)),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|it| own(it, renamed)).collect(),
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

/// One change for all that the workflow does otherwise.
fn logic(both: &Both<'_>, states: &BTreeSet<String>, renamed: &BTreeMap<&str, &str>) -> Vec<Change> {
    let old = own_fields(&both.old.machine, renamed);
    let new = own_fields(&both.new.machine, &BTreeMap::new());
    let begins_alike = is_same(&(old, new), |field| !TIMING.contains(&field));
    let workflow = both.name;
    let message = match (states.is_empty(), begins_alike) {
        (true, true) => return Vec::new(),
        (true, false) => format!("workflow `{workflow}` begins otherwise"),
        (false, _) => format!("workflow `{workflow}` does something else in {}", listed(states)),
    };
    let machine = Machine::of(&both.new.machine);
    let first = states.iter().next().and_then(|it| machine.states.get(it.as_str()));
    let place = both.place("state-machine.asl.json", first.map_or("", |it| it.pointer.as_str()));
    vec![Change::new(&is::LOGIC, Verdict::Safe, place, message)]
}

fn listed(states: &BTreeSet<String>) -> String {
    states.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}
