//! What becomes of a change: who notices it first.

use std::fmt;

use hw10_tests::copy::{ProjectCopy, Ran};
use stepwright::compat::Verdict;

use crate::mutation::Mutant;

/// What a change can keep from being compiled. All else is as it was, and compiles.
const CHANGED: [&str; 3] = [
    "could not compile `bank`",
    "could not compile `teller`",
    "could not compile `workflow-gen`",
];

/// Who notices a change, and what is then said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// The compiler.
    CompileError,
    /// The generator: it is no state machine, or no API.
    Refused,
    /// `check`: generated files are stale; and what `compat` says of them.
    Stale(Verdict),
    /// Nobody.
    Unnoticed,
    /// Nobody: the generator broke down over it.
    Broken,
}

impl Outcome {
    /// Every outcome.
    pub(crate) const ALL: [Outcome; 7] = [
        Outcome::CompileError,
        Outcome::Refused,
        Outcome::Stale(Verdict::Breaking),
        Outcome::Stale(Verdict::SafeForNewExecutions),
        Outcome::Stale(Verdict::Safe),
        Outcome::Unnoticed,
        Outcome::Broken,
    ];
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Outcome::CompileError => "compile error",
            Outcome::Refused => "refused",
            Outcome::Stale(Verdict::Breaking) => "breaking",
            Outcome::Stale(Verdict::SafeForNewExecutions) => "new only",
            Outcome::Stale(Verdict::Safe) => "safe",
            Outcome::Unnoticed => "unnoticed",
            Outcome::Broken => "broken",
        })
    }
}

/// A change, and what became of it.
pub(crate) struct Judged<'a> {
    pub(crate) mutant: &'a Mutant,
    pub(crate) outcome: Outcome,
    /// What was said of it.
    pub(crate) said: String,
}

impl Judged<'_> {
    /// Compiles the change and, where that is possible, asks the generator.
    pub(crate) fn of<'a>(mutant: &'a Mutant, copy: &ProjectCopy) -> Judged<'a> {
        copy.fill(&mutant.edited());
        let built = copy.cargo(&["build", "-p", "workflow-gen", "-p", "teller"]);
        let (outcome, said) = match built.code {
            Some(0) => asked(copy),
            _ => (Outcome::CompileError, built.said),
        };
        assert!(
            outcome != Outcome::CompileError || CHANGED.iter().any(|it| said.contains(it)),
            "{said}"
        );
        Judged { mutant, outcome, said }
    }

    /// Why this is not what an expert would expect.
    pub(crate) fn objection(&self) -> Option<String> {
        match (self.outcome, self.mutant.least()) {
            (Outcome::CompileError | Outcome::Refused, _) | (Outcome::Unnoticed, None) => None,
            (Outcome::Broken, _) => Some("the generator must say what is wrong".to_owned()),
            (Outcome::Unnoticed, Some(_)) => Some("nobody noticed".to_owned()),
            (Outcome::Stale(_), None) => Some("it has no name on the wire, and something changed there".to_owned()),
            (Outcome::Stale(verdict), Some(least)) => (verdict < least).then(|| format!("it is {}", least.words())),
        }
    }
}

/// What `check` and `compat` say.
fn asked(copy: &ProjectCopy) -> (Outcome, String) {
    let Ran { code, said } = copy.generator(&["check"]);
    match code {
        Some(0) => return (Outcome::Unnoticed, said),
        Some(1) => {}
        Some(3) => return (Outcome::Refused, said),
        _ => return (Outcome::Broken, said),
    }
    let Ran { code, said } = copy.generator(&["compat", "--baseline", "generated"]);
    let verdict = match code {
        Some(0) => Verdict::Safe,
        Some(4) => Verdict::SafeForNewExecutions,
        Some(5) => Verdict::Breaking,
        _ => return (Outcome::Broken, said),
    };
    (Outcome::Stale(verdict), said)
}
