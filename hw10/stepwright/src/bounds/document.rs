//! SW0906: the size of the definition, against the 1 MB that it may have.
//!
//! What is generated has placeholders, `${ProcessDeposit}`, which deployment replaces by ARNs: the document that is
//! created may be larger than the one that is generated.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>

use asl::StateMachine;

use super::lines::line_of;
use super::{Finding, Severity, Stop, grouped};
use crate::flow::Flow;

const DOCUMENT_BYTES_MAX: u64 = 1_048_576;
/// The longest ARN of a function: partition and region at their longest, a name of 64 characters, a qualifier of 128.
const ARN_BYTES_MAX: u64 = 256;
/// How many of the largest states are named.
const STATES_NAMED: usize = 3;

pub(super) fn findings(flow: &Flow, machine: &StateMachine) -> Vec<Finding> {
    let text = machine.to_json();
    let bytes = text.len() as u64;
    let replaced = bytes + text.matches("${").count() as u64 * ARN_BYTES_MAX;
    let (severity, message) = match (bytes > DOCUMENT_BYTES_MAX, replaced > DOCUMENT_BYTES_MAX) {
        (true, _) => (
            Severity::Error,
            format!("the state machine has {} bytes", grouped(bytes)),
        ),
        (false, true) => (
            Severity::Warning,
            format!(
                "the state machine has {} bytes, and may have {} once its placeholders are ARNs",
                grouped(bytes),
                grouped(replaced)
            ),
        ),
        (false, false) => return Vec::new(),
    };
    let message = format!("{message}; a definition has at most {}", grouped(DOCUMENT_BYTES_MAX));
    let help = "put a part of it into a workflow of its own, and await it: `execution(other_workflow(..))`";
    let largest = largest(machine);
    let line = largest.first().and_then(|stop| line_of(flow, &stop.state));
    vec![
        Finding::new(severity, "SW0906", message, help.to_owned(), flow)
            .along(largest)
            .at(line),
    ]
}

/// The states that take most of it, the largest first.
fn largest(machine: &StateMachine) -> Vec<Stop> {
    let value = machine.to_value();
    let states = value["States"].as_object().into_iter().flatten();
    let mut sizes: Vec<_> = states
        .map(|(name, state)| (name, format!("{state:#}").len() as u64))
        .collect();
    sizes.sort_by(|(_, one), (_, other)| other.cmp(one));
    let stop = |(name, bytes): (&String, u64)| Stop {
        state: name.clone(),
        figure: format!("{} bytes", grouped(bytes)),
        times: 1,
    };
    sizes.into_iter().take(STATES_NAMED).map(stop).collect()
}
