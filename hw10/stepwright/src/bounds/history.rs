//! SW0903: the events of a Standard execution's history, against the 25,000 that it may have.
//!
//! Counted as AWS records them: a state is entered and exited; a call is scheduled, started, and ends, and where its answer
//! comes later it is submitted as well; each further attempt is scheduled anew. Everything within a Parallel and an inline
//! Map is in the same history; the items of a distributed Map have executions, and histories, of their own.
//! Express executions have no such limit. <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>

use asl::{Map, ProcessorMode, State, StateKind, StateMachine, Task};
use serde_json::Value;

use super::execution::{Execution, executions, exits, failures, stops, successes};
use super::figure::{Figure, Open, Unknown};
use super::lines::line_of;
use super::route::{Exit, Goal, Route, route};
use super::{Finding, Severity, grouped};
use crate::flow::Flow;
use crate::workflow::WorkflowKind;

/// The most events that a history holds; reaching it ends the execution.
const EVENTS_MAX: u64 = 25_000;
/// The execution has started, and has ended.
const EVENTS_OF_EXECUTION: u64 = 2;

pub(super) fn findings(flow: &Flow, machine: &StateMachine) -> Vec<Finding> {
    let standard = executions(flow, machine)
        .into_iter()
        .filter(|execution| execution.kind == WorkflowKind::Standard);
    standard.filter_map(|execution| finding(flow, &execution)).collect()
}

/// How many events the history of a Standard execution has, with every retry, on its longest path; `None` where nobody
/// knows. The histories of a distributed Map's executions are their own.
pub fn history_events_max(machine: &StateMachine) -> Option<u64> {
    let most = route(&machine.branch, Goal::Longest, all)?;
    most.figure.open.is_empty().then(|| total(&most))
}

fn finding(flow: &Flow, execution: &Execution<'_>) -> Option<Finding> {
    let least = route(execution.branch, Goal::Shortest, smooth);
    if let Some(least) = least.filter(|least| total(least) > EVENTS_MAX) {
        return Some(must(flow, execution, &least));
    }
    let most = route(execution.branch, Goal::Longest, all)?;
    match most.figure.open.iter().max_by_key(|open| open.each) {
        Some(open) => Some(unknown(flow, execution, &most, open)),
        None if total(&most) > EVENTS_MAX => Some(may(flow, execution, &most)),
        None => None,
    }
}

fn total(route: &Route) -> u64 {
    route.figure.amount.saturating_add(EVENTS_OF_EXECUTION)
}

const HELP: &str = "do part of it in executions of their own: a distributed map, or `execution(other_workflow(..))`";

fn must(flow: &Flow, execution: &Execution<'_>, least: &Route) -> Finding {
    let message = format!(
        "{} that succeeds has {} history events at least, of {} that there may be",
        execution.subject(),
        grouped(total(least)),
        grouped(EVENTS_MAX)
    );
    about(flow, Severity::Error, message, HELP.to_owned(), least)
}

fn may(flow: &Flow, execution: &Execution<'_>, most: &Route) -> Finding {
    let message = format!(
        "{} with every retry has up to {} history events, of {} that there may be",
        execution.subject(),
        grouped(total(most)),
        grouped(EVENTS_MAX)
    );
    about(flow, Severity::Warning, message, HELP.to_owned(), most)
}

fn unknown(flow: &Flow, execution: &Execution<'_>, most: &Route, open: &Open) -> Finding {
    let left = EVENTS_MAX.saturating_sub(total(most).saturating_sub(open.each));
    let times = left / open.each.max(1);
    let what = match open.what {
        Unknown::Turns | Unknown::Time => format!("turns of the loop at `{}`", open.state),
        Unknown::Items => format!("items of `{}`", open.state),
    };
    let message = format!(
        "{} may have more than {} history events: with every retry, {} {what} reach it",
        execution.subject(),
        grouped(EVENTS_MAX),
        grouped(times)
    );
    let help = match open.what {
        Unknown::Turns | Unknown::Time => {
            "bound the loop: `for _ in 0..TURNS_MAX { .. }`; or do a part of it in an execution of its own"
        }
        Unknown::Items => "give each item, or each batch, an execution of its own: `map(items.distributed(), ..)`",
    };
    about(flow, Severity::Warning, message, help.to_owned(), most).at(line_of(flow, &open.state))
}

fn about(flow: &Flow, severity: Severity, message: String, help: String, route: &Route) -> Finding {
    let path = stops(route, |events| format!("{} events", grouped(events)));
    let most = route
        .passages()
        .into_iter()
        .max_by_key(|it| it.amount.saturating_mul(it.times));
    let line = most.and_then(|it| line_of(flow, &it.state));
    Finding::new(severity, "SW0903", message, help, flow)
        .along(path)
        .at(line)
}

/// The exits of a state that does not fail.
fn smooth<'m>(name: &str, state: &'m State) -> Vec<Exit<'m>> {
    exits(successes(state), &events(name, state, Goal::Shortest))
}

/// The exits of a state that fails as often as its retriers allow, before it succeeds or fails for good.
fn all<'m>(name: &str, state: &'m State) -> Vec<Exit<'m>> {
    let figure = events(name, state, Goal::Longest);
    let to = successes(state).into_iter().chain(failures(state)).collect();
    exits(to, &figure)
}

fn events(name: &str, state: &State, goal: Goal) -> Figure {
    let entered_and_exited = Figure::of(2);
    match &state.kind {
        StateKind::Pass(_) | StateKind::Choice(_) | StateKind::Wait(_) | StateKind::Succeed(_) => entered_and_exited,
        StateKind::Fail(_) => Figure::of(1),
        StateKind::Task(task) => entered_and_exited.plus(&Figure::of(of_call(task)).times(attempts(&task.retry, goal))),
        StateKind::Parallel(parallel) => {
            let branches = parallel.branches.iter().map(|branch| within(branch, goal));
            let work = branches.fold(Figure::of(2), |all, branch| all.plus(&branch));
            entered_and_exited.plus(&work.times(attempts(&parallel.retry, goal)))
        }
        StateKind::Map(map) => entered_and_exited.plus(&of_map(name, map, goal).times(attempts(&map.retry, goal))),
    }
}

/// Scheduled, started, ended; and submitted, where the answer comes later.
fn of_call(task: &Task) -> u64 {
    let later = task.resource.ends_with(".waitForTaskToken")
        || task.resource.ends_with(".sync")
        || task.resource.ends_with(".sync:2");
    if later { 4 } else { 3 }
}

/// Started and succeeded; of a distributed one its run too, of an inline one each item with all that is within.
fn of_map(name: &str, map: &Map, goal: Goal) -> Figure {
    if map.item_processor.mode != ProcessorMode::Inline {
        return Figure::of(4);
    }
    let item = within(&map.item_processor.branch, goal).plus(&Figure::of(2));
    let items = match (&map.items, goal) {
        (Some(Value::Array(items)), _) => item.times(items.len() as u64),
        (_, Goal::Shortest) => Figure::default(),
        (_, Goal::Longest) => Figure::unknown(name, Unknown::Items, item.amount).plus(&item),
    };
    Figure::of(2).plus(&items)
}

fn within(branch: &asl::Branch, goal: Goal) -> Figure {
    let found = route(branch, goal, |name, state| match goal {
        Goal::Shortest => smooth(name, state),
        Goal::Longest => all(name, state),
    });
    found.map(|route| route.figure).unwrap_or_default()
}

/// How often something is tried at most: each retrier counts its own.
pub(super) fn attempts(retriers: &[asl::Retrier], goal: Goal) -> u64 {
    match goal {
        Goal::Shortest => 1,
        Goal::Longest => retriers
            .iter()
            .map(|it| it.max_attempts.unwrap_or(3))
            .fold(1, u64::saturating_add),
    }
}
