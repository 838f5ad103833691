//! Executions recorded on AWS, run again here: status, output, error and the whole history must agree.
//!
//! The records are not part of the repository. They are looked for in `shared/conformance` beside it, or where
//! `STEPWRIGHT_CONFORMANCE` says. Where there are none the test says so and passes, unless `CI_CONFORMANCE_REQUIRED`
//! is set.

mod compare;
mod drive;
mod select;
mod unordered;

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

use compare::Comparison;

#[test]
fn recorded_executions_run_alike() {
    let Some(vectors) = vectors("execution.jsonl") else {
        return;
    };
    let (supported, unsupported): (Vec<_>, Vec<_>) = vectors.iter().partition(|it| select::obstacle(it).is_none());
    let failures: Vec<String> = supported.iter().filter_map(|it| difference(it)).collect();
    report(&supported, &unsupported, &failures);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(!supported.is_empty(), "no vector is selected: the selection is broken");
}

/// What differs, and in which vector.
fn difference(vector: &Value) -> Option<String> {
    let name = vector["name"].as_str().unwrap_or_default();
    let wildcards = vector["wildcards"].as_array().into_iter().flatten();
    let wildcards = wildcards.filter_map(Value::as_str).map(str::to_owned).collect();
    let outcome = drive::run(vector).and_then(|actual| {
        let expected = &vector["expected"];
        let mut comparison = Comparison::new(wildcards);
        comparison.check("status", &expected["status"], &actual["status"]);
        for field in ["output", "error", "cause"] {
            comparison.check(field, &expected[field], &actual[field]);
        }
        match (expected.get("events"), &vector["events_unordered"]) {
            (Some(events), Value::Bool(true)) => unordered::check(&mut comparison, events, &actual["events"]),
            (Some(events), _) => comparison.check("events", events, &actual["events"]),
            (None, _) => {}
        }
        comparison.into_result()
    });
    outcome.err().map(|difference| format!("{name}:\n{difference}"))
}

#[expect(clippy::print_stdout, reason = "how much was run is what the reader wants to know")]
fn report(supported: &[&Value], unsupported: &[&Value], failures: &[String]) {
    let (ran, skipped) = (supported.len(), unsupported.len());
    let passed = ran - failures.len();
    let histories = supported
        .iter()
        .filter(|it| it["expected"].get("events").is_some())
        .count();
    println!(
        "conformance: {passed} of {ran} agree ({histories} with their history); {skipped} need what is not there yet:"
    );
    let mut obstacles: Vec<&str> = unsupported.iter().filter_map(|it| select::obstacle(it)).collect();
    obstacles.sort_unstable();
    for group in obstacles.chunk_by(|a, b| a == b) {
        println!("  {:4} {}", group.len(), group[0]);
    }
}

#[expect(clippy::print_stdout, reason = "a test that did not run should say so")]
fn vectors(name: &str) -> Option<Vec<Value>> {
    let path = folder().join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        let message = format!("conformance: no records at {}, nothing was compared", path.display());
        assert!(env::var_os("CI_CONFORMANCE_REQUIRED").is_none(), "{message}");
        println!("{message}");
        return None;
    };
    let parse = |line: &str| serde_json::from_str(line).expect("each line of the records is JSON");
    Some(text.lines().map(parse).collect())
}

fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    env::var_os("STEPWRIGHT_CONFORMANCE").map_or_else(beside, PathBuf::from)
}
