//! What is printed: the report, and the progress while it is not there yet.

use std::io::{self, IsTerminal, Write};

use reconcile::{Audit, Finding, Summary};
use serde::Serialize;

/// How an audit has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Every invariant holds.
    Clean,
    /// At least one does not.
    Broken,
    /// Not all was read.
    Unfinished,
}

/// The report, in the form of `--json`.
#[derive(Serialize)]
struct Report<'a> {
    outcome: Outcome,
    #[serde(flatten)]
    summary: Summary,
    findings: &'a [Finding],
}

/// Prints the report.
pub(crate) fn print(audit: &Audit, outcome: Outcome, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        let report = Report {
            outcome,
            summary: audit.summary(),
            findings: audit.findings(),
        };
        serde_json::to_writer_pretty(&mut out, &report)?;
        return writeln!(out);
    }
    for finding in audit.findings() {
        writeln!(out, "{finding}")?;
    }
    writeln!(out, "{}", sentence(audit, outcome))
}

fn sentence(audit: &Audit, outcome: Outcome) -> String {
    let read = read(audit);
    let found = count(audit.findings().len(), "finding", "findings");
    match outcome {
        Outcome::Clean => format!("clean: {read}; every invariant holds"),
        Outcome::Broken => format!("broken: {read}; {found}"),
        Outcome::Unfinished => format!("unfinished: {read}; {found} so far; the same command goes on from here"),
    }
}

/// How far it has come.
fn read(audit: &Audit) -> String {
    let Summary {
        entries,
        accounts,
        replayed,
    } = audit.summary();
    let (entries, accounts) = (
        count(entries, "entry", "entries"),
        count(accounts, "account", "accounts"),
    );
    format!("{entries}, {accounts}, {replayed} replayed")
}

fn count(number: impl ToString, one: &str, many: &str) -> String {
    let number = number.to_string();
    let word = if number == "1" { one } else { many };
    format!("{number} {word}")
}

/// One line that is written over and over, at a terminal.
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    /// Shown where somebody looks.
    pub(crate) fn new() -> Progress {
        Progress {
            shown: io::stderr().is_terminal(),
        }
    }

    /// Says how far it has come. That nobody sees it is no error.
    pub(crate) fn show(&self, audit: &Audit) {
        if self.shown {
            let (read, found) = (read(audit), count(audit.findings().len(), "finding", "findings"));
            let _ = write!(io::stderr(), "\r\x1b[2K{read}, {found}");
        }
    }

    /// Makes room for the report.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}
