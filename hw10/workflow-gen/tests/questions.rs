//! The commands that answer questions, as a user runs them: `explain`, `where`, `graph`, and what `check` tells a machine.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs the command with something on its standard input; its exit code, and what it printed.
fn run(arguments: &[&str], input: &str) -> (Option<i32>, String) {
    run_with(arguments, input, &[])
}

fn run_with(arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workflow-gen"));
    let colours = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"];
    for name in colours {
        command.env_remove(name);
    }
    let mut child = command
        .envs(variables.iter().copied())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    // Whoever does not read it may have closed it.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = String::from_utf8([stdout, stderr].concat()).expect("text");
    (status.code(), text)
}

/// What a question is answered with.
#[track_caller]
fn answer(arguments: &[&str]) -> String {
    let (code, text) = run(arguments, "");
    assert_eq!(code, Some(0), "{text}");
    text
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The line of the bank's workflow that has those words.
fn line_with(words: &str) -> usize {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bank/src/workflow.rs");
    let text = std::fs::read_to_string(file).expect("the workflow");
    let line = text.lines().position(|line| line.contains(words));
    line.expect("the words stand there") + 1
}

// ---- explain ----

#[test]
fn a_code_is_explained_with_a_bad_and_a_good_example() {
    insta::assert_snapshot!(answer(&["explain", "sw0005"]), @r"
    SW0005 (error): a value that no state machine can have

    Rust can say it and Step Functions cannot: a wait that is no whole number of seconds, a fault with floating point (JSONata writes 15 digits of a number into the cause), a variable that several branches would change at once. The message says which, and what to write instead.

    Not so:

    #[workflow(standard)]
    async fn sell(shop: &impl Shop, order: Order) -> Result<String, DepotClosed> {
        sleep(Duration::from_millis(1_500)).await;
        Ok(shop.ship(&order.article).await?)
    }

    But so:

    #[workflow(standard)]
    async fn sell(shop: &impl Shop, order: Order) -> Result<String, DepotClosed> {
        sleep(Duration::from_secs(2)).await;
        Ok(shop.ship(&order.article).await?)
    }

    Source: AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
    ");
    assert_eq!(answer(&["explain", "0005"]), answer(&["explain", "SW0005"]));
}

#[test]
fn a_rule_about_documents_and_one_about_changes_are_explained_as_well() {
    let document = answer(&["explain", "SW0205"]);
    assert!(
        document.starts_with("SW0205 (error): a state both leads on and ends\n"),
        "{document}"
    );
    let change = answer(&["explain", "SW1012"]);
    assert!(
        change.contains("But so:\n\n#[fault(name = \"InsufficientFunds\""),
        "{change}"
    );
}

#[test]
fn the_nearest_codes_are_named_for_one_that_there_is_not() {
    let (code, text) = run(&["explain", "SW0099"], "");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: there is no code `SW0099`
      = help: near it there are SW0001 (two states of one name), SW0002 (the name of a state is too long), SW0003 (two faults of one name), SW0004 (a loop in which nothing happens), SW0005 (a value that no state machine can have); `explain --list` prints all
    ");
}

#[test]
fn every_code_is_listed() {
    let list = answer(&["explain", "--list"]);
    assert!(list.starts_with("SW0001  two states of one name\nSW0002  "), "{list}");
    assert!(list.contains("\nSW0901  ") && list.contains("\nSW1063  "), "{list}");
    let lessons = json_of(&answer(&["explain", "--list", "--json"]));
    assert_eq!(lessons.as_array().map(Vec::len), Some(list.lines().count()));
    let lesson = json_of(&answer(&["explain", "SW0005", "--json"]));
    assert_eq!(lesson["title"], "a value that no state machine can have");
    assert!(
        lesson["good"].as_str().is_some_and(|it| it.contains("from_secs(2)")),
        "{lesson}"
    );
}

// ---- where ----

#[test]
fn a_state_is_found_at_its_line() {
    let line = line_with("steps.validate_account(").to_string();
    let text = answer(&["where", "ValidateAccount"]).replace(&format!(":{line}\n"), ":LINE\n");
    insta::assert_snapshot!(text, @r"
    state `ValidateAccount` of `bank-transaction`
     --> bank/src/workflow.rs:LINE
      = step: bank::workflow::BankSteps::validate_account, Lambda function `validate_account`
    ");
    let found = json_of(&answer(&[
        "where",
        "ValidateAccount",
        "--workflow",
        "bank-transaction",
        "--json",
    ]));
    assert_eq!(found[0]["file"], "bank/src/workflow.rs");
    assert_eq!(found[0]["line"].to_string(), line);
}

#[test]
fn the_nearest_states_are_named_for_one_that_there_is_not() {
    let (code, text) = run(&["where", "ValidatAcount"], "");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: there is no state `ValidatAcount`
      = help: near it there are ValidateAccount
    ");
    let (code, text) = run(&["where", "CheckFunds", "--workflow", "bank"], "");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: there is no workflow `bank`
      = help: there are bank-transaction
    ");
}

/// What AWS answers about a withdrawal without the funds for it.
fn history() -> Value {
    let entered = |name: &str| json!({ "name": name, "input": "{}" });
    let cause = json!({ "errorType": "InsufficientFunds", "errorMessage": "{}" }).to_string();
    json!({ "events": [
        { "timestamp": "2026-11-28T12:00:00.000Z", "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
          "executionStartedEventDetails": { "input": "{}", "roleArn": "arn:aws:iam::123456789012:role/bank" } },
        { "timestamp": "2026-11-28T12:00:00.010Z", "type": "TaskStateEntered", "id": 2, "previousEventId": 0,
          "stateEnteredEventDetails": entered("ValidateAccount") },
        { "timestamp": "2026-11-28T12:00:00.050Z", "type": "TaskStateExited", "id": 3, "previousEventId": 2,
          "stateExitedEventDetails": { "name": "ValidateAccount", "output": "{}" } },
        { "timestamp": "2026-11-28T12:00:00.060Z", "type": "TaskStateEntered", "id": 4, "previousEventId": 3,
          "stateEnteredEventDetails": entered("CheckFunds") },
        { "timestamp": "2026-11-28T12:00:00.070Z", "type": "TaskFailed", "id": 5, "previousEventId": 4,
          "taskFailedEventDetails": { "resourceType": "lambda", "resource": "invoke", "error": "InsufficientFunds", "cause": cause } },
        { "timestamp": "2026-11-28T12:00:00.080Z", "type": "ExecutionFailed", "id": 6, "previousEventId": 5,
          "executionFailedEventDetails": { "error": "InsufficientFunds", "cause": cause } },
    ] })
}

#[test]
fn the_line_of_a_failed_execution_is_found_by_its_history() {
    let line = line_with("steps.check_funds(");
    for arguments in [&["where"][..], &["where", "-"]] {
        let (code, text) = run(arguments, &history().to_string());
        assert_eq!(code, Some(0), "{text}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(text.replace(&format!(":{line}\n"), ":LINE\n"), @r#"
            error: state `CheckFunds` of `bank-transaction` failed: InsufficientFunds
             --> bank/src/workflow.rs:LINE
              = step: bank::workflow::BankSteps::check_funds, Lambda function `check_funds`
              = cause: {"errorType":"InsufficientFunds","errorMessage":"{}"}
            "#);
        }
    }
}

#[test]
fn a_description_names_the_states_that_end_so() {
    let machine = "arn:aws:states:eu-central-1:123456789012:stateMachine:bank-transaction";
    let description =
        json!({ "status": "FAILED", "error": "InsufficientFunds", "cause": "{}", "stateMachineArn": machine });
    let (code, text) = run(&["where", "--json"], &description.to_string());
    assert_eq!(code, Some(0), "{text}");
    let found = json_of(&text);
    let states: Vec<_> = found
        .as_array()
        .expect("states")
        .iter()
        .map(|it| &it["state"])
        .collect();
    assert_eq!(states, ["ProcessDeposit", "CheckFunds", "ProcessWithdrawal"]);
    assert_eq!(found[0]["certain"], false);
}

#[test]
fn an_execution_that_did_not_fail_is_told_apart_from_what_is_no_execution() {
    assert_eq!(
        run(&["where", "-"], r#"{ "status": "SUCCEEDED" }"#),
        (Some(0), "no state failed: the execution succeeded\n".to_owned())
    );
    let (code, text) = run(&["where"], "Unable to locate credentials");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: standard input does not say where an execution failed: it is not JSON: expected value at line 1 column 1
      = help: pipe in what `aws stepfunctions get-execution-history --execution-arn ARN` prints, or `describe-execution`
    ");
}

// ---- graph ----

#[test]
fn a_workflow_is_drawn_as_it_stands_in_the_generated_files() {
    let generated = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/bank-transaction");
    let file = |name: &str| std::fs::read_to_string(generated.join(name)).expect("it is generated");
    assert_eq!(answer(&["graph"]), file("state-machine.mmd"));
    assert_eq!(
        answer(&["graph", "bank-transaction", "--format", "svg"]),
        file("state-machine.svg")
    );
    let (code, text) = run(&["graph", "bank"], "");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: there is no workflow `bank`
      = help: there are bank-transaction
    ");
}

// ---- for machines ----

#[test]
fn what_check_finds_is_one_value_for_a_machine() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().to_string_lossy();
    let (code, text) = run(&["check", "--json", "--out", &out], "");
    let report = json_of(&text);
    assert_eq!(code, Some(1));
    assert_eq!(
        report["files"][0],
        json!({ "path": "bank-transaction/models/request.json", "status": "missing" })
    );
    assert_eq!((&report["diagnostics"], &report["changes"]), (&json!([]), &Value::Null));

    let written = json_of(&run(&["generate", "--json", "--out", &out], "").1);
    assert_eq!(written["files"], report["files"], "as they were found");
    let (code, text) = run(&["check", "--json", "--out", &out, "--baseline", &out], "");
    let report = json_of(&text);
    assert_eq!((code, &report["changes"]), (Some(0), &json!([])));
    assert_eq!(report["files"][0]["status"], "fresh");
}

#[test]
fn check_judges_the_changes_since_a_baseline_as_compat_does() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().to_string_lossy();
    assert_eq!(run(&["generate", "--out", &out], "").0, Some(0));
    let step = directory
        .path()
        .join("bank-transaction/schemas/steps/validate-account/input.schema.json");
    let text = std::fs::read_to_string(&step).expect("the schema");
    std::fs::write(&step, text.replace("\"account\"", "\"number\"")).expect("written");

    // Both stale and breaking: the exit code is the graver one, and both are said.
    let (code, text) = run(&["check", "--out", &out, "--baseline", &out], "");
    assert_eq!(code, Some(5));
    assert!(text.contains("breaking[SW1022]"), "{text}");
    assert!(
        text.contains("stale     bank-transaction/schemas/steps/validate-account/input.schema.json"),
        "{text}"
    );
    let report = json_of(&run(&["check", "--json", "--out", &out, "--baseline", &out], "").1);
    assert_eq!(report["changes"][0]["code"], "SW1022");
    let (code, _) = run(&["check", "--pinned-functions"], "");
    assert_eq!(code, Some(2), "functions are pinned against a baseline");
}

// ---- colours ----

#[test]
fn colours_are_for_terminals_and_for_whoever_asks_for_them() {
    let arguments = ["where", "-"];
    let history = history().to_string();
    let is_coloured = |variables: &[(&str, &str)]| run_with(&arguments, &history, variables).1.contains('\u{1b}');
    assert!(!is_coloured(&[]), "a pipe is no terminal");
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

// ---- AWS itself ----

/// Puts a program of the name `aws` into a directory, which prints that and ends so; what it was called with is in `called`.
fn fake_aws(directory: &Path, answer: &str, code: u8) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(directory.join("answer"), answer).expect("written");
    let program = format!(
        "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"$@\" > \"$here/called\"\nfor last; do :; done\ncp \"${{last#file://}}\" \
         \"$here/definition\"\n[ {code} = 0 ] && cat \"$here/answer\" || cat \"$here/answer\" >&2\nexit {code}\n"
    );
    let file = directory.join("aws");
    std::fs::write(&file, program).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

/// `check --aws` of fresh files, where AWS answers so.
fn check_with_aws(answer: &str, code: u8, arguments: &[&str]) -> (Option<i32>, String, tempfile::TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    fake_aws(directory.path(), answer, code);
    let out = directory.path().join("generated").to_string_lossy().into_owned();
    assert_eq!(run(&["generate", "--out", &out], "").0, Some(0));
    let path = format!("{}:/usr/bin:/bin", directory.path().display());
    let arguments = [&["check", "--aws", "--out", &out][..], arguments].concat();
    let (code, text) = run_with(&arguments, "", &[("PATH", &path)]);
    (code, text, directory)
}

#[test]
fn what_aws_refuses_is_told_at_the_rust_line() {
    let answer = json!({ "result": "FAIL", "truncated": false, "diagnostics": [
        { "severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": "It is not supported", "location": "/States/CheckFunds/Resource" },
        { "severity": "WARNING", "code": "PENDING", "message": "Soon gone", "location": "/" },
    ] });
    let (code, text, directory) = check_with_aws(&answer.to_string(), 0, &[]);
    assert_eq!(code, Some(3));
    let line = line_with("steps.check_funds(");
    insta::assert_snapshot!(text.replace(&format!(":{line}\n"), ":LINE\n"), @r"
    error[SW0008]: AWS says SCHEMA_VALIDATION_FAILED at /States/CheckFunds/Resource of `bank-transaction`: It is not supported
     --> bank/src/workflow.rs:LINE
      = help: change what the line says, or, if Step Functions takes the state machine all the same, say so to stepwright: its own rules did not find this

    for more about an error: cargo run -p workflow-gen -- explain SW0008
    ");
    let asked = |name: &str| std::fs::read_to_string(directory.path().join(name)).expect("it was asked");
    let called = asked("called");
    assert!(
        called.starts_with("stepfunctions validate-state-machine-definition --output json --type EXPRESS"),
        "{called}"
    );
    let function = &json_of(&asked("definition"))["States"]["CheckFunds"]["Arguments"]["FunctionName"];
    assert_eq!(function, "arn:aws:lambda:us-east-1:123456789012:function:CheckFunds");
}

#[test]
fn what_aws_warns_of_is_a_warning_for_machines_too() {
    let warning =
        json!({ "severity": "WARNING", "code": "SOON", "message": "Soon gone", "location": "/States/MatchKind" });
    let answer = json!({ "result": "OK", "diagnostics": [warning] }).to_string();
    let (code, text, _) = check_with_aws(&answer, 0, &["--json"]);
    assert_eq!(code, Some(0), "{text}");
    let diagnostic = &json_of(&text)["diagnostics"][0];
    assert_eq!(
        (&diagnostic["severity"], &diagnostic["code"]),
        (&json!("warning"), &json!("SW0008"))
    );
    assert_eq!(diagnostic["line"], line_with("match posting.kind"));
}

#[test]
fn aws_that_refuses_without_a_word_does_not_pass() {
    let (code, text, _) = check_with_aws(r#"{ "result": "FAIL", "diagnostics": [] }"#, 0, &[]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("error: AWS does not say: it answered FAIL about `bank-transaction`"),
        "{text}"
    );
}

#[test]
fn why_aws_could_not_be_asked_is_told() {
    let (code, text, _) = check_with_aws("Unable to locate credentials.", 253, &[]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @r"
    error: AWS does not say: Unable to locate credentials.
      = help: `check --aws` runs `aws stepfunctions validate-state-machine-definition`: it needs the AWS CLI, credentials that may do so, and a region
    ");
}
