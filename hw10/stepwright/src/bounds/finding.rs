//! What is said about a limit: how grave it is, the path that breaks it, and what to do.

use std::fmt;

use crate::flow::{Flow, SourceLine};
use crate::lower::Diagnosis;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An execution may break the limit.
    Warning,
    /// Every execution that succeeds otherwise breaks the limit, or the machine cannot even be created.
    Error,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A limit of Step Functions that a workflow breaks, or may break. Displays itself as rustc would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The stable code, the sentence, the place in the source, and what to do next.
    pub diagnosis: Diagnosis,
    /// What breaks the limit: the states in order, each with its figure.
    pub path: Vec<Stop>,
}

/// A state on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The name of the state.
    pub state: String,
    /// What it adds, with its unit; empty where it adds nothing.
    pub figure: String,
    /// How many times it is gone through.
    pub times: u64,
}

/// How many states of a path are displayed; of a longer one the middle is left out.
const STOPS_DISPLAYED_MAX: usize = 12;

impl Finding {
    /// A finding about a workflow; its place is the line of the last state of the path, where that is known.
    pub(super) fn new(severity: Severity, code: &'static str, message: String, help: String, flow: &Flow) -> Finding {
        let diagnosis = Diagnosis::new(code, flow, None, format!("`{}`: {message}", flow.name), help);
        Finding {
            severity,
            diagnosis,
            path: Vec::new(),
        }
    }

    /// The same, with the path that does it.
    pub(super) fn along(self, path: Vec<Stop>) -> Finding {
        Finding { path, ..self }
    }

    /// The same, at that line.
    pub(super) fn at(mut self, line: Option<SourceLine>) -> Finding {
        if let Some(SourceLine { file, line }) = line {
            file.clone_into(&mut self.diagnosis.file);
            self.diagnosis.line = Some(line);
        }
        self
    }

    /// The finding as one that keeps a workflow from being a state machine.
    pub(crate) fn into_diagnosis(mut self) -> Diagnosis {
        if !self.path.is_empty() {
            self.diagnosis.message = format!("{}\n  = note: {}", self.diagnosis.message, path(&self.path));
        }
        self.diagnosis
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnosis.render(self.severity.word(), out)?;
        if self.path.is_empty() {
            return Ok(());
        }
        write!(out, "\n  = note: {}", path(&self.path))
    }
}

fn path(stops: &[Stop]) -> String {
    let half = STOPS_DISPLAYED_MAX / 2;
    let parts: Vec<String> = match stops.len().checked_sub(STOPS_DISPLAYED_MAX) {
        None | Some(0) => stops.iter().map(ToString::to_string).collect(),
        Some(left_out) => {
            let first = stops[..half].iter().map(ToString::to_string);
            let last = stops[stops.len() - half..].iter().map(ToString::to_string);
            first.chain([format!("({left_out} more)")]).chain(last).collect()
        }
    };
    parts.join(" -> ")
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.state)?;
        match (self.figure.as_str(), self.times) {
            ("", 1) => Ok(()),
            ("", times) => write!(out, " ({times} times)"),
            (figure, 1) => write!(out, " ({figure})"),
            (figure, times) => write!(out, " ({times} x {figure})"),
        }
    }
}
