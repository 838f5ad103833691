//! Executions recorded on AWS, run again here: status, output, error and the whole history must agree.
//! The records are no part of the repository: `recorded` says where they are looked for.

mod compare;
mod drive;
mod select;
mod unordered;

use serde_json::Value;

use compare::Comparison;

#[test]
fn recorded_executions_run_alike() {
    let Some(vectors) = recorded::vectors("execution.jsonl") else {
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
