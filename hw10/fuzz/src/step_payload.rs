//! `step_payload`: what Lambda may hand to a function.

use arbitrary::Unstructured;
use bank::{BankSteps, bank_transaction};
use serde_json::Value;
use steps::Dynamo;
use stepwright::{StepFailure, Workflow};

use crate::bank::Bank;
use crate::transaction;

pub(crate) fn check(input: &[u8]) {
    let Some((step, text)) = call(input) else { return };
    // Lambda's runtime refuses what is not JSON before a step is asked.
    if let Ok(payload) = serde_json::from_slice::<Value>(&text) {
        Bank::with(|bank| invoke(bank, step, payload));
    }
}

/// The step and the text of its payload.
fn call(input: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    if let Some(choices) = input.strip_prefix(&[0]) {
        let mut u = Unstructured::new(choices);
        let step = u.choose(Dynamo::STEPS).ok()?;
        return Some((step, transaction::payload(&mut u, step).ok()?.into_bytes()));
    }
    let end = input.iter().position(|byte| *byte == b'\n')?;
    let (name, text) = input.split_at(end);
    let step = Dynamo::STEPS.iter().find(|step| step.as_bytes() == name)?;
    Some((step, text[1..].to_vec()))
}

/// A step answers what it says it does, and has posted if and only if it gives a receipt that is new.
fn invoke(bank: &mut Bank, step: &str, payload: Value) {
    let answer = bank.invoke(step, payload.clone());
    let posted = bank.posted();
    match &answer {
        Ok(result) => judge_result(bank, step, &payload, result),
        Err(failure) => judge_failure(step, failure),
    }
    match (&posted[..], &answer) {
        ([], _) => {}
        ([name], Ok(receipt)) => assert_eq!(receipt["transaction"], **name),
        (more, _) => panic!("{step} posted {more:?} and answered {answer:?}"),
    }
}

fn judge_result(bank: &Bank, step: &str, payload: &Value, result: &Value) {
    match step {
        "validate_account" => assert_eq!(result["id"], payload["account"]),
        "check_funds" => assert!(result.is_null()),
        _ => assert!(bank.has_entry(result), "a receipt without an entry: {result}"),
    }
}

/// A failure bears a name that the contract has, and its fields as JSON text.
fn judge_failure(step: &str, failure: &StepFailure) {
    let steps = bank_transaction::steps();
    let description = steps.iter().find(|it| it.name == step).expect("the step is described");
    let mut names = description.faults.iter().map(|fault| fault.name);
    let is_unavailable = failure.error_type == "StoreUnavailable";
    let is_known = failure.error_type == "ContractViolation" || names.any(|name| name == failure.error_type);
    assert!(is_known && !is_unavailable, "{step} failed with {failure:?}");
    let fields: Value = serde_json::from_str(&failure.error_message).expect("the fields are JSON text");
    assert!(fields.is_object(), "{failure:?}");
}
