//! Faults: those that a step reports to the machine, and those that an execution ends with.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Functions;
use super::change::{Change, Place, Verdict};
use super::machine::{State, catches, names};
use super::rules as is;
use super::schema::{Sender, refusals};
use super::wording::{document, says_the_same};
use super::workflows::Both;

/// The faults of an error schema: their names, and the schema of each one's fields.
fn table(error: &Value) -> BTreeMap<String, Value> {
    let alternatives = error.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let fault = |it: &Value| {
        let properties = it.get("properties")?;
        let name = properties.get("errorType")?.get("const")?.as_str()?;
        let fields = properties.get("errorMessage")?.get("contentSchema")?;
        Some((name.to_owned(), document(fields, error)))
    };
    alternatives.filter_map(fault).collect()
}

/// Whether an error schema is a list of faults, none of them twice, and nothing else.
pub(super) fn is_table(error: &Value) -> bool {
    let alternatives = error.get("oneOf").and_then(Value::as_array);
    alternatives.is_some_and(|alternatives| alternatives.len() == table(error).len())
}

/// What becomes of the faults of one table in another.
struct Tables {
    old: BTreeMap<String, Value>,
    new: BTreeMap<String, Value>,
}

impl Tables {
    fn of(old: &Value, new: &Value) -> Tables {
        Tables {
            old: table(old),
            new: table(new),
        }
    }

    fn added(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.new.iter().filter(|(name, _)| !self.old.contains_key(*name))
    }

    fn removed(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.old.iter().filter(|(name, _)| !self.new.contains_key(*name))
    }

    fn kept(&self) -> impl Iterator<Item = (&String, &Value, &Value)> {
        self.old
            .iter()
            .filter_map(|(name, old)| Some((name, old, self.new.get(name)?)))
    }

    /// The new name of a fault that is gone: the only one that came with the same fields.
    fn renamed(&self, fields: &Value) -> Option<&String> {
        let is_it = |it: &&Value| fields_alike(fields, it);
        let mut came = self.added().filter(|(_, it)| is_it(it));
        let only = came.next()?;
        let went = self.removed().filter(|(_, it)| is_it(it)).count();
        (came.next().is_none() && went == 1).then_some(only.0)
    }
}

fn fields_alike(one: &Value, other: &Value) -> bool {
    let properties = |it: &Value| it.get("properties").cloned().unwrap_or_default();
    says_the_same(&properties(one), &properties(other))
}

/// What clients see: the faults that an execution ends with.
pub(super) fn of_workflow(both: &Both<'_>) -> Vec<Change> {
    let tables = Tables::of(&both.old.own.error, &both.new.own.error);
    let place = both.place("schemas/workflow/error.schema.json", "");
    let workflow = both.name;
    let mut changes = Vec::new();
    for (name, fields) in tables.removed() {
        changes.push(match tables.renamed(fields) {
            Some(new) => {
                let message = format!("fault `{name}` of workflow `{workflow}` is called `{new}`");
                Change::new(&is::FAULT_RENAMED, Verdict::Breaking, place.clone(), message)
            }
            None => {
                let message = format!("workflow `{workflow}` does not fail with `{name}` any more");
                Change::new(&is::FAULT_REMOVED, Verdict::Safe, place.clone(), message)
            }
        });
    }
    let is_new_name = |name: &String| tables.removed().any(|it| tables.renamed(it.1) == Some(name));
    for (name, _) in tables.added().filter(|it| !is_new_name(it.0)) {
        let message = format!("workflow `{workflow}` may fail with `{name}`, which clients do not know");
        changes.push(Change::new(&is::FAULT_ADDED, Verdict::Safe, place.clone(), message));
    }
    for (name, old, new) in tables.kept() {
        changes.extend(fields(workflow, name, old, new, &place));
    }
    changes.extend(statuses(both));
    changes
}

fn fields(workflow: &str, name: &str, old: &Value, new: &Value, place: &Place) -> Vec<Change> {
    if says_the_same(old, new) {
        return Vec::new();
    }
    let message = format!("fault `{name}` of workflow `{workflow}` has other fields than a client expects");
    let breaking = || Change::new(&is::FAULT_FIELDS, Verdict::Breaking, place.clone(), message.clone());
    match refusals(new, old, Sender::Typed) {
        Ok(refused) if refused.is_empty() => {
            let message =
                format!("fault `{name}` of workflow `{workflow}` has the fields that clients know, and changed");
            vec![Change::new(
                &is::FAULT_FIELDS_COMPATIBLE,
                Verdict::Safe,
                place.clone(),
                message,
            )]
        }
        Ok(refused) => refused
            .into_iter()
            .map(|it| breaking().with_counterexample(it))
            .collect(),
        Err(undecided) => vec![breaking().with_note(undecided.to_string())],
    }
}

fn statuses(both: &Both<'_>) -> Vec<Change> {
    let pairs = both
        .old
        .statuses
        .iter()
        .filter_map(|(name, old)| Some((name, old, both.new.statuses.get(name)?)));
    pairs
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| {
            let message = format!("fault `{name}` was answered with {old} and is with {new}");
            let place = both.place("schemas/workflow/error.schema.json", "");
            Change::new(&is::STATUS_CHANGED, Verdict::Breaking, place, message)
        })
        .collect()
}

/// What the running machine sees: the faults that a step reports where these tasks call it.
pub(super) fn of_step(both: &Both<'_>, step: &str, tasks: &[(&str, &State<'_>)]) -> Vec<Change> {
    let (Some(old), Some(new)) = (both.old.steps.get(step), both.new.steps.get(step)) else {
        return Vec::new();
    };
    let report = Report {
        both,
        step,
        tasks,
        place: Place {
            step: Some(step.to_owned()),
            ..both.place(&format!("schemas/steps/{step}/error.schema.json"), "")
        },
    };
    let tables = Tables::of(&old.error, &new.error);
    let mut changes: Vec<_> = tables
        .removed()
        .filter_map(|it| report.removed(it.0, tables.renamed(it.1)))
        .collect();
    changes.extend(tables.added().filter_map(|it| report.added(it.0)));
    changes.extend(tables.kept().filter_map(|(name, old, new)| report.kept(name, old, new)));
    changes
}

/// What is said of a step's faults.
struct Report<'r> {
    both: &'r Both<'r>,
    step: &'r str,
    tasks: &'r [(&'r str, &'r State<'r>)],
    place: Place,
}

impl Report<'_> {
    /// The first task of which this is so.
    fn task(&self, is_so: impl Fn(&Value) -> bool) -> Option<&str> {
        self.tasks
            .iter()
            .find(|(_, state)| is_so(state.fields))
            .map(|(name, _)| *name)
    }

    /// A running machine that goes by the fault's name does not find it by the new one.
    fn removed(&self, name: &str, renamed: Option<&String>) -> Option<Change> {
        let (new, state) = (renamed?, self.task(|task| names(task, name))?);
        let message = format!(
            "step `{}` reports `{new}` where running executions handle `{name}`",
            self.step
        );
        let place = Place {
            state: Some(state.to_owned()),
            ..self.place.clone()
        };
        Some(self.both.old_meets_new(&is::STEP_FAULT_RENAMED, place, message))
    }

    /// A running machine that does not know the fault ends with it; a Catch of everything handles it too.
    fn added(&self, name: &str) -> Option<Change> {
        let state = self.task(|task| !catches(task, name));
        let place = Place {
            state: state.map(str::to_owned),
            ..self.place.clone()
        };
        let is_met = state.is_some() && self.both.functions == Functions::Latest;
        let verdict = if is_met {
            Verdict::SafeForNewExecutions
        } else {
            Verdict::Safe
        };
        let message = format!("step `{}` may report `{name}`", self.step);
        let change = Change::new(&is::STEP_FAULT_ADDED, verdict, place, message);
        Some(match state.filter(|_| is_met) {
            Some(state) => change.with_note(format!(
                "a running execution that meets it in `{state}` ends with `{name}`: its definition does not handle it"
            )),
            None => change,
        })
    }

    /// A running machine that handles the fault reads its fields.
    fn kept(&self, name: &str, old: &Value, new: &Value) -> Option<Change> {
        let state = self
            .task(|task| catches(task, name))
            .filter(|_| !says_the_same(old, new))?;
        let message = format!(
            "fault `{name}` of step `{}` has other fields than running executions read",
            self.step
        );
        let place = Place {
            state: Some(state.to_owned()),
            ..self.place.clone()
        };
        let change = self.both.old_meets_new(&is::STEP_FAULT_FIELDS, place, message);
        match refusals(new, old, Sender::Typed) {
            Ok(mut refused) if !refused.is_empty() => Some(change.with_counterexample(refused.remove(0))),
            Ok(_) => None,
            Err(undecided) => Some(change.with_note(undecided.to_string())),
        }
    }
}
