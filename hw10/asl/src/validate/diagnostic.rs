//! What the validator has to say: one finding, the rule that it breaks, and where the rule comes from.

use std::fmt;

use super::rules::Rule;
use crate::problem::Problem;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Step Functions takes the document, but it is hardly meant so, or fails when it runs.
    Warning,
    /// Step Functions refuses the document, or would run another than the one that is written.
    Error,
}

/// Where a rule comes from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// AWS answered so, and the answer is recorded.
    AwsRecord,
    /// A page of AWS, or the language's own specification, says so; its address.
    AwsPage(&'static str),
    /// Another project found it, by its own word on AWS; its name.
    Peer(&'static str),
    /// We say so.
    Ours,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::AwsRecord => out.write_str("AWS's recorded answer"),
            Source::AwsPage(address) => write!(out, "AWS: {address}"),
            Source::Peer(name) => write!(out, "found by {name}"),
            Source::Ours => out.write_str("our own"),
        }
    }
}

/// One finding about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that is broken: severity, codes, where it comes from, and what it teaches.
    pub rule: &'static Rule,
    /// Where: a JSON pointer (RFC 6901) into the document, empty for the document itself.
    pub pointer: String,
    /// Where, as AWS writes it: `/States/Pick/Choices[0]/Next`, `/` for the document itself.
    pub location: String,
    /// What is wrong and what to do about it, in a sentence.
    pub message: String,
    /// Line and column, counted from 1, if it was a text that was judged.
    pub position: Option<(usize, usize)>,
}

impl Diagnostic {
    /// Our code for the rule, `SW0101` and up; it never changes.
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// AWS's code for it, where AWS has one.
    pub fn aws_code(&self) -> Option<&'static str> {
        self.rule.aws_code
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// Where the rule comes from.
    pub fn source(&self) -> Source {
        self.rule.source
    }

    /// Whether Step Functions would refuse the document for it.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// The state that it is about, the innermost of several: what stands after the last `States` of the pointer.
    ///
    /// ```
    /// let document = serde_json::json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" } } });
    /// let found = asl::validate(&document, asl::ExecutionType::Standard);
    /// assert_eq!(found[0].state().as_deref(), Some("A"));
    /// ```
    pub fn state(&self) -> Option<String> {
        let mut segments = self.pointer.split('/').skip(1);
        let mut state = None;
        while let Some(container) = segments.next() {
            // Only these lead to states: below anything else, `States` is a payload's own word.
            match container {
                "States" => state = segments.next(),
                "Branches" => drop(segments.next()),
                "ItemProcessor" | "Iterator" => {}
                _ => break,
            }
        }
        state.map(|it| it.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity() {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(out, "{severity}[{}]: {}: {}", self.code(), self.location, self.message)
    }
}

impl From<&Diagnostic> for Problem {
    fn from(diagnostic: &Diagnostic) -> Problem {
        Problem::new(diagnostic.pointer.clone(), diagnostic.message.clone())
    }
}
