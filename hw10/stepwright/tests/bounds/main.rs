//! What is found out about AWS's limits before a workflow is deployed: what must break one, what may, and what is silent.

mod depot;
mod documents;
mod durations;
mod histories;
mod payloads;
mod variables;

use stepwright::bounds::{Finding, bounds};
use stepwright::flow::Record;

/// Everything that is found about a workflow.
pub(crate) fn findings<W: Record>() -> Vec<Finding> {
    let flow = W::flow();
    let machine = stepwright::lower(&flow).expect("the workflow is a state machine");
    bounds(&flow, &machine)
}

/// Everything that is found, as it is displayed; file and line left out, since they move.
pub(crate) fn said<W: Record>() -> String {
    let findings = findings::<W>().into_iter().map(|finding| {
        let text = finding.to_string();
        let lines = text.lines().filter(|line| !line.starts_with(" -->"));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    });
    findings.collect::<Vec<_>>().join("\n")
}

/// Code and severity of each finding.
#[track_caller]
pub(crate) fn check<W: Record>(expected: &[&str]) {
    let found: Vec<_> = findings::<W>()
        .into_iter()
        .map(|finding| format!("{:?} {}", finding.severity, finding.diagnosis.code))
        .collect();
    assert_eq!(found, expected, "{}", said::<W>());
}
