//! What a path uses: transitions, calls, GB-seconds, time, requests. Knows no prices.

use asl::{Branch, State, StateKind, StateMachine, Wait, WaitUntil};
use serde::Serialize;
use serde_json::Value;

use super::assumptions::Assumptions;
use super::paths::{End, Path, Paths, paths};
use crate::flow::Flow;
use crate::step::StepDescription;

/// What something uses.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Usage {
    /// States that are entered.
    pub transitions: f64,
    /// Calls of Lambda functions.
    pub lambda_calls: f64,
    /// Memory of the functions times their durations.
    pub lambda_gb_seconds: f64,
    /// How long it takes, in milliseconds: the calls and the waits that are known.
    pub duration_ms: f64,
    /// Read request units of DynamoDB.
    pub dynamodb_reads: f64,
    /// Write request units of DynamoDB.
    pub dynamodb_writes: f64,
    /// Data that is held at the same time, in copies of the execution's own.
    pub copies: f64,
}

impl Usage {
    fn plus(self, other: Usage) -> Usage {
        Usage {
            transitions: self.transitions + other.transitions,
            lambda_calls: self.lambda_calls + other.lambda_calls,
            lambda_gb_seconds: self.lambda_gb_seconds + other.lambda_gb_seconds,
            duration_ms: self.duration_ms + other.duration_ms,
            dynamodb_reads: self.dynamodb_reads + other.dynamodb_reads,
            dynamodb_writes: self.dynamodb_writes + other.dynamodb_writes,
            copies: self.copies.max(other.copies),
        }
    }

    /// Both at the same time.
    fn beside(self, other: Usage) -> Usage {
        Usage {
            duration_ms: self.duration_ms.max(other.duration_ms),
            copies: self.copies + other.copies,
            ..self.plus(other)
        }
    }

    /// So many of them, at the same time.
    fn times(self, times: f64) -> Usage {
        Usage {
            transitions: self.transitions * times,
            lambda_calls: self.lambda_calls * times,
            lambda_gb_seconds: self.lambda_gb_seconds * times,
            duration_ms: self.duration_ms,
            dynamodb_reads: self.dynamodb_reads * times,
            dynamodb_writes: self.dynamodb_writes * times,
            copies: self.copies.max(1.0) * times,
        }
    }
}

/// What the paths of a workflow use.
pub(super) struct Measuring<'a> {
    pub(super) flow: &'a Flow,
    pub(super) assumptions: &'a Assumptions,
}

/// How many paths are followed within one branch of a Parallel, or an item of a Map, to find the dearest.
const BRANCH_PATHS_MAX: usize = 64;

impl<'a> Measuring<'a> {
    /// The paths of a machine, with room for so many.
    pub(super) fn paths(&self, machine: &'a StateMachine, room: usize) -> Paths<'a> {
        paths(&machine.branch, room, &|state| self.failing(state))
    }

    pub(super) fn path(&self, branch: &'a Branch, path: &Path<'a>) -> Usage {
        let states = path.states.iter().filter_map(|name| branch.states.get(*name));
        states
            .map(|state| self.state(state))
            .fold(Usage::default(), Usage::plus)
    }

    fn state(&self, state: &'a State) -> Usage {
        let entered = Usage {
            transitions: 1.0,
            ..Usage::default()
        };
        entered.plus(match &state.kind {
            StateKind::Task(_) => self.step(state).map_or_else(Usage::default, |step| self.call(step)),
            StateKind::Parallel(it) => {
                let branches = it.branches.iter().map(|branch| self.dearest(branch));
                branches.fold(Usage::default(), Usage::beside)
            }
            StateKind::Map(it) => self
                .dearest(&it.item_processor.branch)
                .times(self.assumptions.items.into()),
            StateKind::Wait(wait) => waited(wait),
            StateKind::Choice(_) | StateKind::Pass(_) | StateKind::Succeed(_) | StateKind::Fail(_) => Usage::default(),
        })
    }

    fn call(&self, step: &StepDescription) -> Usage {
        let assumed = self.assumptions.step(step.name);
        Usage {
            lambda_calls: 1.0,
            // Duration is billed in steps of a millisecond.
            lambda_gb_seconds: assumed.memory_mb / 1024.0 * assumed.duration_ms.ceil() / 1000.0,
            duration_ms: assumed.duration_ms,
            dynamodb_reads: assumed.reads,
            dynamodb_writes: assumed.writes,
            ..Usage::default()
        }
    }

    /// The path through a branch that succeeds and goes through most calls and states.
    fn dearest(&self, branch: &'a Branch) -> Usage {
        let found = paths(branch, BRANCH_PATHS_MAX, &|_| None);
        let succeeding = found.paths.iter().filter(|path| path.end == End::Succeeds);
        let usages = succeeding.map(|path| self.path(branch, path));
        let key = |usage: &Usage| (usage.lambda_gb_seconds, usage.transitions);
        let dearest =
            usages.max_by(|one, other| key(one).partial_cmp(&key(other)).unwrap_or(std::cmp::Ordering::Equal));
        dearest.unwrap_or_default()
    }

    /// The step that a Task calls by its own Lambda function.
    fn step(&self, state: &State) -> Option<&'a StepDescription> {
        let StateKind::Task(task) = &state.kind else {
            return None;
        };
        let function = task.arguments.as_ref()?.get("FunctionName")?.as_str()?;
        let name = function.strip_prefix("${")?.strip_suffix('}')?;
        self.flow.steps.iter().find(|step| step.state == name)
    }

    /// The faults of a call that are neither tried again nor caught.
    fn failing(&self, state: &State) -> Option<String> {
        let StateKind::Task(task) = &state.kind else {
            return None;
        };
        let handled = task.retry.iter().flat_map(|it| &it.error_equals);
        let handled: Vec<_> = handled
            .chain(task.catch.iter().flat_map(|it| &it.error_equals))
            .collect();
        if handled
            .iter()
            .any(|name| *name == "States.ALL" || *name == "States.TaskFailed")
        {
            return None;
        }
        let faults = self.step(state)?.faults.iter().map(|fault| fault.name);
        let left: Vec<_> = faults.filter(|name| !handled.iter().any(|it| it == name)).collect();
        (!left.is_empty()).then(|| left.join(" | "))
    }
}

fn waited(wait: &Wait) -> Usage {
    let seconds = match &wait.until {
        WaitUntil::Seconds(Value::Number(seconds)) => seconds.as_f64().unwrap_or(0.0),
        WaitUntil::Seconds(_) | WaitUntil::Timestamp(_) => 0.0,
    };
    Usage {
        duration_ms: seconds * 1000.0,
        ..Usage::default()
    }
}
