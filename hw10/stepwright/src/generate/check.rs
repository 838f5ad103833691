//! The commands `generate` and `check`.

use std::io::Write;

use clap::Args;

use super::command_line::INVALID;
use super::directory::Directory;
use super::project::{GenerateError, Project};
use super::report::Report;
use super::terminal::paint;
use crate::bounds::Finding;
use crate::compat::{self, Functions};

/// The exit code where a file is not what follows from the workflows.
const STALE: u8 = 1;

/// What `generate` takes.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct GenerateArguments {
    /// Prints one JSON value: the files as they were found, and what is said about the workflows.
    #[arg(long)]
    json: bool,
}

/// What `check` takes.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 a file is stale, missing or orphaned; 2 the arguments are wrong, or a file\n\
        cannot be read; 3 a workflow is no state machine; 4 some change since the baseline is safe for new executions\n\
        only; 5 some is breaking. Of several, the highest."
)]
pub(super) struct CheckArguments {
    /// Says what the changes since then do as well, as `compat` does: a directory of generated files, or a commit.
    #[arg(long, value_name = "REF|DIR")]
    baseline: Option<String>,
    /// The deployed state machine names published versions of its functions, so that running executions keep the old code.
    #[arg(long, requires = "baseline")]
    pinned_functions: bool,
    /// Asks AWS to judge each state machine as well, by the AWS CLI and its credentials.
    #[arg(long)]
    aws: bool,
    /// Prints one JSON value: every file and how it stands, what is said about the workflows, and the changes.
    #[arg(long)]
    json: bool,
}

impl Project {
    /// Writes what differs.
    pub(super) fn generate(
        &self,
        arguments: &GenerateArguments,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> Result<u8, GenerateError> {
        let Some((directory, warnings)) = judged(self.resolve_and_warn(), arguments.json, out)? else {
            return Ok(INVALID);
        };
        let done = directory.mend()?;
        if arguments.json {
            let report = Report {
                directory: Some(&directory),
                warnings: &warnings,
                ..Report::default()
            };
            let _ = writeln!(out, "{:#}", report.to_json());
            return Ok(0);
        }
        warn(&warnings, err);
        for line in done {
            let _ = writeln!(out, "{line}");
        }
        if directory.is_fresh() {
            let _ = writeln!(out, "{} files are fresh", directory.findings().len());
        }
        Ok(0)
    }

    /// Says what is not as it should be.
    pub(super) fn check(
        &self,
        arguments: &CheckArguments,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> Result<u8, GenerateError> {
        let found = self.resolve_and_warn().and_then(|(directory, mut warnings)| {
            if arguments.aws {
                warnings.extend(self.ask_aws()?);
            }
            Ok((directory, warnings))
        });
        let Some((directory, warnings)) = judged(found, arguments.json, out)? else {
            return Ok(INVALID);
        };
        let functions = Functions::pinned(arguments.pinned_functions);
        let baseline = arguments.baseline.as_deref();
        let changes = baseline.map(|baseline| self.changes(baseline, functions)).transpose()?;
        let stale = if directory.is_fresh() { 0 } else { STALE };
        let code = stale.max(compat::exit_code(changes.as_deref().unwrap_or_default()));
        if arguments.json {
            let report = Report {
                directory: Some(&directory),
                warnings: &warnings,
                changes: changes.as_deref(),
                ..Report::default()
            };
            let _ = writeln!(out, "{:#}", report.to_json());
            return Ok(code);
        }
        warn(&warnings, err);
        if let Some(changes) = &changes {
            let _ = write!(out, "{}", paint(&compat::report(changes)));
        }
        if !directory.is_fresh() {
            let _ = writeln!(err, "{}", paint(&directory.report()));
        }
        Ok(code)
    }
}

/// The files beside those that are there, and warnings.
type Found = (Directory, Vec<Finding>);

/// What was found. `None`: workflows are no state machines, and a machine has been told so.
fn judged(
    found: Result<Found, GenerateError>,
    json: bool,
    out: &mut impl Write,
) -> Result<Option<Found>, GenerateError> {
    match found {
        Err(GenerateError::Workflow(problems)) if json => {
            let report = Report {
                errors: &problems,
                ..Report::default()
            };
            let _ = writeln!(out, "{:#}", report.to_json());
            Ok(None)
        }
        other => other.map(Some),
    }
}

fn warn(warnings: &[Finding], err: &mut impl Write) {
    for warning in warnings {
        let _ = writeln!(err, "{}\n", paint(&warning.to_string()));
    }
}
