//! Where each state of a machine came from: the Rust line, and what it calls.

use asl::{Branch, StateKind, StateMachine};

use super::draft::{Draft, DraftKind, Drafts};
use crate::flow::{Call, SourceLine, Target};
use crate::step::StepDescription;

/// Where a state came from.
#[derive(Debug, Clone)]
pub struct StateOrigin {
    /// The name of the state, which no other state of the machine has.
    pub state: String,
    /// The line that it stands for. `None`: the lowering added it, as `ContractViolation`.
    pub line: Option<SourceLine>,
    /// The step that it calls.
    pub step: Option<StepDescription>,
    /// The names of the faults that it may end with: those of what it calls, or the one that it fails with.
    pub faults: Vec<&'static str>,
}

impl StateOrigin {
    /// A state that the lowering added.
    fn added(state: &str) -> StateOrigin {
        StateOrigin {
            state: state.to_owned(),
            line: None,
            step: None,
            faults: Vec::new(),
        }
    }
}

/// The origin of every state that stands in the drafts, in the order of the machine.
pub(super) fn of_drafts(drafts: &Drafts) -> Vec<StateOrigin> {
    drafts.in_order().into_iter().map(of_draft).collect()
}

/// The same, and the states of the machine that no draft has.
pub(super) fn of_machine(drafts: &Drafts, machine: &StateMachine) -> Vec<StateOrigin> {
    let mut origins = of_drafts(drafts);
    let mut names = Vec::new();
    gather(&machine.branch, &mut names);
    names.retain(|name| origins.iter().all(|it| it.state != *name));
    origins.extend(names.into_iter().map(StateOrigin::added));
    origins
}

fn of_draft(draft: &Draft) -> StateOrigin {
    let call = match &draft.kind {
        DraftKind::Task { call, .. } => Some(call),
        _ => None,
    };
    let faults = match (&draft.kind, call) {
        (_, Some(call)) => call.target.faults().to_vec(),
        (DraftKind::Fail(failure), None) => failure.fault.entries(),
        (_, None) => Vec::new(),
    };
    StateOrigin {
        state: draft.name.clone(),
        line: draft.line,
        step: call.and_then(|call| step(call)),
        faults: faults.into_iter().map(|it| it.name).collect(),
    }
}

fn step(call: &Call) -> Option<StepDescription> {
    match &call.target {
        Target::Step(step) | Target::Callback(step) => Some(step.clone()),
        Target::Execution { .. } => None,
    }
}

fn gather<'machine>(branch: &'machine Branch, names: &mut Vec<&'machine str>) {
    for (name, state) in &branch.states {
        names.push(name);
        match &state.kind {
            StateKind::Parallel(parallel) => parallel.branches.iter().for_each(|it| gather(it, names)),
            StateKind::Map(map) => gather(&map.item_processor.branch, names),
            _ => {}
        }
    }
}
