//! One difference between what is deployed and what would be, and what it means for those who are there already.

use std::fmt;

use serde_json::{Value, json};

use super::rules::{self, Rule};
use super::schema::Counterexample;

/// What a change means for what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Neither a client nor a running execution is disturbed.
    Safe,
    /// Clients and executions that start afterwards are not disturbed. An execution that runs over the deployment goes on
    /// well only on a condition, which the change names.
    SafeForNewExecutions,
    /// Something that works today does not work afterwards: a client, or an execution that is running.
    Breaking,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Safe => "safe",
            Verdict::SafeForNewExecutions => "safe for new executions only",
            Verdict::Breaking => "breaking",
        }
    }
}

/// Where a change is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The workflow, by the name of its state machine; `None` for the API.
    pub workflow: Option<String>,
    /// The step, in kebab case.
    pub step: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The generated file.
    pub file: String,
    /// A JSON pointer (RFC 6901) into the file; empty for the whole of it.
    pub pointer: String,
}

/// One difference, and what it means. Displays itself as rustc would.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The stable code, `SW1001` and up; [`rule`](Change::rule) has what it teaches.
    pub code: &'static str,
    /// What it means for what is there already.
    pub verdict: Verdict,
    /// Where it is.
    pub place: Place,
    /// What changed, in a sentence without its full stop.
    pub message: String,
    /// A value that one side may send and the other refuses.
    pub counterexample: Option<Counterexample>,
    /// What else there is to know.
    pub note: Option<String>,
    /// What to do next; empty where there is nothing to do.
    pub help: String,
}

impl Change {
    /// A change with the help that its rule has, where it is not safe.
    pub(super) fn new(rule: &'static Rule, verdict: Verdict, place: Place, message: impl Into<String>) -> Change {
        let help = if verdict == Verdict::Safe { "" } else { rule.help };
        Change {
            code: rule.code,
            verdict,
            place,
            message: message.into(),
            counterexample: None,
            note: None,
            help: help.to_owned(),
        }
    }

    #[must_use]
    pub(super) fn with_counterexample(mut self, counterexample: Counterexample) -> Change {
        self.counterexample = Some(counterexample);
        self
    }

    /// Adds a note to those that there are.
    #[must_use]
    pub(super) fn with_note(mut self, note: impl Into<String>) -> Change {
        self.note = match (self.note, note.into()) {
            (Some(note), more) => Some(format!("{note}; {more}")),
            (None, note) => Some(note),
        };
        self
    }

    /// What the code teaches.
    pub fn rule(&self) -> &'static Rule {
        rules::rule(self.code).expect("a change is made from a rule")
    }

    /// The change as a JSON object, for machines.
    pub fn to_json(&self) -> Value {
        let Place {
            workflow,
            step,
            state,
            file,
            pointer,
        } = &self.place;
        json!({
            "code": self.code,
            "verdict": self.verdict.words(),
            "message": self.message,
            "workflow": workflow,
            "step": step,
            "state": state,
            "file": file,
            "pointer": pointer,
            "counterexample": self.counterexample.as_ref().map(|it| json!({
                "value": it.value,
                "pointer": it.pointer,
                "reason": it.reason,
            })),
            "note": self.note,
            "help": (!self.help.is_empty()).then_some(&self.help),
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}[{}]: {}", self.verdict.words(), self.code, self.message)?;
        let Place { file, pointer, .. } = &self.place;
        let hash = if pointer.is_empty() { "" } else { "#" };
        write!(out, " --> {file}{hash}{pointer}")?;
        if let Some(Counterexample { value, pointer, reason }) = &self.counterexample {
            let pointer = if pointer.is_empty() { "the value" } else { pointer };
            write!(out, "\n  = counterexample: {value}\n  = refused: {pointer} {reason}")?;
        }
        if let Some(note) = &self.note {
            write!(out, "\n  = note: {note}")?;
        }
        if !self.help.is_empty() {
            write!(out, "\n  = help: {}", self.help)?;
        }
        Ok(())
    }
}
