//! Every expression of every generated machine.

use std::collections::BTreeSet;
use std::path::Path;

use jsonata::Expression;
use peers::{Case, Judge, expressions_in, machines_below};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};

use crate::data::{self, Shape};

/// Where generated machines lie, seen from the project's root.
const DIRECTORIES: [&str; 2] = ["generated", "examples/generated"];

/// How many sets of variables each expression is tried on.
const CASES_EACH: u32 = 100;

/// How many disagreements are shown.
const SHOWN_MAX: usize = 12;

/// The expressions of the machines below these directories, each once.
fn expressions(directories: &[impl AsRef<Path>]) -> BTreeSet<String> {
    let machines = machines_below(directories).expect("the directories can be read");
    assert!(!machines.is_empty(), "no machine lies there");
    let expressions = machines.iter().flat_map(|path| {
        let text = std::fs::read_to_string(path).expect("the machine can be read");
        expressions_in(&serde_json::from_str(&text).expect("a machine is JSON"))
    });
    expressions.collect()
}

/// The variables of an expression, with values along the paths that it reads.
fn bindings(source: &str) -> BoxedStrategy<Map<String, Value>> {
    let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{error}"));
    let mut variables = Shape::default();
    for (variable, path) in expression.reads() {
        let path: Vec<_> = std::iter::once(variable)
            .chain(path.iter().map(String::as_str))
            .collect();
        variables.add(&path.into_iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let literals = literals(source);
    let value = |(name, shape): &(String, Shape)| {
        let name = name.clone();
        data::value(shape, &literals).prop_map(move |value| (name.clone(), value))
    };
    let values: Vec<_> = variables.names().map(value).collect();
    values.prop_map(Map::from_iter).boxed()
}

/// The texts that the expression compares with: a value that equals one of them goes the other way.
fn literals(source: &str) -> Vec<Value> {
    source.split('\'').skip(1).step_by(2).map(|text| json!(text)).collect()
}

/// The expression with so many sets of variables, always the same ones.
fn cases(source: &str) -> Vec<Case> {
    let config = Config {
        rng_seed: RngSeed::Fixed(11),
        ..Config::default()
    };
    let (mut runner, bindings) = (TestRunner::new(config), bindings(source));
    let mut next = || bindings.new_tree(&mut runner).expect("nothing is filtered").current();
    (0..CASES_EACH)
        .map(|_| Case {
            expression: source.to_owned(),
            bindings: next(),
        })
        .collect()
}

#[test]
fn every_expression_of_every_generated_machine_means_the_same_to_both() {
    let Some(judge) = Judge::start() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let expressions = expressions(&DIRECTORIES.map(|directory| root.join(directory)));
    let cases: Vec<_> = expressions.iter().flat_map(|source| cases(source)).collect();
    let mut disagreements = judge.disagreements(&cases);
    // An index that is no number makes nothing of a list here, and a list of nothing there: an execution ends by either.
    disagreements.retain(|it| it.judge.is_value() || it.ours.is_value());
    disagreements.sort_by_key(|it| it.case.bindings.values().map(|it| it.to_string().len()).sum::<usize>());
    let shortest: Vec<_> = disagreements.iter().take(SHOWN_MAX).map(ToString::to_string).collect();
    assert!(
        shortest.is_empty(),
        "{} disagreements, the shortest first:\n{}",
        disagreements.len(),
        shortest.join("\n")
    );
    #[expect(clippy::print_stderr, reason = "the figures belong to the record of a run")]
    {
        eprintln!(
            "generated machines: {} expressions, {} cases, all agree",
            expressions.len(),
            cases.len()
        );
    }
}
