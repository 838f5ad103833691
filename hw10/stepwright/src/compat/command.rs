//! The command `compat`.

use std::collections::HashSet;
use std::io::Write;

use clap::Args;
use serde_json::Value;

use super::baseline::Baseline;
use super::change::{Change, Verdict};
use super::{Functions, compare};
use crate::generate::terminal::paint;
use crate::generate::{GenerateError, Project};

/// The exit code where some change is safe for new executions only.
const NEW_EXECUTIONS_ONLY: u8 = 4;

/// The exit code where some change is breaking.
const BREAKING: u8 = 5;

/// What the command takes.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Exit codes: 0 every change is safe, or there is none; 4 some change is safe for new executions only;\n\
                  5 some change is breaking; 2 the arguments are wrong, or the baseline cannot be read; 3 a workflow is no state machine."
)]
pub(crate) struct Arguments {
    /// What is deployed: a directory of generated files, or a commit (branch, tag, hash) that has them checked in.
    #[arg(long, value_name = "REF|DIR")]
    baseline: String,
    /// The deployed state machine names published versions of its functions, so that running executions keep the old code.
    #[arg(long)]
    pinned_functions: bool,
    /// Prints a JSON array, an object for each change.
    #[arg(long)]
    json: bool,
}

impl Project {
    /// What would be generated, as what may be deployed.
    ///
    /// # Errors
    /// [`GenerateError::Workflow`] for a workflow that is no state machine.
    pub fn files(&self) -> Result<Baseline, GenerateError> {
        let files = self.artifacts()?.into_iter().map(|it| (it.path, it.text));
        Ok(Baseline::from_files("the project", files).expect("what is generated can be read"))
    }

    /// Compares with what is deployed, and says what every change does.
    pub(crate) fn compat(&self, arguments: &Arguments, out: &mut impl Write) -> Result<u8, GenerateError> {
        let functions = Functions::pinned(arguments.pinned_functions);
        let changes = self.changes(&arguments.baseline, functions)?;
        let text = match arguments.json {
            true => format!("{:#}\n", changes.iter().map(Change::to_json).collect::<Value>()),
            false => paint(&report(&changes)),
        };
        let _ = write!(out, "{text}");
        Ok(exit_code(&changes))
    }

    /// Every difference between the files of a directory, or a commit, and what would be generated.
    pub(crate) fn changes(&self, baseline: &str, functions: Functions) -> Result<Vec<Change>, GenerateError> {
        let wanted = self.files()?;
        let deployed = Baseline::read(baseline, self.directory())?;
        Ok(compare(&deployed, &wanted, functions))
    }
}

/// The exit code that the worst of the changes gives.
pub(crate) fn exit_code(changes: &[Change]) -> u8 {
    match changes.iter().map(|it| it.verdict).max() {
        None | Some(Verdict::Safe) => 0,
        Some(Verdict::SafeForNewExecutions) => NEW_EXECUTIONS_ONLY,
        Some(Verdict::Breaking) => BREAKING,
    }
}

/// Every change as rustc would say it, and how many there are of each verdict.
pub(crate) fn report(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing changes for clients or executions\n".to_owned();
    }
    // What helps is said once.
    let mut said = HashSet::new();
    let mut text = |change: &Change| {
        let mut change = change.clone();
        if !said.insert(change.help.clone()) {
            change.help.clear();
        }
        format!("{change}\n\n")
    };
    let texts: String = changes.iter().map(&mut text).collect();
    let verdicts = [Verdict::Breaking, Verdict::SafeForNewExecutions, Verdict::Safe];
    let count = |verdict| changes.iter().filter(|it| it.verdict == verdict).count();
    let counts = verdicts.map(|verdict| (count(verdict), verdict));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, verdict)| format!("{count} {}", verdict.words()))
        .collect();
    format!("{texts}{}\n", counts.join(", "))
}
