//! The command line of a project's generator.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::cost::CostArguments;
use super::directory::Directory;
use super::list;
use super::new::NewWorkspace;
use super::project::{GenerateError, Project};
use crate::compat;

/// Writes what follows from a project's workflows: state machines, their diagrams, and the JSON
/// Schemas of every payload.
#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 `check` found files that are stale, missing or orphaned;\n\
                  2 the arguments are wrong, a workflow is no state machine, or a file cannot be read or written."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The directory of generated files.
    #[arg(long, global = true, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Writes the files that differ, and removes those that follow from nothing (the default).
    Generate,
    /// Writes nothing; fails if a file is stale, missing or orphaned.
    Check,
    /// Prints the workflows and their steps.
    List {
        /// As one JSON value.
        #[arg(long)]
        json: bool,
    },
    /// Makes a fresh workspace with one workflow, which builds, generates and tests.
    New {
        /// The directory to make; its name is the project's.
        directory: PathBuf,
        /// Where stepwright is, a directory or a Git URL: without it, where this program was compiled from.
        #[arg(long, value_name = "DIR|URL")]
        stepwright: Option<String>,
    },
    /// Prints what each path through the workflows uses and costs, as Standard and as Express.
    Cost(CostArguments),
    /// Says what the changes do to clients and running executions, against what is deployed.
    Compat(compat::Arguments),
}

impl Project {
    /// Runs the command line with this process's arguments.
    pub fn main(self) -> ExitCode {
        self.run(std::env::args_os(), &mut io::stdout(), &mut io::stderr())
    }

    /// Runs the command line: what it prints goes to `out`, what went wrong to `err`.
    pub fn run(
        self,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> ExitCode {
        match Arguments::try_parse_from(arguments) {
            Err(error) if error.use_stderr() => {
                let _ = write!(err, "{error}");
                ExitCode::from(2)
            }
            Err(help) => {
                let _ = write!(out, "{help}");
                ExitCode::SUCCESS
            }
            Ok(Arguments {
                command,
                out: directory,
            }) => {
                let project = directory.into_iter().fold(self, Project::into_directory);
                let done = match command.unwrap_or(Command::Generate) {
                    Command::Generate => project.generate(out, err),
                    Command::Check => project.check(err),
                    Command::List { json } => Ok(project.list(json, out)),
                    Command::New { directory, stepwright } => new(&directory, stepwright.as_deref(), out),
                    Command::Cost(arguments) => project.cost(&arguments, out),
                    Command::Compat(arguments) => project.compat(&arguments, out),
                };
                done.unwrap_or_else(|error| {
                    let _ = writeln!(err, "{error}");
                    ExitCode::from(2)
                })
            }
        }
    }

    fn generate(&self, out: &mut impl Write, err: &mut impl Write) -> Result<ExitCode, GenerateError> {
        let directory = self.resolved(err)?;
        for line in directory.mend()? {
            let _ = writeln!(out, "{line}");
        }
        if directory.is_fresh() {
            let _ = writeln!(out, "{} files are fresh", directory.findings().len());
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The files beside those that are there; says what workflows may break.
    fn resolved(&self, err: &mut impl Write) -> Result<Directory, GenerateError> {
        let (directory, warnings) = self.resolve_and_warn()?;
        for warning in warnings {
            let _ = writeln!(err, "{warning}\n");
        }
        Ok(directory)
    }

    fn check(&self, err: &mut impl Write) -> Result<ExitCode, GenerateError> {
        let directory = self.resolved(err)?;
        if directory.is_fresh() {
            return Ok(ExitCode::SUCCESS);
        }
        let _ = writeln!(err, "{}", directory.report());
        Ok(ExitCode::from(1))
    }

    fn list(&self, json: bool, out: &mut impl Write) -> ExitCode {
        let _ = match json {
            true => writeln!(out, "{:#}", list::json(self.flows())),
            false => write!(out, "{}", list::text(self.flows())),
        };
        ExitCode::SUCCESS
    }
}

fn new(directory: &Path, library: Option<&str>, out: &mut impl Write) -> Result<ExitCode, GenerateError> {
    for file in NewWorkspace::new(directory, library)?.write()? {
        let _ = writeln!(out, "wrote {}", file.display());
    }
    let _ = writeln!(
        out,
        "next: cd {}; cargo run -p workflow-gen; cargo test --workspace",
        directory.display()
    );
    Ok(ExitCode::SUCCESS)
}
