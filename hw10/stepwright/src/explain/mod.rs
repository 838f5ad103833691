//! What every code teaches: the one registry of codes, which `workflow-gen explain` prints.
//!
//! | codes | about | where they are found |
//! |---|---|---|
//! | `SW00` | workflows and APIs that are no state machine | [`lower`](crate::lower), [`generate`](crate::generate) |
//! | `SW01` to `SW08` | documents that Step Functions would refuse | [`asl::rules`] |
//! | `SW09` | limits of AWS that a workflow breaks, or may break | [`bounds`](crate::bounds) |
//! | `SW10` | changes of what is deployed | [`crate::compat`] |
//! | `SW11` | what generated fragments cannot deploy | [`Project::deploy`](crate::generate::Project::deploy) |
//!
//! A code never changes its meaning, and what goes takes its code along.
//!
//! ```
//! use stepwright::explain::{lesson, lessons};
//!
//! let lesson = lesson("sw0001").expect("there is one");
//! assert_eq!(lesson.title(), "two states of one name");
//! assert!(lesson.to_string().contains("#[state(\"CountAgain\")]"));
//! assert!(lessons().count() > 100);
//! ```

mod bounds;
mod deploy;
mod workflow;

use std::fmt;

use serde_json::{Value, json};

use crate::compat;

/// What one code teaches. Displays itself as a page.
#[derive(Debug, Clone, Copy)]
pub enum Lesson {
    /// About a workflow, or the API of one: examples in Rust.
    Workflow(&'static Rule),
    /// About a state machine: examples in the Amazon States Language.
    Document(&'static asl::Rule),
    /// About a change of what is deployed: before it, and after.
    Change(&'static compat::Rule),
}

/// What is found about workflows, and what it teaches.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// How bad it is: `error`, or `error or warning`.
    pub severity: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why it is so, and what to do.
    pub explanation: &'static str,
    /// Rust that it is said about.
    pub bad: &'static str,
    /// Rust for the same purpose that it is not said about.
    pub good: &'static str,
    /// Where the rule comes from: an address, or who says so.
    pub source: &'static str,
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} ({}): {}\n", self.code, self.severity, self.title)?;
        writeln!(out, "{}\n", self.explanation)?;
        writeln!(out, "Not so:\n\n{}", self.bad)?;
        writeln!(out, "But so:\n\n{}", self.good)?;
        writeln!(out, "Source: {}", self.source)
    }
}

impl Lesson {
    /// The code.
    pub fn code(&self) -> &'static str {
        match self {
            Lesson::Workflow(rule) => rule.code,
            Lesson::Document(rule) => rule.code,
            Lesson::Change(rule) => rule.code,
        }
    }

    /// What it is about, in a few words.
    pub fn title(&self) -> &'static str {
        match self {
            Lesson::Workflow(rule) => rule.title,
            Lesson::Document(rule) => rule.title,
            Lesson::Change(rule) => rule.title,
        }
    }

    /// Why it is so, and what to do.
    pub fn explanation(&self) -> &'static str {
        match self {
            Lesson::Workflow(rule) => rule.explanation,
            Lesson::Document(rule) => rule.explanation,
            Lesson::Change(rule) => rule.explanation,
        }
    }

    /// What it is said about; empty for a change that is always safe.
    pub fn bad(&self) -> String {
        match self {
            Lesson::Workflow(rule) => rule.bad.to_owned(),
            Lesson::Document(rule) => rule.bad.to_string(),
            Lesson::Change(rule) => rule.bad.to_owned(),
        }
    }

    /// How it is right.
    pub fn good(&self) -> String {
        match self {
            Lesson::Workflow(rule) => rule.good.to_owned(),
            Lesson::Document(rule) => rule.good.to_string(),
            Lesson::Change(rule) => rule.good.to_owned(),
        }
    }

    /// The lesson for a machine.
    pub fn to_json(&self) -> Value {
        json!({
            "code": self.code(),
            "title": self.title(),
            "explanation": self.explanation(),
            "bad": self.bad(),
            "good": self.good(),
        })
    }
}

impl fmt::Display for Lesson {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lesson::Workflow(rule) => rule.fmt(out),
            Lesson::Document(rule) => rule.fmt(out),
            Lesson::Change(rule) => rule.fmt(out),
        }
    }
}

/// Every lesson, in the order of the codes.
pub fn lessons() -> impl Iterator<Item = Lesson> {
    let workflow = workflow::RULES.iter().map(Lesson::Workflow);
    workflow
        .chain(asl::rules().map(Lesson::Document))
        .chain(bounds::RULES.iter().map(Lesson::Workflow))
        .chain(compat::RULES.iter().copied().map(Lesson::Change))
        .chain(deploy::RULES.iter().map(Lesson::Workflow))
}

/// The lesson of a code, which may be written in small letters, and without its `SW`.
pub fn lesson(code: &str) -> Option<Lesson> {
    let wanted = digits(code);
    lessons().find(|it| it.code()[2..] == *wanted)
}

/// The lessons whose codes are nearest to one that there is not, the nearest first.
pub fn nearest(code: &str) -> Vec<Lesson> {
    let codes: Vec<_> = lessons().map(|it| it.code()).collect();
    let near = crate::nearest::nearest(&format!("SW{}", digits(code)), codes);
    near.into_iter().filter_map(lesson).collect()
}

fn digits(code: &str) -> &str {
    let code = code.trim();
    match code.get(..2) {
        Some(prefix) if prefix.eq_ignore_ascii_case("SW") => &code[2..],
        _ => code,
    }
}

/// A rule with its two examples, which are files beside this one.
macro_rules! rule {
    ($code:literal $severity:literal from $source:literal; $title:literal $explanation:literal $bad:literal $good:literal) => {
        super::Rule {
            code: $code,
            severity: $severity,
            title: $title,
            explanation: $explanation,
            bad: include_str!(concat!("examples/", $bad)),
            good: include_str!(concat!("examples/", $good)),
            source: $source,
        }
    };
}

use rule;
