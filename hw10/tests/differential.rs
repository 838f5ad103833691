//! Every workflow of the project as Rust runs it, and its generated machine as the interpreter runs it, agree: see
//! [`hw10_tests::comparison::agree`]. Every state and every transition of every machine is visited on the way.

use std::cell::RefCell;
use std::sync::Arc;

use hw10_tests::comparison::agree;
use hw10_tests::coverage::Coverage;
use hw10_tests::plan::plans;
use hw10_tests::subject::{Machines, Subject, placeholder};
use hw10_tests::{machine, subjects};
use interpreter::Machine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

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

/// Compares runs of that workflow; what no data that its types allow comes to is `unreachable`.
#[expect(clippy::print_stdout, reason = "the figures are what the test is asked for")]
fn check(name: &str, unreachable: &[&str]) {
    let (subject, machines) = (subject(name), machines());
    let machine = &machines[&placeholder(name)];
    let (all, seen) = (Coverage::all(machine), RefCell::new(Coverage::default()));
    let concurrent = machine
        .definition()
        .branch
        .states
        .values()
        .any(|state| !state.kind.branches().is_empty());
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(10),
        failure_persistence: None,
        ..Config::default()
    };
    let constants = subject.constants();
    let cases = (subject.inputs(&constants), plans(&subject, &constants));
    let compared = TestRunner::new(config).run(&cases, |(input, plan)| {
        let interpreted = machine::run(&subject, machine, &machines, &input, &plan);
        seen.borrow_mut().add(&interpreted.passages);
        let native = subject.natively(&input, &plan);
        agree(&native, &interpreted.observation, concurrent).map_err(TestCaseError::fail)
    });
    compared.unwrap_or_else(|error| panic!("{name}: {error}"));
    let seen = seen.into_inner();
    println!("{name}: {}, {CASES} cases", seen.figures(&all));
    assert_eq!(all.without(&seen), unreachable, "what no case of `{name}` has come to");
}

#[test]
fn a_bank_transaction_agrees() {
    check("bank-transaction", &["ContractViolation", "MatchKind: Own"]);
}

#[test]
fn placing_an_order_agrees() {
    check("place-order", &[]);
}

#[test]
fn approving_an_expense_agrees() {
    check("approve-expense", &[]);
}

#[test]
fn settling_a_night_agrees() {
    check("settle-night", &[]);
}

#[test]
fn transcoding_a_video_agrees() {
    check("transcode-video", &["ContractViolation", "MatchEncoderStatus: Own"]);
}

#[test]
fn the_best_quote_agrees() {
    check("best-quote", &[]);
}

#[test]
fn booking_a_stay_agrees() {
    check("book-stay", &[]);
}

#[test]
fn booking_a_trip_agrees() {
    check("book-trip", &[]);
}

#[test]
fn calculating_agrees() {
    check("calculate", &[]);
}
