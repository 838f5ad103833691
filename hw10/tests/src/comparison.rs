//! Whether two runs agree.

use std::collections::BTreeMap;
use std::time::Duration;

use interpreter::Machine;
use serde_json::Value;

use crate::observation::{Call, End, Observation};

/// Whether the native run and the machine's agree; `Err` says where they do not.
///
/// - How they end: the output, or the fault with its fields; of what the platform does, the error's name alone. Where Rust
///   refuses to compute something, the machine fails with the same words.
/// - What distributed maps wrote that succeeded: of others the native run writes nothing.
/// - The calls with their payloads. Where nothing is concurrent: all of them, in their order. Where something is, the order
///   of two calls at the same moment is nobody's to tell: the calls of each step, in their order.
/// - That no step is called again which may have begun, unless it says that it may be.
/// - When each call began, and how much time passed in all, unless the machine tried a call again: then time passed there of
///   which the native run knows nothing.
///
/// Where something concurrent ends the run with a failure, a call that would begin at that very moment may be made or not;
/// if the machine tried a call again, also one that would begin in the time that this took, and in that time another failure
/// may have come first. There the calls of a step on one side are the first of those on the other.
pub fn agree(native: &Observation, machine: &Observation, concurrent: bool) -> Result<(), String> {
    let another_failed_first = concurrent && machine.retried && failed(&native.end) && failed(&machine.end);
    if !another_failed_first && !same_end(&native.end, &machine.end) {
        return Err(format!(
            "natively it ends with {:?}, the machine with {:?}",
            native.end, machine.end
        ));
    }
    same(
        "what is called again that may have begun",
        &native.repeated,
        &machine.repeated,
    )?;
    if matches!(native.end, End::Refused(_)) {
        // A panic leaves no calls behind to be looked at.
        return Ok(());
    }
    if native.end != End::Platform("States.ExceedToleratedFailureThreshold".to_owned()) {
        same("what is written", &native.written, &machine.written)?;
    }
    same_calls(native, machine, concurrent)?;
    match machine.retried {
        true => Ok(()),
        false => same("the time that passes", &native.elapsed, &machine.elapsed),
    }
}

/// Whether something runs beside something else in the machine.
pub fn concurrent(machine: &Machine) -> bool {
    let mut states = machine.definition().branch.states.values();
    states.any(|state| !state.kind.branches().is_empty())
}

fn failed(end: &End) -> bool {
    matches!(end, End::Failed(..) | End::Platform(_))
}

fn same_end(native: &End, machine: &End) -> bool {
    match (native, machine) {
        // `$error` has said it, and Rust may say more.
        (End::Refused(native), End::Refused(machine)) => {
            let reason = machine.split_once("D3137: ").map(|(_, reason)| reason);
            reason.is_some_and(|reason| native.starts_with(reason) || reason.contains(native.as_str()))
        }
        (native, machine) => native == machine,
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, native: &T, machine: &T) -> Result<(), String> {
    if native == machine {
        return Ok(());
    }
    Err(format!("{what}: natively {native:#?}, by the machine {machine:#?}"))
}

type Told<'a> = Vec<(&'a str, &'a Value, Option<Duration>)>;

fn same_calls(native: &Observation, machine: &Observation, concurrent: bool) -> Result<(), String> {
    let timed = !machine.retried;
    if !concurrent {
        return same("the calls", &told(&native.calls, timed), &told(&machine.calls, timed));
    }
    let (mut native_calls, mut machine_calls) = (by_step(&native.calls, timed), by_step(&machine.calls, timed));
    if !matches!(native.end, End::Succeeded(_)) {
        let at_the_end =
            |(_, _, after): &(&str, &Value, Option<Duration>)| after.is_none_or(|after| after == native.elapsed);
        for step in native.calls.iter().chain(&machine.calls).map(|call| call.step.as_str()) {
            let (ours, theirs) = (
                native_calls.entry(step).or_default(),
                machine_calls.entry(step).or_default(),
            );
            let common = ours.len().min(theirs.len());
            if ours[common..].iter().chain(&theirs[common..]).all(at_the_end) {
                ours.truncate(common);
                theirs.truncate(common);
            }
        }
    }
    same("the calls", &native_calls, &machine_calls)
}

fn told(calls: &[Call], timed: bool) -> Told<'_> {
    calls
        .iter()
        .map(|call| (call.step.as_str(), &call.payload, timed.then_some(call.after)))
        .collect()
}

fn by_step(calls: &[Call], timed: bool) -> BTreeMap<&str, Told<'_>> {
    let mut steps: BTreeMap<&str, Told<'_>> = BTreeMap::new();
    for call in told(calls, timed) {
        steps.entry(call.0).or_default().push(call);
    }
    steps
}
