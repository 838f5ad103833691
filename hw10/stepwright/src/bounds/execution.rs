//! The executions that a machine makes: its own, and those of its distributed Maps, each with limits of its own.

use asl::{Branch, ExecutionType, ProcessorMode, State, StateKind, StateMachine, Transition};

use super::Stop;
use super::figure::Figure;
use super::route::{Exit, Route};
use crate::flow::Flow;
use crate::workflow::WorkflowKind;

/// The states of one execution.
pub(super) struct Execution<'m> {
    /// The Map whose items or batches it is for; `None`: it is the machine's own.
    pub(super) of: Option<&'m str>,
    pub(super) kind: WorkflowKind,
    /// Seconds until it ends as `TIMED_OUT`, as the author says.
    pub(super) timeout_seconds: Option<u64>,
    pub(super) branch: &'m Branch,
}

/// Every kind of execution that the machine makes, its own first.
pub(super) fn executions<'m>(flow: &Flow, machine: &'m StateMachine) -> Vec<Execution<'m>> {
    let own = Execution {
        of: None,
        kind: flow.kind,
        timeout_seconds: machine.timeout_seconds,
        branch: &machine.branch,
    };
    let mut all = vec![own];
    children(&machine.branch, &mut all);
    all
}

fn children<'m>(branch: &'m Branch, all: &mut Vec<Execution<'m>>) {
    for (name, state) in &branch.states {
        if let StateKind::Map(map) = &state.kind
            && let ProcessorMode::Distributed(kind) = map.item_processor.mode
        {
            all.push(Execution {
                of: Some(name),
                kind: match kind {
                    ExecutionType::Standard => WorkflowKind::Standard,
                    ExecutionType::Express => WorkflowKind::Express,
                },
                timeout_seconds: None,
                branch: &map.item_processor.branch,
            });
        }
        for inner in state.kind.branches() {
            children(inner, all);
        }
    }
}

impl Execution<'_> {
    /// How a sentence about it begins.
    pub(super) fn subject(&self) -> String {
        match self.of {
            None => "an execution".to_owned(),
            Some(map) => format!("an execution for the items of `{map}`"),
        }
    }
}

/// Where a state leads when nothing fails; a Fail leads nowhere, and ends nothing well.
pub(super) fn successes(state: &State) -> Vec<Option<&str>> {
    match &state.kind {
        StateKind::Task(it) => vec![target(&it.transition)],
        StateKind::Parallel(it) => vec![target(&it.transition)],
        StateKind::Map(it) => vec![target(&it.transition)],
        StateKind::Pass(it) => vec![target(&it.transition)],
        StateKind::Wait(it) => vec![target(&it.transition)],
        StateKind::Choice(it) => {
            let rules = it.choices.iter().map(|rule| Some(rule.next.as_str()));
            rules.chain(it.default.as_deref().map(Some)).collect()
        }
        StateKind::Succeed(_) => vec![None],
        StateKind::Fail(_) => vec![],
    }
}

/// Where a state leads when it fails: to its catchers, or to the end.
pub(super) fn failures(state: &State) -> Vec<Option<&str>> {
    let catchers = match &state.kind {
        StateKind::Task(it) => &it.catch,
        StateKind::Parallel(it) => &it.catch,
        StateKind::Map(it) => &it.catch,
        StateKind::Fail(_) => return vec![None],
        StateKind::Choice(_) | StateKind::Pass(_) | StateKind::Wait(_) | StateKind::Succeed(_) => return vec![],
    };
    let caught = catchers.iter().map(|catcher| Some(catcher.next.as_str()));
    caught.chain([None]).collect()
}

fn target(transition: &Transition) -> Option<&str> {
    match transition {
        Transition::Next(next) => Some(next),
        Transition::End => None,
    }
}

/// The exits to these places, all of one figure.
pub(super) fn exits<'m>(to: Vec<Option<&'m str>>, figure: &Figure) -> Vec<Exit<'m>> {
    let exit = |to| Exit {
        to,
        figure: figure.clone(),
    };
    to.into_iter().map(exit).collect()
}

/// The states of a route, with what each comes to in words.
pub(super) fn stops(route: &Route, figure: impl Fn(u64) -> String) -> Vec<Stop> {
    let stop = |passage: super::route::Passage| Stop {
        figure: if passage.amount == 0 {
            String::new()
        } else {
            figure(passage.amount)
        },
        state: passage.state,
        times: passage.times,
    };
    route.passages().into_iter().map(stop).collect()
}
