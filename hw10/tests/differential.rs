//! Every workflow of the project as Rust runs it, and its generated machine as the interpreter runs it, agree: see
//! [`hw10_tests::comparison::agree`]. Every state and every transition of every machine is visited on the way.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use bank::Rejection;
use hw10_tests::cases::{cases, runner, sample};
use hw10_tests::comparison::{agree, concurrent};
use hw10_tests::coverage::Coverage;
use hw10_tests::observation::End;
use hw10_tests::plan::{Answer, Plan, Reply};
use hw10_tests::subject::{Machines, Subject, placeholder};
use hw10_tests::{machine, subjects};
use interpreter::Machine;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use stepwright::Fault;

/// How many runs of each workflow are compared.
const CASES: u32 = 500;

fn subject(name: &str) -> Subject {
    let mut subjects = subjects::all().into_iter();
    subjects
        .find(|subject| subject.name == name)
        .expect("a workflow of that name")
}

fn machines() -> Machines {
    let compiled = |subject: &Subject| Arc::new(Machine::compile(subject.on_disk()).expect("it can be run"));
    subjects::all()
        .iter()
        .map(|subject| (placeholder(subject.name), compiled(subject)))
        .collect()
}

/// What no data that the types allow comes to: a value that no arm of a `match` is for. By the name of the machine.
const UNREACHABLE: [(&str, &[&str]); 3] = [
    ("bank-transaction", &["ContractViolation", "MatchKind: Own"]),
    ("take-walk", &["ContractViolation", "MatchStop: Own"]),
    ("transcode-video", &["ContractViolation", "MatchStatus: Own"]),
];

fn unreachable(name: &str) -> &'static [&'static str] {
    let known = UNREACHABLE.iter().find(|(known, _)| *known == name);
    known.map_or(&[], |(_, unreachable)| unreachable)
}

/// Compares runs of that workflow, which visit everything that they can.
#[expect(clippy::print_stdout, reason = "the figures are what the test is asked for")]
fn check(name: &str) {
    let (subject, machines) = (subject(name), machines());
    let machine = &machines[&placeholder(name)];
    let (all, seen) = (Coverage::all(machine), RefCell::new(Coverage::default()));
    let compared = runner(CASES).run(&cases(&subject), |(input, plan)| {
        let interpreted = machine::run(&subject, machine, &machines, &input, &plan);
        seen.borrow_mut().add(&interpreted.passages);
        let native = subject.natively(&input, &plan);
        agree(&native, &interpreted.observation, concurrent(machine)).map_err(TestCaseError::fail)
    });
    compared.unwrap_or_else(|error| panic!("{name}: {error}"));
    let seen = seen.into_inner();
    println!("{name}: {}, {CASES} cases", seen.figures(&all));
    assert_eq!(
        all.without(&seen),
        unreachable(name),
        "what no case of `{name}` has come to"
    );
}

#[test]
fn a_bank_transaction_agrees() {
    check("bank-transaction");
}

#[test]
fn placing_an_order_agrees() {
    check("place-order");
}

#[test]
fn approving_an_expense_agrees() {
    check("approve-expense");
}

#[test]
fn settling_a_night_agrees() {
    check("settle-night");
}

#[test]
fn transcoding_a_video_agrees() {
    check("transcode-video");
}

#[test]
fn the_best_quote_agrees() {
    check("best-quote");
}

#[test]
fn booking_a_stay_agrees() {
    check("book-stay");
}

#[test]
fn booking_a_trip_agrees() {
    check("book-trip");
}

#[test]
fn calculating_agrees() {
    check("calculate");
}

#[test]
fn taking_a_walk_agrees() {
    check("take-walk");
}

/// What is unreachable, data comes to that breaks a contract: only the machine is run over it, since Rust has no such value.
/// It ends as a `ContractViolation`, and nothing is called with that data.
fn check_broken(name: &str, break_it: impl Fn(&mut Value, &mut Plan)) {
    let (subject, machines) = (subject(name), machines());
    let machine = &machines[&placeholder(name)];
    let mut seen = Coverage::default();
    for (mut input, mut plan) in sample(&subject, 20) {
        break_it(&mut input, &mut plan);
        let run = machine::run(&subject, machine, &machines, &input, &plan);
        let mut here = Coverage::default();
        here.add(&run.passages);
        let ends_so = run.observation.end == End::Platform("ContractViolation".to_owned());
        assert_eq!(
            ends_so,
            here.states.contains("ContractViolation"),
            "{:?}",
            run.observation.end
        );
        seen.add(&run.passages);
    }
    let missed: Vec<_> = Coverage::all(machine).without(&seen);
    let missed: Vec<_> = unreachable(name)
        .iter()
        .filter(|it| missed.iter().any(|missed| missed == *it))
        .collect();
    assert!(missed.is_empty(), "{name}: {missed:?}");
}

#[test]
fn a_transaction_of_no_known_type_is_a_contract_violation() {
    check_broken("bank-transaction", |input, plan| {
        input["transaction"]["type"] = "transfer".into();
        always(plan, "validate_account", json!({ "id": "1" }));
    });
}

#[test]
fn a_status_that_no_job_has_is_a_contract_violation() {
    check_broken("transcode-video", |_, plan| {
        always(plan, "submit", json!("job"));
        always(plan, "status", json!({ "paused": {} }));
    });
}

#[test]
fn a_stop_that_is_none_is_a_contract_violation() {
    check_broken("take-walk", |input, _| {
        input["stairs"] = json!([]);
        input["stops"] = json!(["dance"]);
    });
}

fn always(plan: &mut Plan, step: &'static str, output: Value) {
    let reply = Reply {
        takes_seconds: 0,
        answer: Answer::Gives(output),
        by_token: None,
    };
    plan.replies.insert(step, vec![reply]);
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
