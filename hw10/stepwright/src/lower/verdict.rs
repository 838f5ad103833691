//! Has the machine judged as Step Functions would judge it, and says what is found at the Rust line that it came from.
//! The rules are `asl`'s; nothing here knows any of them.

use asl::{Diagnostic, ExecutionType, StateMachine};

use super::diagnosis::Diagnosis;
use super::draft::Drafts;
use super::origin::{self, StateOrigin};
use crate::WorkflowKind;
use crate::flow::Flow;

/// What Step Functions would refuse about the machine of a flow.
pub(super) fn refusals(flow: &Flow, drafts: &Drafts, machine: &StateMachine) -> Vec<Diagnosis> {
    let origins = origin::of_drafts(drafts);
    let found = machine.diagnostics(execution_type(flow.kind));
    let refused = found.iter().filter(|it| it.is_error());
    refused.map(|it| diagnosis(flow, &origins, it)).collect()
}

fn diagnosis(flow: &Flow, origins: &[StateOrigin], found: &Diagnostic) -> Diagnosis {
    let message = format!("Step Functions would refuse {}: {}", found.location, found.message);
    let state = found.state();
    let origin = origins.iter().find(|it| Some(&it.state) == state.as_ref());
    let line = origin.and_then(|it| it.line);
    Diagnosis::new(found.code(), flow, line, message, found.rule.explanation)
}

fn execution_type(kind: WorkflowKind) -> ExecutionType {
    match kind {
        WorkflowKind::Express => ExecutionType::Express,
        WorkflowKind::Standard => ExecutionType::Standard,
    }
}
