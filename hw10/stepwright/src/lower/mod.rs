//! Lowers a workflow's flow to the Amazon States Language: query language JSONata, data in variables.
//! Reads no files and knows nothing of Lambda functions but their names.
//!
//! Three passes, each a file: [`draft`] turns blocks into states and the edges between them, [`plan`] decides which
//! variables each edge sets, [`print`] writes expressions. A variable that no later state reads is never set.

mod diagnosis;
mod draft;
mod plan;
mod print;
mod states;

pub use diagnosis::Diagnosis;

use asl::StateMachine;

use crate::flow::Flow;

/// The state machine of a flow.
///
/// # Errors
/// Everything that keeps the flow from being one: see [`Diagnosis`].
pub fn lower(flow: &Flow) -> Result<StateMachine, Vec<Diagnosis>> {
    let drafts = draft::drafts(flow);
    let problems = diagnosis::diagnose(flow, &drafts);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(states::state_machine(flow, &plan::plans(&drafts)))
}
