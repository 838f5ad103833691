//! Lowers a workflow's flow to the Amazon States Language: query language JSONata, data in variables.
//! Reads no files and knows nothing of Lambda functions but their names.
//!
//! Passes, each a file: [`draft`] turns blocks into states and the exits between them, [`settle`] does away with the
//! landings that loops and arms needed, [`uncaught`] keeps what Rust panics at from being caught, [`plan`] decides which variables each exit sets, [`states`] and its neighbours
//! write them, [`print`] the expressions. A variable that no later state reads is never set.

mod captured;
mod concurrent;
mod diagnosis;
mod draft;
mod faults;
mod limits;
mod plan;
mod print;
mod settle;
mod states;
mod tasks;
mod uncaught;
mod verdict;

pub use diagnosis::Diagnosis;

use std::collections::HashMap;

use asl::StateMachine;

use crate::flow::Flow;
use draft::Drafts;

/// The state machine of a flow.
///
/// # Errors
/// Everything that keeps the flow from being one: see [`Diagnosis`].
pub fn lower(flow: &Flow) -> Result<StateMachine, Vec<Diagnosis>> {
    let drafts = settled(flow)?;
    let problems = diagnosis::diagnose(flow, &drafts);
    if !problems.is_empty() {
        return Err(problems);
    }
    let machine = states::state_machine(flow, &drafts.root, &plan::plans(&drafts));
    let refusals = verdict::refusals(flow, &drafts, &machine);
    if refusals.is_empty() {
        Ok(machine)
    } else {
        Err(refusals)
    }
}

/// The line of [`Flow::file`] that each state of the flow's machine came from, by the state's name. States that stand for
/// no line are not among them, as `ContractViolation`.
///
/// # Errors
/// Where the flow's loops keep it from having states at all: see [`Diagnosis`].
pub fn state_lines(flow: &Flow) -> Result<HashMap<String, u32>, Vec<Diagnosis>> {
    Ok(verdict::lines(&settled(flow)?))
}

/// The states of a flow, before they know their variables.
fn settled(flow: &Flow) -> Result<Drafts, Vec<Diagnosis>> {
    let mut drafts = draft::drafts(flow);
    settle::settle(&mut drafts).map_err(|endless| diagnosis::endless(flow, &endless))?;
    uncaught::let_pass(&mut drafts);
    feed(&mut drafts);
    settle::drop_idle_starts(&mut drafts);
    Ok(drafts)
}

/// What runs within the first state of a region sees only variables that a state before it has set.
fn feed(drafts: &mut Drafts) {
    loop {
        let starved = plan::plans(drafts).starved();
        if starved.is_empty() {
            return;
        }
        starved.into_iter().for_each(|place| settle::put_start(drafts, place));
    }
}
