//! What a workflow may not exceed on AWS, found out before it is deployed. Pure: a flow and its machine in, findings out.
//!
//! | code | measures | against |
//! |---|---|---|
//! | SW0901 | the largest input, arguments, result, output | 262,144 bytes of UTF-8 |
//! | SW0902 | what one state sets, and all variables together | 262,144 bytes, and 10 MiB |
//! | SW0903 | the history of a Standard execution | 25,000 events |
//! | SW0904 | how long an Express execution takes | five minutes, or its own `timeout_seconds` |
//! | SW0905 | how long an API waits for an Express execution | 29 seconds |
//! | SW0906 | the definition | 1 MB |
//!
//! An error where every execution that would succeed breaks the limit, a warning where one may; each with the path that
//! does it. The limits are AWS's: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.

mod count;
mod definitions;
mod document;
mod duration;
mod execution;
mod extent;
mod figure;
mod finding;
mod history;
mod lines;
mod pattern;
mod payload;
mod route;
mod schema;
mod shape;
mod values;
mod variables;

pub use finding::{Finding, Severity, Stop};
pub use history::history_events_max;

use asl::StateMachine;

use crate::flow::Flow;

/// Every limit that the workflow breaks, or may break, the errors first. `machine` is what [`lower`](crate::lower) makes
/// of the flow.
pub fn bounds(flow: &Flow, machine: &StateMachine) -> Vec<Finding> {
    let values = values::Values::new(flow);
    let mut findings = payload::findings(flow, &values);
    let types_are_bounded = findings.is_empty();
    findings.extend(variables::findings(flow, machine, &values, types_are_bounded));
    findings.extend(history::findings(flow, machine));
    findings.extend(duration::findings(flow, machine));
    findings.extend(document::findings(flow, machine));
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.diagnosis.code));
    findings
}

/// A number as a person reads it: `25,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    groups.join(",")
}
