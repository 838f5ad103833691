//! The workflow as Rust runs it, and the generated machine as the interpreter runs it, agree: on the result, on the
//! fault and its payload, on each step's call with its payload and in its order.

use std::collections::BTreeSet;
use std::sync::Mutex;

use bank::{Rejection, Request, bank_transaction};
use hw10_tests::scripted::{Script, Scripted};
use hw10_tests::{inputs, machine};
use interpreter::Outcome;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use stepwright::Fault;

/// How many transactions are compared.
const CASES: u32 = 600;

/// How a run ended, as both sides can say it.
type End = Result<Value, (String, Value)>;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}

fn natively(input: &Value, script: Script) -> (End, Vec<Value>) {
    let request: Request = stepwright::decode(input.clone()).expect("the input is a request");
    let steps = Scripted::new(script);
    let end = match block_on(bank_transaction(&steps, request)) {
        Ok(receipt) => Ok(json!(receipt)),
        Err(rejection) => Err((rejection.name().to_owned(), rejection.payload())),
    };
    (end, steps.calls())
}

fn interpreted(input: &Value, script: Script) -> (End, Vec<Value>, Vec<String>) {
    let steps = Scripted::new(script);
    let run = block_on(machine::run(machine::bank(), input.clone(), &steps));
    let end = match run.outcome {
        Outcome::Succeeded { output } => Ok(output),
        Outcome::Failed {
            error: Some(error),
            cause: Some(cause),
        } => Err((error, payload(&cause))),
        other => panic!("the execution ended as {other:?}"),
    };
    (end, steps.calls(), run.states)
}

/// The fields of a fault, from the cause of a failed execution.
fn payload(cause: &str) -> Value {
    let cause: Value = serde_json::from_str(cause).expect("a cause is JSON");
    let text = cause["errorMessage"].as_str().expect("a Lambda's cause");
    serde_json::from_str(text).expect("a fault's message is its fields as JSON")
}

#[test]
fn native_run_and_generated_machine_agree() {
    let states = Mutex::new(BTreeSet::new());
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(10),
        failure_persistence: None,
        ..Config::default()
    };
    let compared = TestRunner::new(config).run(&(inputs::request(), inputs::script()), |(input, script)| {
        let (native, native_calls) = natively(&input, script);
        let (machine, machine_calls, entered) = interpreted(&input, script);
        prop_assert_eq!(native, machine);
        prop_assert_eq!(native_calls, machine_calls);
        states.lock().expect("one test, one thread").extend(entered);
        Ok(())
    });
    compared.unwrap_or_else(|error| panic!("{error}"));

    let visited = states.into_inner().expect("one test, one thread");
    let all: BTreeSet<_> = machine::bank().definition().branch.states.keys().cloned().collect();
    let missed: Vec<_> = all.difference(&visited).collect();
    // Data that is none of its type's cannot be made from the types: a test of its own goes there.
    assert_eq!(missed, ["ContractViolation"]);
}

#[test]
fn a_type_that_the_contract_does_not_know_ends_as_a_contract_violation() {
    let input = json!({
        "transaction": { "account": "12345", "amount": 1, "type": "transfer" },
        "request_id": "r",
    });
    let well = Script {
        account: hw10_tests::scripted::Verdict::Well,
        funds: hw10_tests::scripted::Verdict::Well,
        posting: hw10_tests::scripted::Verdict::Well,
        balance: 0,
    };
    let steps = Scripted::new(well);
    let run = block_on(machine::run(machine::bank(), input, &steps));
    let Outcome::Failed { error, .. } = run.outcome else {
        panic!("it ended as {:?}", run.outcome)
    };
    assert_eq!(error.as_deref(), Some("ContractViolation"));
    assert_eq!(steps.calls().len(), 1, "nothing is posted");
}

#[test]
fn every_fault_of_the_machine_is_one_of_the_workflow() {
    for entry in Rejection::table() {
        assert!((400..=599).contains(&entry.status), "{}", entry.name);
        assert!(entry.name.len() <= 256, "AWS's limit for an error name");
    }
    let names: BTreeSet<_> = Rejection::table().iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), Rejection::table().len());
}
