//! What is expected of a comparison, and a second opinion on its counterexamples: that of the crate `jsonschema`.

use serde_json::Value;
use stepwright::compat::{Change, Functions, Verdict, compare};
use stepwright::flow::Record;
use stepwright::generate::Project;

/// Compares the workflow with the edited one; the worst verdict and the codes that have it must be those.
pub(crate) fn check<New: Record>(functions: Functions, verdict: Verdict, codes: &[&str]) {
    let old = Project::new("generated").workflow::<crate::shop::deployed::sell>();
    let new = Project::new("generated").workflow::<New>();
    let changes = compare(&files(&old), &files(&new), functions);
    let said: Vec<_> = changes.iter().map(|it| format!("{it}\n")).collect();
    let said = said.concat();
    let worst = changes.iter().map(|it| it.verdict).max().unwrap_or(Verdict::Safe);
    assert_eq!(worst, verdict, "{said}");
    let mut found: Vec<_> = changes
        .iter()
        .filter(|it| it.verdict == worst)
        .map(|it| it.code)
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, codes, "{said}");
    for change in &changes {
        assert_refused(change, &old, &new);
    }
}

fn files(project: &Project) -> stepwright::compat::Baseline {
    project.files().expect("the workflow is a state machine")
}

/// A counterexample is a value of one side's schema, and none of the other's.
fn assert_refused(change: &Change, old: &Project, new: &Project) {
    let Some(counterexample) = &change.counterexample else {
        return;
    };
    let (sender, receiver) = match change.code {
        "SW1004" | "SW1022" => (old, new),
        "SW1006" | "SW1024" => (new, old),
        _ => return,
    };
    let said = |project| verdict(project, &change.place.file, &counterexample.value);
    assert!(said(sender), "the sender's schema refuses it:\n{change}");
    assert!(!said(receiver), "the receiver's schema accepts it:\n{change}");
}

fn verdict(project: &Project, file: &str, value: &Value) -> bool {
    let artifacts = project.artifacts().expect("the workflow is a state machine");
    let artifact = artifacts.iter().find(|it| it.path == file).expect("the file is there");
    let schema = serde_json::from_str(&artifact.text).expect("a schema is JSON");
    jsonschema::is_valid(&schema, value)
}
