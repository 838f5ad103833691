//! An input and a plan for each run that is compared; the same ones every time.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;

use crate::plan::{Plan, plans};
use crate::subject::Subject;

/// Cases for a workflow.
pub fn cases(subject: &Subject) -> impl Strategy<Value = (Value, Plan)> {
    let constants = subject.constants();
    (subject.inputs(&constants), plans(subject, &constants))
}

/// What makes so many cases, and shrinks those that fail.
pub fn runner(count: u32) -> TestRunner {
    TestRunner::new(Config {
        cases: count,
        rng_seed: RngSeed::Fixed(10),
        failure_persistence: None,
        ..Config::default()
    })
}

/// So many cases.
///
/// # Panics
/// If the contract allows almost nothing that its schema allows.
pub fn sample(subject: &Subject, count: u32) -> Vec<(Value, Plan)> {
    let (strategy, mut runner) = (cases(subject), runner(count));
    let mut case = || strategy.new_tree(&mut runner).expect("a case is found").current();
    (0..count).map(|_| case()).collect()
}
