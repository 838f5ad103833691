//! SW0904 and SW0905: how long an Express execution takes, against the five minutes that it may, and against the 29
//! seconds after which an API gives up.
//!
//! Three measures of a path, in milliseconds. *Certain*: what its Waits take, and nothing else. *Slow*: each call takes all
//! of its own timeout, and nothing fails. *Worst*: each call takes its timeout as often as it is tried, with the longest
//! intervals between (full jitter: up to the interval), and catchers are gone through.
//!
//! The rule, ours: where every path that succeeds certainly takes too long, that is an error. Where an execution may be
//! too long only when it is slow or things fail, that is a warning; a workflow that says its own `timeout_seconds` has
//! chosen where it is cut, and is warned only if a path on which nothing fails does not fit into it: then a call may be
//! cut that is within its own timeout. An own `timeout_seconds` also says whether an API waits: nothing is said of 29
//! seconds then. Standard executions may take a year.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>

use asl::{Branch, Map, Retrier, State, StateKind, StateMachine, Wait, WaitUntil};
use serde_json::Value;

use super::execution::{Execution, executions, exits, failures, stops, successes};
use super::figure::{Figure, Unknown};
use super::history::attempts;
use super::lines::line_of;
use super::route::{Exit, Goal, Route, route};
use super::{Finding, Severity};
use crate::flow::Flow;
use crate::workflow::WorkflowKind;

const EXPRESS_SECONDS_MAX: u64 = 300;
const API_SECONDS_MAX: u64 = 29;
const MILLISECONDS: u64 = 1_000;
/// How many items an inline Map works on at once, whatever it says.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html>
const ITEMS_AT_ONCE_MAX: u64 = 40;

/// What is measured of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Certain,
    Slow,
    Worst,
}

pub(super) fn findings(flow: &Flow, machine: &StateMachine) -> Vec<Finding> {
    let express = executions(flow, machine)
        .into_iter()
        .filter(|execution| execution.kind == WorkflowKind::Express);
    express.filter_map(|execution| finding(flow, &execution)).collect()
}

fn finding(flow: &Flow, execution: &Execution<'_>) -> Option<Finding> {
    let limit = execution.timeout_seconds.unwrap_or(EXPRESS_SECONDS_MAX);
    let certain = path(execution.branch, Measure::Certain);
    if let Some(certain) = certain.filter(|it| exceeds(it, limit)) {
        return Some(must(flow, execution, limit, &certain));
    }
    let slow = path(execution.branch, Measure::Slow)?;
    if execution.timeout_seconds.is_some() {
        return exceeds(&slow, limit).then(|| cut(flow, limit, &slow));
    }
    let worst = path(execution.branch, Measure::Worst)?;
    let (code, limit) = match execution.of {
        _ if exceeds(&worst, EXPRESS_SECONDS_MAX) || !worst.figure.open.is_empty() => ("SW0904", EXPRESS_SECONDS_MAX),
        None if exceeds(&worst, API_SECONDS_MAX) => ("SW0905", API_SECONDS_MAX),
        None | Some(_) => return None,
    };
    Some(may(flow, code, execution, limit, &slow, &worst))
}

fn exceeds(route: &Route, seconds: u64) -> bool {
    route.figure.amount > seconds * MILLISECONDS
}

fn must(flow: &Flow, execution: &Execution<'_>, limit: u64, certain: &Route) -> Finding {
    let message = format!(
        "{} that succeeds waits {} at least, and is ended after {limit} s",
        execution.subject(),
        seconds(certain.figure.amount)
    );
    let help = "wait less, or make it a Standard workflow: `#[workflow(standard)]`; with a `timeout_seconds` of its own, raise that";
    about(flow, Severity::Error, "SW0904", message, help, certain)
}

fn cut(flow: &Flow, limit: u64, slow: &Route) -> Finding {
    let message = format!(
        "an execution in which nothing fails may take {}, and is ended after {limit} s, in the middle of a call",
        seconds(slow.figure.amount)
    );
    let help = "give the steps smaller timeouts (`#[step(timeout_seconds = ..)]`), or the workflow a larger one";
    about(flow, Severity::Warning, "SW0904", message, help, slow)
}

fn may(flow: &Flow, code: &'static str, execution: &Execution<'_>, limit: u64, slow: &Route, worst: &Route) -> Finding {
    let (how, route) = if exceeds(slow, limit) {
        ("where each step takes all of its timeout", slow)
    } else {
        ("with every timeout and retry", worst)
    };
    let what = match route.figure.open.first() {
        Some(open) => format!("may take any time: {}", open.reason()),
        None => format!("may take {} {how}", seconds(route.figure.amount)),
    };
    let end = match code {
        "SW0905" => format!("an API that waits for it gives up after {limit} s"),
        _ => format!("an Express execution is ended after {limit} s"),
    };
    let help = match execution.of {
        None => {
            "say where it is cut, below 29 if an API waits for it: `#[workflow(express, timeout_seconds = 28)]`; \
             or give the steps smaller timeouts"
        }
        Some(_) => "give the steps smaller timeouts (`#[step(timeout_seconds = ..)]`)",
    };
    let message = format!("{} {what}, and {end}", execution.subject());
    about(flow, Severity::Warning, code, message, help, route)
}

impl super::figure::Open {
    fn reason(&self) -> String {
        match self.what {
            Unknown::Turns => format!("nobody knows how often the loop at `{}` turns", self.state),
            Unknown::Items => format!("nobody knows how many items `{}` has", self.state),
            Unknown::Time => format!("nobody knows how long `{}` takes", self.state),
        }
    }
}

fn about(flow: &Flow, severity: Severity, code: &'static str, message: String, help: &str, route: &Route) -> Finding {
    let most = route
        .passages()
        .into_iter()
        .max_by_key(|it| it.amount.saturating_mul(it.times));
    let line = most.and_then(|it| line_of(flow, &it.state));
    let path = stops(route, seconds);
    Finding::new(severity, code, message, help.to_owned(), flow)
        .along(path)
        .at(line)
}

/// `7.5 s`.
fn seconds(milliseconds: u64) -> String {
    match (milliseconds / MILLISECONDS, milliseconds % MILLISECONDS) {
        (whole, 0) => format!("{whole} s"),
        (whole, rest) => format!("{whole}.{} s", format!("{rest:03}").trim_end_matches('0')),
    }
}

fn path(branch: &Branch, measure: Measure) -> Option<Route> {
    let goal = match measure {
        Measure::Certain => Goal::Shortest,
        Measure::Slow | Measure::Worst => Goal::Longest,
    };
    route(branch, goal, |name, state| exits_of(name, state, measure))
}

fn exits_of<'m>(name: &str, state: &'m State, measure: Measure) -> Vec<Exit<'m>> {
    let time = time(name, state, measure);
    let mut to = successes(state);
    if measure == Measure::Worst {
        to.extend(failures(state));
    }
    exits(to, &time)
}

fn time(name: &str, state: &State, measure: Measure) -> Figure {
    match &state.kind {
        StateKind::Task(task) => {
            let attempt = match (measure, &task.timeout_seconds) {
                (Measure::Certain, _) => Figure::default(),
                (_, Some(Value::Number(timeout))) => Figure::of(timeout.as_u64().unwrap_or(0) * MILLISECONDS),
                (_, Some(_) | None) => Figure::unknown(name, Unknown::Time, 0),
            };
            tried(attempt, &task.retry, measure)
        }
        StateKind::Parallel(parallel) => {
            let branches = parallel.branches.iter().map(|branch| within(branch, measure));
            let longest = branches.max_by(Figure::compare).unwrap_or_default();
            tried(longest, &parallel.retry, measure)
        }
        StateKind::Map(map) => tried(items(name, map, measure), &map.retry, measure),
        StateKind::Wait(wait) => waited(name, wait, measure),
        StateKind::Choice(_) | StateKind::Pass(_) | StateKind::Succeed(_) | StateKind::Fail(_) => Figure::default(),
    }
}

fn within(branch: &Branch, measure: Measure) -> Figure {
    path(branch, measure).map(|route| route.figure).unwrap_or_default()
}

/// All items of a Map, as many at once as it allows.
fn items(name: &str, map: &Map, measure: Measure) -> Figure {
    let item = within(&map.item_processor.branch, measure);
    match (&map.items, measure) {
        (Some(Value::Array(items)), _) => {
            let said = map
                .max_concurrency
                .as_ref()
                .and_then(Value::as_u64)
                .filter(|it| *it > 0);
            let at_once = said.map_or(ITEMS_AT_ONCE_MAX, |said| said.min(ITEMS_AT_ONCE_MAX));
            item.times((items.len() as u64).div_ceil(at_once))
        }
        (_, Measure::Certain) => Figure::default(),
        (_, Measure::Slow | Measure::Worst) => item.clone().plus(&Figure::unknown(name, Unknown::Items, item.amount)),
    }
}

fn waited(name: &str, wait: &Wait, measure: Measure) -> Figure {
    match (&wait.until, measure) {
        (WaitUntil::Seconds(Value::Number(seconds)), _) => Figure::of(seconds.as_u64().unwrap_or(0) * MILLISECONDS),
        (_, Measure::Certain) => Figure::default(),
        (WaitUntil::Seconds(_) | WaitUntil::Timestamp(_), _) => Figure::unknown(name, Unknown::Time, 0),
    }
}

fn tried(attempt: Figure, retriers: &[Retrier], measure: Measure) -> Figure {
    if measure != Measure::Worst {
        return attempt;
    }
    let pauses = retriers.iter().map(pauses).fold(0, u64::saturating_add);
    attempt
        .times(attempts(retriers, Goal::Longest))
        .plus(&Figure::of(pauses))
}

/// All intervals of a retrier, the last of which is seldom worth computing: they are capped, or overflow.
fn pauses(retrier: &Retrier) -> u64 {
    let most = retrier.max_delay_seconds.map_or(f64::MAX, |it| it as f64);
    let mut interval = retrier.interval_seconds.unwrap_or(1) as f64;
    let mut all = 0_f64;
    for _ in 0..retrier.max_attempts.unwrap_or(3) {
        all += interval.min(most);
        if all > (EXPRESS_SECONDS_MAX * MILLISECONDS) as f64 {
            break;
        }
        interval *= retrier.backoff_rate.unwrap_or(2.0);
    }
    (all * MILLISECONDS as f64) as u64
}
