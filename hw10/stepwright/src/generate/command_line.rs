//! The command line of a project's generator.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::adapter::strip_bytes;
use clap::{Parser, Subcommand};

use super::check::{CheckArguments, GenerateArguments};
use super::cost::CostArguments;
use super::explain::{ExplainArguments, explain};
use super::graph::GraphArguments;
use super::list;
use super::new::NewWorkspace;
use super::project::{GenerateError, Project};
use super::terminal::paint;
use super::whereabouts::WhereArguments;
use crate::compat;

/// The exit code where the arguments are wrong, or a file cannot be read or written.
const USAGE: u8 = 2;

/// The exit code where a workflow is no state machine, or does not fit to what is said of it.
pub(super) const INVALID: u8 = 3;

/// What a command may read.
pub(super) struct Input<R> {
    pub(super) source: R,
    /// Whether a person would have to type it.
    pub(super) is_terminal: bool,
}

impl Input<io::Stdin> {
    fn standard() -> Input<io::Stdin> {
        let source = io::stdin();
        let is_terminal = source.is_terminal();
        Input { source, is_terminal }
    }
}

/// Writes what follows from a project's workflows: state machines, their diagrams, and the JSON
/// Schemas of every payload.
#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 `check` found files that are stale, missing or orphaned;\n\
        2 the arguments are wrong, or a file cannot be read or written; 3 a workflow is no state machine;\n\
        4 `compat`, or `check --baseline`, found a change that is safe for new executions only; 5 a breaking one.\n\n\
        Colours are for terminals alone; NO_COLOR=1 turns them off there too."
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
    Generate(GenerateArguments),
    /// Writes nothing; fails if a file is stale, missing or orphaned, or a change is not safe.
    Check(CheckArguments),
    /// Prints the workflows and their steps.
    List {
        /// As one JSON value.
        #[arg(long)]
        json: bool,
    },
    /// Prints the diagram of a workflow.
    Graph(GraphArguments),
    /// Says which Rust line a state came from, also the one that an execution failed in.
    Where(WhereArguments),
    /// Explains a code, as SW0001, with a bad and a good example.
    Explain(ExplainArguments),
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
    /// Runs the command line with this process's arguments. Its colours are for a terminal alone, unless `NO_COLOR`,
    /// `CLICOLOR` or `CLICOLOR_FORCE` say otherwise.
    pub fn main(self) -> ExitCode {
        let (mut out, mut err) = (anstream::stdout(), anstream::stderr());
        self.run_in_colour(std::env::args_os(), &mut Input::standard(), &mut out, &mut err)
    }

    /// Runs the command line: what it prints goes to `out`, what went wrong to `err`, both without colours.
    pub fn run(
        self,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> ExitCode {
        self.run_with(arguments, &mut Input::standard(), out, err)
    }

    /// The same, on something else than standard input.
    ///
    /// ```
    /// # use stepwright::generate::Project;
    /// let history = r#"{ "status": "SUCCEEDED" }"#;
    /// let (mut out, mut err) = (Vec::new(), Vec::new());
    /// Project::new("generated").run_reading(["workflow-gen", "where"], &mut history.as_bytes(), &mut out, &mut err);
    /// assert_eq!(out, b"no state failed: the execution succeeded\n");
    /// ```
    pub fn run_reading(
        self,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
        input: &mut impl Read,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> ExitCode {
        let mut input = Input {
            source: input,
            is_terminal: false,
        };
        self.run_with(arguments, &mut input, out, err)
    }

    fn run_with(
        self,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
        input: &mut Input<impl Read>,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> ExitCode {
        let (mut printed, mut wrong) = (Vec::new(), Vec::new());
        let code = self.run_in_colour(arguments, input, &mut printed, &mut wrong);
        let _ = out.write_all(&strip_bytes(&printed).into_vec());
        let _ = err.write_all(&strip_bytes(&wrong).into_vec());
        code
    }

    fn run_in_colour(
        self,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>,
        input: &mut Input<impl Read>,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> ExitCode {
        match Arguments::try_parse_from(arguments) {
            Err(error) => {
                let text = error.render().ansi().to_string();
                let wrong = error.use_stderr();
                let _ = match wrong {
                    true => write!(err, "{text}"),
                    false => write!(out, "{text}"),
                };
                ExitCode::from(if wrong { USAGE } else { 0 })
            }
            Ok(Arguments {
                command,
                out: directory,
            }) => {
                let project = directory.into_iter().fold(self, Project::into_directory);
                let done = project.done(
                    command.unwrap_or(Command::Generate(GenerateArguments::default())),
                    input,
                    out,
                    err,
                );
                ExitCode::from(done.unwrap_or_else(|error| {
                    say(&error, err);
                    error.exit_code()
                }))
            }
        }
    }

    /// Does what is asked for; the exit code.
    fn done(
        &self,
        command: Command,
        input: &mut Input<impl Read>,
        out: &mut impl Write,
        err: &mut impl Write,
    ) -> Result<u8, GenerateError> {
        match command {
            Command::Generate(arguments) => self.generate(&arguments, out, err),
            Command::Check(arguments) => self.check(&arguments, out, err),
            Command::List { json } => Ok(self.list(json, out)),
            Command::Graph(arguments) => self.graph(&arguments, out),
            Command::Where(arguments) => self.find_state(&arguments, input, out),
            Command::Explain(arguments) => explain(&arguments, out),
            Command::New { directory, stepwright } => new(&directory, stepwright.as_deref(), out),
            Command::Cost(arguments) => self.cost(&arguments, out),
            Command::Compat(arguments) => self.compat(&arguments, out),
        }
    }

    fn list(&self, json: bool, out: &mut impl Write) -> u8 {
        let _ = match json {
            true => writeln!(out, "{:#}", list::json(self.flows())),
            false => write!(out, "{}", list::text(self.flows())),
        };
        0
    }
}

impl GenerateError {
    fn exit_code(&self) -> u8 {
        match self {
            GenerateError::Workflow(_) | GenerateError::UnknownStep { .. } => INVALID,
            GenerateError::Assumptions { .. }
            | GenerateError::Baseline(_)
            | GenerateError::File { .. }
            | GenerateError::UnknownWorkflow { .. }
            | GenerateError::WhichWorkflow { .. }
            | GenerateError::UnknownState { .. }
            | GenerateError::NoState
            | GenerateError::Execution { .. }
            | GenerateError::Aws { .. }
            | GenerateError::UnknownCode { .. }
            | GenerateError::New(_) => USAGE,
        }
    }
}

/// Says what went wrong, and how to learn more of it.
fn say(error: &GenerateError, err: &mut impl Write) {
    let GenerateError::Workflow(problems) = error else {
        let _ = writeln!(err, "{}", paint(&format!("error: {error}")));
        return;
    };
    let _ = writeln!(err, "{}", paint(&error.to_string()));
    if let Some(first) = problems.first() {
        let code = first.code;
        let _ = writeln!(
            err,
            "\nfor more about an error: cargo run -p workflow-gen -- explain {code}"
        );
    }
}

fn new(directory: &Path, library: Option<&str>, out: &mut impl Write) -> Result<u8, GenerateError> {
    for file in NewWorkspace::new(directory, library)?.write()? {
        let _ = writeln!(out, "wrote {}", file.display());
    }
    let _ = writeln!(
        out,
        "next: cd {}; cargo run -p workflow-gen; cargo test --workspace",
        directory.display()
    );
    Ok(0)
}
