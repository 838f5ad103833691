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
mod origin;
mod plan;
mod print;
mod settle;
mod states;
mod tasks;
mod uncaught;
mod verdict;

pub use diagnosis::Diagnosis;
pub use origin::StateOrigin;

use asl::StateMachine;

use crate::flow::Flow;
use draft::Drafts;

/// The state machine of a flow.
///
/// # Errors
/// Everything that keeps the flow from being one: see [`Diagnosis`].
pub fn lower(flow: &Flow) -> Result<StateMachine, Vec<Diagnosis>> {
    Ok(lowered(flow)?.0)
}

/// Where each state of the flow's machine came from, in the order of the machine.
///
/// # Errors
/// Everything that keeps the flow from being a state machine: see [`Diagnosis`].
pub fn state_origins(flow: &Flow) -> Result<Vec<StateOrigin>, Vec<Diagnosis>> {
    let (machine, drafts) = lowered(flow)?;
    Ok(origin::of_machine(&drafts, &machine))
}

fn lowered(flow: &Flow) -> Result<(StateMachine, Drafts), Vec<Diagnosis>> {
    let drafts = settled(flow)?;
    let problems = diagnosis::diagnose(flow, &drafts);
    if !problems.is_empty() {
        return Err(problems);
    }
    let machine = states::state_machine(flow, &drafts.root, &plan::plans(&drafts));
    let refusals = verdict::refusals(flow, &drafts, &machine);
    if refusals.is_empty() {
        Ok((machine, drafts))
    } else {
        Err(refusals)
    }
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
