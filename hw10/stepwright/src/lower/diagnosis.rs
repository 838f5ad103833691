//! What keeps a flow from being a state machine, said in the workflow's own words.

use std::collections::HashMap;
use std::fmt;

use super::draft::{Drafts, Place};
use super::limits;
use super::settle::EndlessLoop;
use super::states::violation_name;
use crate::fault;
use crate::flow::{Flow, SourceLine, Unrecordable};

/// AWS's limit: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const STATE_NAME_CHARACTERS_MAX: usize = 80;

/// One thing that keeps a workflow from being a state machine. Displays itself as rustc would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The stable code, `SW0001` and up.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The source file.
    pub file: String,
    /// The line, where there is one.
    pub line: Option<u32>,
    /// What to do next.
    pub help: String,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.render("error", out)
    }
}

impl Diagnosis {
    /// A problem of a flow, at that line, or of the file as a whole.
    pub(crate) fn new(
        code: &'static str,
        flow: &Flow,
        line: impl Into<Option<SourceLine>>,
        message: String,
        help: impl Into<String>,
    ) -> Diagnosis {
        let line = line.into();
        Diagnosis {
            code,
            message,
            file: line.map_or(flow.file, |it| it.file).to_owned(),
            line: line.map(|it| it.line),
            help: help.into(),
        }
    }

    /// As rustc would say it, `error` or `warning` first.
    pub(crate) fn render(&self, severity: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{severity}[{}]: {}", self.code, self.message)?;
        match self.line {
            Some(line) => writeln!(out, " --> {}:{line}", self.file)?,
            None => writeln!(out, " --> {}", self.file)?,
        }
        write!(out, "  = help: {}", self.help)
    }
}

/// Every problem of a flow, in the order of the source.
pub(super) fn diagnose(flow: &Flow, drafts: &Drafts) -> Vec<Diagnosis> {
    let mut problems = defined_twice(flow, drafts);
    problems.extend(reserved(flow, drafts));
    problems.extend(too_long(flow, drafts));
    problems.extend(ambiguous_faults(flow));
    problems.extend(unrecordable(flow));
    problems.extend(limits::exceeded(flow));
    problems
}

/// A loop that does nothing but begin again.
pub(super) fn endless(flow: &Flow, loops: &[EndlessLoop]) -> Vec<Diagnosis> {
    let diagnosis = |it: &EndlessLoop| {
        let message = "this loop may begin again without having done anything".to_owned();
        let help = "call a step in it, or wait: `sleep(..).await`";
        Diagnosis::new("SW0004", flow, it.line, message, help)
    };
    loops.iter().map(diagnosis).collect()
}

fn unrecordable(flow: &Flow) -> Vec<Diagnosis> {
    let diagnosis = |it: &Unrecordable| Diagnosis::new("SW0005", flow, it.line, it.message.clone(), it.help.as_str());
    flow.problems.iter().map(diagnosis).collect()
}

fn defined_twice(flow: &Flow, drafts: &Drafts) -> Vec<Diagnosis> {
    let mut first = HashMap::new();
    let mut problems = Vec::new();
    for draft in drafts.in_order() {
        if let Some(before) = first.insert(draft.name.as_str(), draft.line) {
            let message = format!(
                "state `{}` is defined twice{}",
                draft.name,
                first_in(before, draft.line)
            );
            let help = "name one of them: `#[state(\"…\")]` before the statement; of one that becomes several states, \
                        bind what a step gives in a statement of its own first";
            problems.push(Diagnosis::new("SW0001", flow, draft.line, message, help));
        }
    }
    problems
}

/// Where something stands that stands elsewhere as well; with its file, where that is another.
fn first_in(first: Option<SourceLine>, second: Option<SourceLine>) -> String {
    match (first, second) {
        (Some(first), Some(second)) if first.file == second.file => format!(", first in line {}", first.line),
        (Some(first), _) => format!(", first in {first}"),
        (None, _) => String::new(),
    }
}

/// The state that [`super::states`] adds must not meet another of its name.
fn reserved(flow: &Flow, drafts: &Drafts) -> Vec<Diagnosis> {
    let names: Vec<_> = drafts
        .places()
        .into_iter()
        .map(|place: Place| violation_name(drafts.region(place)))
        .collect();
    let taken = drafts
        .in_order()
        .into_iter()
        .filter(|draft| names.contains(&draft.name));
    taken
        .map(|draft| {
            let message = format!(
                "state `{}` is the one where a value ends that no arm of a `match` allows",
                draft.name
            );
            let help = "give this one another name: `#[state(\"…\")]` before the statement";
            Diagnosis::new("SW0001", flow, draft.line, message, help)
        })
        .collect()
}

fn too_long(flow: &Flow, drafts: &Drafts) -> Vec<Diagnosis> {
    let long = drafts
        .in_order()
        .into_iter()
        .filter(|draft| draft.name.chars().count() > STATE_NAME_CHARACTERS_MAX);
    long.map(|draft| {
        let message = format!(
            "the state's name `{}` has more than {STATE_NAME_CHARACTERS_MAX} characters",
            draft.name
        );
        let help = "give it a shorter one: `#[state(\"…\")]` before the statement";
        Diagnosis::new("SW0002", flow, draft.line, message, help)
    })
    .collect()
}

fn ambiguous_faults(flow: &Flow) -> Vec<Diagnosis> {
    let faults = fault::ambiguous(&flow.faults);
    faults
        .into_iter()
        .map(|entry| {
            let message = format!(
                "two different faults of `{}` are both named `{}`",
                flow.rust_path, entry.name
            );
            let help = format!("rename `{}`: a fault is known by its name alone", entry.rust_path);
            Diagnosis::new("SW0003", flow, None, message, help)
        })
        .collect()
}
