//! `compat`, as a user runs it: against a directory, and against a commit.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use stepwright::compat::{Baseline, Functions, Verdict, compare};

/// Runs a command in a directory; its exit code, and what it printed, the directory's own path left out.
fn run(directory: &Path, command: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = Command::new(command)
        .current_dir(directory)
        .args(arguments)
        .output()
        .expect("the command runs");
    let text = String::from_utf8([stdout, stderr].concat()).expect("text");
    (status.code(), text.replace(&*directory.to_string_lossy(), "DIR"))
}

/// A directory with what the bank's generator writes in `generated`.
fn project() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    assert_eq!(generator(directory.path(), &["generate"]).0, Some(0));
    directory
}

fn generator(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let arguments = [arguments, &["--out", "generated"]].concat();
    run(directory, env!("CARGO_BIN_EXE_workflow-gen"), &arguments)
}

/// Edits a generated file, so that it is what an older contract gave.
fn edit(directory: &Path, file: &str, from: &str, to: &str) {
    let path = directory.join("generated/bank-transaction").join(file);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replace(from, to)).expect("written");
}

/// Makes everything in a directory a commit with a tag.
fn commit(directory: &Path) {
    let identity = ["-c", "user.name=Bank", "-c", "user.email=bank@example.com"];
    let commands: [&[&str]; 4] = [
        &["init", "-q"],
        &["add", "-A"],
        &["commit", "-q", "-m", "Deployed"],
        &["tag", "deployed"],
    ];
    for command in commands {
        let (code, text) = run(directory, "git", &[&identity, command].concat());
        assert_eq!(code, Some(0), "{text}");
    }
}

#[test]
fn what_is_deployed_already_changes_nothing() {
    let directory = project();
    let (code, text) = generator(directory.path(), &["compat", "--baseline", "generated"]);
    assert_eq!(
        (code, text.as_str()),
        (Some(0), "nothing changes for clients or executions\n")
    );
}

#[test]
fn a_payload_that_running_executions_send_and_a_step_refuses_is_shown() {
    let directory = project();
    // The deployed step's parameter was called otherwise.
    let input = "schemas/steps/validate-account/input.schema.json";
    edit(directory.path(), input, "\"account\"", "\"number\"");
    let (code, text) = generator(directory.path(), &["compat", "--baseline", "generated"]);
    assert_eq!(code, Some(5));
    assert!(
        text.contains("breaking[SW1022]: step `validate-account` refuses what running executions send"),
        "{text}"
    );
    assert!(text.contains("  = counterexample: {\"number\":"), "{text}");
    assert!(text.contains("  = refused: /account is required"), "{text}");
    assert!(
        text.contains("  = help: make a new parameter or field an `Option`"),
        "{text}"
    );
    assert!(text.ends_with("2 breaking\n"), "{text}");
}

#[test]
fn a_commit_can_be_what_is_deployed() {
    let directory = project();
    let input = "schemas/steps/validate-account/input.schema.json";
    edit(directory.path(), input, "\"account\"", "\"number\"");
    commit(directory.path());
    // What lies in the directory now is not asked.
    assert_eq!(generator(directory.path(), &["generate"]).0, Some(0));
    for reference in ["deployed", "HEAD", "HEAD~0"] {
        let (code, text) = generator(directory.path(), &["compat", "--baseline", reference]);
        assert_eq!(code, Some(5), "{text}");
        assert!(
            text.contains("breaking[SW1022]: step `validate-account` refuses"),
            "{text}"
        );
    }
    let pinned = ["compat", "--baseline", "deployed", "--pinned-functions"];
    let (code, text) = generator(directory.path(), &pinned);
    assert_eq!(code, Some(4), "{text}");
}

#[test]
fn a_machine_reads_the_changes_as_json() {
    let directory = project();
    edit(
        directory.path(),
        "state-machine.asl.json",
        "\"TimeoutSeconds\": 28",
        "\"TimeoutSeconds\": 60",
    );
    let (code, text) = generator(directory.path(), &["compat", "--baseline", "generated", "--json"]);
    assert_eq!(code, Some(0), "{text}");
    insta::assert_snapshot!(text, @r#"
    [
      {
        "code": "SW1041",
        "verdict": "safe",
        "message": "an execution of `bank-transaction` may take 28 seconds, it was 60 seconds",
        "workflow": "bank-transaction",
        "step": null,
        "state": null,
        "file": "bank-transaction/state-machine.asl.json",
        "pointer": "/TimeoutSeconds",
        "counterexample": null,
        "note": null,
        "help": null
      }
    ]
    "#);
}

#[test]
fn what_is_no_baseline_is_said_with_what_to_name_instead() {
    let directory = project();
    let check = |reference: &str, expected: &str| {
        let (code, text) = generator(directory.path(), &["compat", &format!("--baseline={reference}")]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(expected), "{text}");
    };
    check("deployed", "`deployed` is neither a directory nor a commit");
    commit(directory.path());
    check("v7", "`v7` is neither a directory nor a commit");
    check("--help", "`--help` is neither a directory nor a commit");
    std::fs::create_dir(directory.path().join("empty")).expect("made");
    check("empty", "empty holds no generated files: there is no `manifest.json`");
    let broken = directory.path().join("broken");
    std::fs::create_dir(&broken).expect("made");
    std::fs::write(broken.join("manifest.json"), "{").expect("written");
    check("broken", "manifest.json of the baseline: EOF");
}

#[test]
fn a_commit_without_generated_files_is_said() {
    let directory = project();
    std::fs::rename(directory.path().join("generated"), directory.path().join("elsewhere")).expect("moved");
    commit(directory.path());
    let (code, text) = generator(directory.path(), &["compat", "--baseline", "HEAD"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("HEAD:generated holds no generated files"), "{text}");
}

/// The bank's generated files.
struct Bank {
    files: Vec<(String, String)>,
    deployed: Baseline,
}

impl Bank {
    fn new() -> Bank {
        let artifacts = workflow_gen::project()
            .artifacts()
            .expect("the bank is a state machine");
        let files: Vec<_> = artifacts.into_iter().map(|it| (it.path, it.text)).collect();
        let deployed = Baseline::from_files("the bank", files.clone()).expect("what is generated can be read");
        Bank { files, deployed }
    }

    /// Every type with fields in the schemas, and the names of its fields.
    fn fields(&self) -> BTreeSet<(String, String)> {
        let mut fields = BTreeSet::new();
        for (_, text) in self.files.iter().filter(|(path, _)| path.ends_with(".schema.json")) {
            let schema: Value = serde_json::from_str(text).expect("a schema is JSON");
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                let names = definition["properties"].as_object().into_iter().flatten();
                fields.extend(names.map(|(field, _)| (name.clone(), field.clone())));
            }
        }
        fields
    }

    /// The worst verdict on a mutant: an edit of one type's schema, wherever it stands. `None`: nothing was seen.
    fn verdict(&self, of: &str, edit: impl Fn(&mut Value)) -> Option<Verdict> {
        let files = self.files.iter().map(|(path, text)| {
            let mut value: Value = serde_json::from_str(text).unwrap_or_default();
            let schema = value.pointer_mut(&format!("/$defs/{of}"));
            match schema.map(&edit) {
                Some(()) => (path.clone(), value.to_string()),
                None => (path.clone(), text.clone()),
            }
        });
        let mutant = Baseline::from_files("the mutant", files).expect("the mutant can be read");
        let changes = compare(&self.deployed, &mutant, Functions::Latest);
        changes.iter().map(|it| it.verdict).max()
    }
}

#[test]
fn no_field_of_the_bank_gets_another_name_or_type_unseen() {
    let bank = Bank::new();
    let fields = bank.fields();
    assert!(fields.len() >= 14, "the bank has types with fields: {fields:?}");
    for (of, field) in fields {
        let renamed = |schema: &mut Value| {
            let properties = schema["properties"].as_object_mut().expect("an object");
            let value = properties.remove(&field).expect("the field");
            properties.insert("another".to_owned(), value);
            let required = schema["required"].as_array_mut().into_iter().flatten();
            required
                .filter(|it| **it == field.as_str())
                .for_each(|it| *it = "another".into());
        };
        assert_eq!(
            bank.verdict(&of, renamed),
            Some(Verdict::Breaking),
            "{of}.{field} renamed"
        );
        let retyped = |schema: &mut Value| schema["properties"][&field] = json!({ "type": "array", "items": {} });
        assert_eq!(
            bank.verdict(&of, retyped),
            Some(Verdict::Breaking),
            "{of}.{field} retyped"
        );
        let dropped = |schema: &mut Value| {
            schema["properties"].as_object_mut().expect("an object").remove(&field);
            schema["required"]
                .as_array_mut()
                .expect("a list")
                .retain(|it| *it != field.as_str());
        };
        assert!(bank.verdict(&of, dropped).is_some(), "{of}.{field} dropped");
    }
}
