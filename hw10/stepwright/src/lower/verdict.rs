//! Has the machine judged as Step Functions would judge it, and says what is found at the Rust line that it came from.
//! The rules are `asl`'s; nothing here knows any of them.

use std::collections::HashMap;

use asl::{Diagnostic, ExecutionType, StateMachine};

use super::diagnosis::Diagnosis;
use super::draft::Drafts;
use crate::WorkflowKind;
use crate::flow::Flow;

/// What Step Functions would refuse about the machine of a flow.
pub(super) fn refusals(flow: &Flow, drafts: &Drafts, machine: &StateMachine) -> Vec<Diagnosis> {
    let lines = lines(drafts);
    let found = machine.diagnostics(execution_type(flow.kind));
    let refused = found.iter().filter(|it| it.is_error());
    refused.map(|it| diagnosis(flow, &lines, it)).collect()
}

/// The line that each state came from. A state that stands for no line of the workflow's is not among them.
pub(super) fn lines(drafts: &Drafts) -> HashMap<String, u32> {
    let drafts = drafts.in_order().into_iter();
    drafts.map(|draft| (draft.name.clone(), draft.line)).collect()
}

fn diagnosis(flow: &Flow, lines: &HashMap<String, u32>, found: &Diagnostic) -> Diagnosis {
    Diagnosis {
        code: found.code(),
        message: format!("Step Functions would refuse {}: {}", found.location, found.message),
        file: flow.file.to_owned(),
        line: found.state().and_then(|it| lines.get(&it).copied()),
        help: found.rule.explanation.to_owned(),
    }
}

fn execution_type(kind: WorkflowKind) -> ExecutionType {
    match kind {
        WorkflowKind::Express => ExecutionType::Express,
        WorkflowKind::Standard => ExecutionType::Standard,
    }
}
