//! What a client knows of a workflow: that it is there, its kind, its input and output, its faults.

use serde_json::Value;

use super::baseline::{Baseline, Workflow};
use super::change::{Change, Place, Verdict};
use super::faults;
use super::rules as is;
use super::schema::{Sender, refusals};
use super::wording::{differences, documents_only, renamed, says_the_same};
use super::{Functions, states, steps};

pub(super) fn compare(deployed: &Baseline, wanted: &Baseline, functions: Functions) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, old) in &deployed.workflows {
        match wanted.workflows.get(name) {
            Some(new) => {
                let both = Both {
                    name,
                    old,
                    new,
                    functions,
                    wanted,
                };
                changes.extend(both.compare());
            }
            None => changes.push(removed(name, old, deployed, wanted)),
        }
    }
    let added = wanted
        .workflows
        .keys()
        .filter(|name| !deployed.workflows.contains_key(*name));
    changes.extend(added.map(|name| {
        let place = of_machine(name);
        Change::new(
            &is::WORKFLOW_ADDED,
            Verdict::Safe,
            place,
            format!("workflow `{name}` is new"),
        )
    }));
    changes
}

/// One workflow, as it is deployed and as it would be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Both<'b> {
    pub(super) name: &'b str,
    pub(super) old: &'b Workflow,
    pub(super) new: &'b Workflow,
    pub(super) functions: Functions,
    pub(super) wanted: &'b Baseline,
}

impl Both<'_> {
    fn compare(&self) -> Vec<Change> {
        let mut changes = self.kind();
        changes.extend(self.input());
        changes.extend(self.output());
        changes.extend(faults::of_workflow(self));
        changes.extend(steps::compare(self));
        changes.extend(states::compare(self));
        changes.extend(self.documentation());
        changes
    }

    /// A file of the workflow, and a place in it.
    pub(super) fn place(&self, file: &str, pointer: &str) -> Place {
        Place {
            workflow: Some(self.name.to_owned()),
            file: format!("{}/{file}", self.name),
            pointer: pointer.to_owned(),
            ..Place::default()
        }
    }

    /// What breaks where the old definition meets the new code, and for how long it does.
    pub(super) fn old_meets_new(&self, rule: &'static is::Rule, place: Place, message: impl Into<String>) -> Change {
        let verdict = match self.functions {
            Functions::Latest => Verdict::Breaking,
            Functions::Pinned => Verdict::SafeForNewExecutions,
        };
        let change = Change::new(rule, verdict, place, message);
        match (self.functions, self.old.kind.as_deref()) {
            (Functions::Pinned, _) => change.with_note(
                "running executions call the versions that their definition names: keep these until the last has ended",
            ),
            (Functions::Latest, Some("express")) => {
                change.with_note("until five minutes after the deployment: an Express execution lasts no longer")
            }
            (Functions::Latest, Some("standard")) => {
                change.with_note("as long as executions run that began before: up to a year in a Standard workflow")
            }
            (Functions::Latest, _) => change,
        }
    }

    fn kind(&self) -> Vec<Change> {
        match (&self.old.kind, &self.new.kind) {
            (Some(old), Some(new)) if old != new => {
                let message = format!("workflow `{}` was {old} and is {new}", self.name);
                let place = self.place("state-machine.asl.json", "");
                vec![Change::new(&is::KIND_CHANGED, Verdict::Breaking, place, message)]
            }
            _ => Vec::new(),
        }
    }

    fn input(&self) -> Vec<Change> {
        let (old, new) = (&self.old.own.input, &self.new.own.input);
        let place = self.place("schemas/workflow/input.schema.json", "");
        let name = self.name;
        let renamed = renamed(old, new).into_iter().map(|which| {
            let message = format!("workflow `{name}` ignores what clients send under an old name");
            Change::new(&is::INPUT_NARROWED, Verdict::Breaking, place.clone(), message).with_note(which)
        });
        let compared = self.schema(
            old,
            new,
            Sender::Anyone,
            &place,
            Wording {
                refused: &is::INPUT_NARROWED,
                message: format!("workflow `{name}` refuses an input that it accepted"),
                compatible: &is::INPUT_WIDENED,
                fine: format!("workflow `{name}` accepts every input that it accepted, and its input changed"),
                differences: differences(old, new),
            },
        );
        compared.into_iter().chain(renamed).collect()
    }

    /// The new one answers, and a client reads it by the old schema.
    fn output(&self) -> Vec<Change> {
        let (old, new) = (&self.old.own.output, &self.new.own.output);
        let place = self.place("schemas/workflow/output.schema.json", "");
        let name = self.name;
        self.schema(
            new,
            old,
            Sender::Typed,
            &place,
            Wording {
                refused: &is::OUTPUT_CHANGED,
                message: format!("workflow `{name}` answers what a client does not expect"),
                compatible: &is::OUTPUT_COMPATIBLE,
                fine: format!("workflow `{name}` answers what clients can read, and its output changed"),
                differences: differences(old, new),
            },
        )
    }

    fn schema(&self, sender: &Value, receiver: &Value, who: Sender, place: &Place, words: Wording) -> Vec<Change> {
        if says_the_same(sender, receiver) {
            return Vec::new();
        }
        match refusals(sender, receiver, who) {
            Ok(refused) if refused.is_empty() => {
                let change = Change::new(words.compatible, Verdict::Safe, place.clone(), words.fine);
                vec![change.with_note(words.differences)]
            }
            Ok(refused) => refused
                .into_iter()
                .map(|it| {
                    let change = Change::new(words.refused, Verdict::Breaking, place.clone(), words.message.clone());
                    change.with_counterexample(it)
                })
                .collect(),
            Err(undecided) => {
                let change = Change::new(words.refused, Verdict::Breaking, place.clone(), words.message);
                vec![change.with_note(undecided.to_string())]
            }
        }
    }

    /// What says the same in other words.
    fn documentation(&self) -> Vec<Change> {
        let files = documents_only(self.old, self.new);
        if files.is_empty() {
            return Vec::new();
        }
        let message = format!(
            "the documentation of workflow `{}` changed, or the order of fields",
            self.name
        );
        let place = self.place(&files[0], "");
        let change = Change::new(&is::DOCUMENTATION, Verdict::Safe, place, message);
        vec![match files.len() {
            1 => change,
            more => change.with_note(format!("and in {} files more", more - 1)),
        }]
    }
}

/// What is said of a schema that changed.
struct Wording {
    refused: &'static is::Rule,
    message: String,
    compatible: &'static is::Rule,
    fine: String,
    differences: String,
}

fn of_machine(name: &str) -> Place {
    Place {
        workflow: Some(name.to_owned()),
        file: format!("{name}/state-machine.asl.json"),
        ..Place::default()
    }
}

fn removed(name: &str, old: &Workflow, deployed: &Baseline, wanted: &Baseline) -> Change {
    let message = format!("workflow `{name}` is gone");
    let change = Change::new(&is::WORKFLOW_REMOVED, Verdict::Breaking, of_machine(name), message);
    let is_it = |new: &Workflow| {
        says_the_same(&old.own.input, &new.own.input) && says_the_same(&old.own.output, &new.own.output)
    };
    let mut added = wanted
        .workflows
        .iter()
        .filter(|(name, _)| !deployed.workflows.contains_key(*name));
    match added.find(|(_, new)| is_it(new)) {
        Some((other, _)) => change.with_note(format!(
            "`{other}` takes and answers the same: it looks like a new name"
        )),
        None => change,
    }
}
