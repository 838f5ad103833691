//! The command line, as a user runs it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the command on a directory; what it printed, the directory's own path left out.
fn run(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let command = Path::new(env!("CARGO_BIN_EXE_workflow-gen"));
    let Output { status, stdout, stderr } = Command::new(command)
        .arg("--out")
        .arg(directory)
        .args(arguments)
        .output()
        .expect("the command runs");
    let text = String::from_utf8([stdout, stderr].concat()).expect("text");
    (status.code(), text.replace(&*directory.to_string_lossy(), "DIR"))
}

fn generated() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, _) = run(directory.path(), &[]);
    assert_eq!(code, Some(0));
    directory
}

#[test]
fn generate_writes_once_and_then_nothing() {
    let directory = generated();
    let file = directory.path().join("manifest.json");
    let written = std::fs::metadata(&file).and_then(|it| it.modified()).expect("a time");
    let (code, text) = run(directory.path(), &["generate"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(text, @"44 files are fresh");
    assert_eq!(
        std::fs::metadata(&file).and_then(|it| it.modified()).expect("a time"),
        written
    );
}

#[test]
fn check_is_silent_about_a_fresh_directory() {
    let directory = generated();
    assert_eq!(run(directory.path(), &["check"]), (Some(0), String::new()));
}

#[test]
fn check_names_every_file_that_is_wrong_and_the_command_that_mends_it() {
    let directory = generated();
    let at = |path: &str| directory.path().join(path);
    std::fs::write(at("bank-transaction/state-machine.asl.json"), "{}").expect("written");
    std::fs::remove_file(at("bank-transaction/schemas/workflow/input.schema.json")).expect("removed");
    std::fs::create_dir(at("old-workflow")).expect("made");
    std::fs::write(at("old-workflow/state-machine.asl.json"), "{}").expect("written");
    let (code, text) = run(directory.path(), &["check"]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(text, @r"
    DIR does not follow from the workflows:
      missing   bank-transaction/schemas/workflow/input.schema.json
      stale     bank-transaction/state-machine.asl.json
      orphaned  old-workflow/state-machine.asl.json
      = help: cargo run -p workflow-gen
    ");

    let (code, text) = run(directory.path(), &[]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(text, @r"
    wrote bank-transaction/schemas/workflow/input.schema.json (missing)
    wrote bank-transaction/state-machine.asl.json (stale)
    removed old-workflow/state-machine.asl.json (orphaned)
    ");
    assert!(
        !at("old-workflow").exists(),
        "a directory that nothing is left in goes too"
    );
    assert_eq!(run(directory.path(), &["check"]).0, Some(0));
}

#[test]
fn a_directory_that_is_a_file_is_one_clear_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("generated");
    std::fs::write(&file, "").expect("written");
    let (code, text) = run(&file, &[]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: DIR/: Not a directory (os error 20)
      = help: the generator must be able to read the directory of generated files
    ");
}

#[test]
fn unknown_words_are_a_usage_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, text) = run(directory.path(), &["explode"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: unrecognized subcommand 'explode'

      tip: a similar subcommand exists: 'explain'

    Usage: workflow-gen [OPTIONS] [COMMAND]

    For more information, try '--help'.
    ");
}

#[test]
fn help_says_what_the_exit_codes_mean() {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, text) = run(directory.path(), &["--help"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("Exit codes: 0 all is well; 1 `check` found"), "{text}");
    let (code, text) = run(directory.path(), &["check", "--help"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("3 a workflow is no state machine"), "{text}");
}

#[test]
fn list_names_each_workflow_and_each_step() {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, text) = run(directory.path(), &["list"]);
    assert_eq!(code, Some(0));
    let lines: Vec<_> = text.lines().collect();
    insta::assert_snapshot!(lines[..2].join("\n"), @r"
    bank-transaction  express, bank::workflow::bank_transaction
      ValidateAccount    lambda, 5 s; may fail with UnknownAccount, StoreUnavailable
    ");
    assert_eq!(lines.len(), 5);
}

#[test]
fn list_is_json_for_programs() {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, text) = run(directory.path(), &["list", "--json"]);
    assert_eq!(code, Some(0));
    let workflows: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(workflows[0]["steps"][1]["name"], "check_funds");
    assert_eq!(workflows[0]["steps"][1]["parameters"][0], "posting");
}

#[test]
fn new_says_what_keeps_a_workspace_from_being_made() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let (code, text) = run(directory.path(), &["new", &at("2-step")]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: `2-step` is no name for a project
      = help: begin with a letter, and use letters, digits, `-` and `_`: `new newsletter`
    ");
    std::fs::create_dir(at("there")).expect("made");
    let (code, text) = run(directory.path(), &["new", &at("there")]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: DIR/there is there already
      = help: choose another name, or remove it
    ");
    let (code, text) = run(directory.path(), &["new", &at("fresh"), "--stepwright", &at("nowhere")]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: there is no stepwright at DIR/nowhere
      = help: say where it is: `--stepwright DIRECTORY`, or `--stepwright` with a Git URL
    ");
}
