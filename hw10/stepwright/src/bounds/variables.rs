//! SW0902: what one state sets, against the 262,144 bytes that it may, and all variables of an execution together, against
//! 10 MiB. <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html>

use std::collections::BTreeSet;

use asl::{Assign, Branch, StateMachine};

use super::count::assigns;
use super::extent::{Extent, Most, object};
use super::lines::line_of;
use super::payload::PAYLOAD_BYTES_MAX;
use super::values::{Values, is_from_elsewhere};
use super::{Finding, Severity, Stop, grouped};
use crate::flow::{Flow, VariableId};

const VARIABLES_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// `unbounded_too`: whether to speak of variables without a bound; not where their types have been spoken of already.
pub(super) fn findings(flow: &Flow, machine: &StateMachine, values: &Values<'_>, unbounded_too: bool) -> Vec<Finding> {
    let mut sets = Vec::new();
    collect(&machine.branch, &mut sets);
    let measured = sets
        .into_iter()
        .map(|(state, assign)| (state, extent(flow, assign, values)));
    let measured: Vec<_> = measured.collect();
    let mut findings: Vec<_> = measured
        .iter()
        .filter_map(|(state, extent)| in_one_state(flow, state, extent))
        .collect();
    let mut without_bound = measured.iter().filter_map(|(state, extent)| match &extent.most {
        Most::Unbounded(places) if places.iter().all(|place| is_from_elsewhere(place)) => None,
        Most::Unbounded(places) => Some((state, places)),
        Most::Bytes(_) => None,
    });
    // One stands for all.
    if let Some((state, places)) = without_bound.next().filter(|_| unbounded_too) {
        findings.push(unbounded(flow, state, places));
    }
    findings.extend(in_all(flow, machine, values));
    findings
}

fn collect<'m>(branch: &'m Branch, sets: &mut Vec<(&'m str, &'m Assign)>) {
    for (name, state) in &branch.states {
        let all = assigns(state).filter(|assign| !assign.is_empty());
        sets.extend(all.map(|assign| (name.as_str(), assign)));
        state.kind.branches().iter().for_each(|inner| collect(inner, sets));
    }
}

/// How large the variables are that are set together.
fn extent(flow: &Flow, assign: &Assign, values: &Values<'_>) -> Extent {
    let fields = assign.keys().filter_map(|name| {
        let id = flow.variables.iter().position(|known| known == name)?;
        Some((name.as_str(), values.variable(VariableId(id)).extent(), true))
    });
    object(fields)
}

fn in_one_state(flow: &Flow, state: &str, extent: &Extent) -> Option<Finding> {
    let (severity, how, figure) = match &extent.most {
        _ if extent.least > PAYLOAD_BYTES_MAX => (Severity::Error, "have at least", grouped(extent.least)),
        Most::Bytes(most) if *most > PAYLOAD_BYTES_MAX => (Severity::Warning, "may have", grouped(*most)),
        Most::Bytes(_) | Most::Unbounded(_) => return None,
    };
    let message = format!(
        "the variables that `{state}` sets {how} {figure} bytes, of {} that a state may set",
        grouped(PAYLOAD_BYTES_MAX)
    );
    let stop = stop(state, &format!("{figure} bytes"));
    Some(about(flow, severity, message, vec![stop]).at(line_of(flow, state)))
}

fn unbounded(flow: &Flow, state: &str, places: &BTreeSet<String>) -> Finding {
    let places: Vec<_> = places.iter().map(String::as_str).collect();
    let message = format!(
        "nothing keeps the variables that `{state}` sets below {} bytes",
        grouped(PAYLOAD_BYTES_MAX)
    );
    about(flow, Severity::Warning, message, vec![stop(state, &places.join(", "))]).at(line_of(flow, state))
}

/// All variables together; those without a bound are spoken of elsewhere.
fn in_all(flow: &Flow, machine: &StateMachine, values: &Values<'_>) -> Option<Finding> {
    let mut sets = Vec::new();
    collect(&machine.branch, &mut sets);
    let names: BTreeSet<&str> = sets
        .iter()
        .flat_map(|(_, assign)| assign.keys().map(String::as_str))
        .collect();
    let ids = flow
        .variables
        .iter()
        .enumerate()
        .filter(|(_, name)| names.contains(name.as_str()));
    let bytes = ids.filter_map(|(id, _)| match values.variable(VariableId(id)).extent().most {
        Most::Bytes(most) => Some(most),
        Most::Unbounded(_) => None,
    });
    let all = bytes.fold(0, u64::saturating_add);
    let message = format!(
        "all variables of an execution may have {} bytes together, of {}",
        grouped(all),
        grouped(VARIABLES_BYTES_MAX)
    );
    (all > VARIABLES_BYTES_MAX).then(|| about(flow, Severity::Warning, message, Vec::new()))
}

fn stop(state: &str, figure: &str) -> Stop {
    Stop {
        state: state.to_owned(),
        figure: figure.to_owned(),
        times: 1,
    }
}

fn about(flow: &Flow, severity: Severity, message: String, path: Vec<Stop>) -> Finding {
    let help = "keep the bulk in an object on S3, and its key in the variable; or bound the types more tightly";
    Finding::new(severity, "SW0902", message, help.to_owned(), flow).along(path)
}
