//! The command `where`: the Rust line that a state came from, also of the state that an execution failed in.

use std::fmt::Write as _;
use std::io::{self, Read, Write};

use clap::Args;
use serde_json::{Value, json};

use super::command_line::Input;
use super::failed_execution::{Failed, FailedExecution};
use super::project::{GenerateError, Project};
use super::terminal::paint;
use crate::flow::Flow;
use crate::lower::{StateOrigin, state_origins};
use crate::nearest::nearest;
use crate::step::{StepDescription, TaskKind};

/// What the command takes.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Of a failed execution:\n  \
    aws stepfunctions get-execution-history --execution-arn ARN | cargo run -p workflow-gen -- where\n  \
    aws stepfunctions describe-execution --execution-arn ARN | cargo run -p workflow-gen -- where")]
pub(super) struct WhereArguments {
    /// The name of the state; `-`, or nothing where standard input is no terminal: an execution's history, or its
    /// description, is read from there.
    state: Option<String>,
    /// Looks in this workflow alone, by the name of its state machine.
    #[arg(long, value_name = "NAME")]
    workflow: Option<String>,
    /// Prints JSON, for a machine.
    #[arg(long)]
    json: bool,
}

/// A state of a workflow.
struct Found<'flow> {
    flow: &'flow Flow,
    origin: StateOrigin,
}

impl Project {
    /// Says where a state came from.
    pub(super) fn find_state(
        &self,
        arguments: &WhereArguments,
        input: &mut Input<impl Read>,
        out: &mut impl Write,
    ) -> Result<u8, GenerateError> {
        match arguments.state.as_deref() {
            Some(state) if state != "-" => self.find_named(state, arguments, out),
            None if input.is_terminal => Err(GenerateError::NoState),
            Some(_) | None => {
                let text = io::read_to_string(&mut input.source).map_err(|source| GenerateError::Execution {
                    reason: source.to_string(),
                })?;
                self.find_failed(&text, arguments, out)
            }
        }
    }

    fn find_named(&self, state: &str, arguments: &WhereArguments, out: &mut impl Write) -> Result<u8, GenerateError> {
        let all = self.states(arguments.workflow.as_deref())?;
        let names: Vec<_> = all.iter().map(|it| it.origin.state.clone()).collect();
        let found: Vec<_> = all.into_iter().filter(|it| it.origin.state == state).collect();
        if found.is_empty() {
            return Err(unknown(state, &names));
        }
        print(&found, None, arguments.json, out);
        Ok(0)
    }

    fn find_failed(&self, text: &str, arguments: &WhereArguments, out: &mut impl Write) -> Result<u8, GenerateError> {
        let execution = FailedExecution::read(text).map_err(|reason| GenerateError::Execution { reason })?;
        let FailedExecution::Failed(failed) = execution else {
            let _ = writeln!(out, "no state failed: the execution succeeded");
            return Ok(0);
        };
        let workflow = arguments
            .workflow
            .as_deref()
            .or_else(|| self.known(failed.machine.as_deref()));
        let all = self.states(workflow)?;
        let names: Vec<_> = all.iter().map(|it| it.origin.state.clone()).collect();
        let found: Vec<_> = all.into_iter().filter(|it| failed.may_be(&it.origin)).collect();
        match (&failed.state, found.is_empty()) {
            (Some(state), true) => return Err(unknown(state, &names)),
            (None, true) => {
                let reason = format!(
                    "it does not say which state failed, and no state fails with `{}`",
                    failed.error
                );
                return Err(GenerateError::Execution { reason });
            }
            (_, false) => print(&found, Some(&failed), arguments.json, out),
        }
        Ok(0)
    }

    /// The name of a state machine, if it is one of the project's workflows.
    fn known<'name>(&self, machine: Option<&'name str>) -> Option<&'name str> {
        machine.filter(|name| self.flows().iter().any(|flow| flow.name == *name))
    }

    /// Every state of a workflow, or of all.
    fn states(&self, workflow: Option<&str>) -> Result<Vec<Found<'_>>, GenerateError> {
        let flows = match workflow {
            Some(name) => vec![self.one_flow(Some(name))?],
            None => self.flows().iter().collect(),
        };
        let mut found = Vec::new();
        for flow in flows {
            let origins = state_origins(flow).map_err(GenerateError::Workflow)?;
            found.extend(origins.into_iter().map(|origin| Found { flow, origin }));
        }
        Ok(found)
    }
}

fn unknown(state: &str, names: &[String]) -> GenerateError {
    let near = nearest(state, names.iter().map(String::as_str));
    GenerateError::UnknownState {
        state: state.to_owned(),
        nearest: near.into_iter().map(str::to_owned).collect(),
    }
}

fn print(found: &[Found<'_>], failed: Option<&Failed>, as_json: bool, out: &mut impl Write) {
    let text = match as_json {
        true => format!("{:#}\n", found.iter().map(|it| json(it, failed)).collect::<Value>()),
        false => {
            let texts: Vec<_> = found.iter().map(|it| text(it, failed)).collect();
            paint(&texts.join("\n"))
        }
    };
    let _ = out.write_all(text.as_bytes());
}

/// A state as rustc would point at it.
fn text(Found { flow, origin }: &Found<'_>, failed: Option<&Failed>) -> String {
    let (state, workflow) = (&origin.state, flow.name);
    let mut text = match failed {
        None => format!("state `{state}` of `{workflow}`\n"),
        Some(Failed { state: None, error, .. }) => format!("error: `{state}` of `{workflow}` may end with `{error}`\n"),
        Some(Failed { error, .. }) => format!("error: state `{state}` of `{workflow}` failed: {error}\n"),
    };
    let _ = match origin.line {
        Some(line) => writeln!(text, " --> {line}"),
        None => writeln!(
            text,
            " --> {}\n  = note: no line stands for it: the generator adds it",
            flow.file
        ),
    };
    if let Some(step) = &origin.step {
        let _ = writeln!(text, "  = step: {}, {}", step.rust_path, calls(step));
    }
    if let Some(cause) = failed.and_then(|it| it.cause.as_deref()) {
        let _ = writeln!(text, "  = cause: {cause}");
    }
    text
}

fn calls(step: &StepDescription) -> String {
    match step.task {
        TaskKind::Lambda => format!("Lambda function `{}`", step.name),
        TaskKind::Integration(resource) => format!("integration `{resource}`"),
    }
}

fn json(Found { flow, origin }: &Found<'_>, failed: Option<&Failed>) -> Value {
    let mut value = json!({
        "workflow": flow.name,
        "state": origin.state,
        "file": origin.line.map(|it| it.file),
        "line": origin.line.map(|it| it.line),
        "step": origin.step.as_ref().map(|it| it.rust_path),
        "calls": origin.step.as_ref().map(calls),
    });
    if let Some(failed) = failed {
        value["error"] = failed.error.as_str().into();
        value["cause"] = failed.cause.as_deref().into();
        value["certain"] = failed.state.is_some().into();
    }
    value
}
