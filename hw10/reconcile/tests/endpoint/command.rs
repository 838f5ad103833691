//! The command as a person runs it: its exit codes, its report, what it says when it cannot read.

use std::process::{Command, Output};

use serde_json::Value;

use crate::bank::Bank;

/// Runs `reconcile` without anything of the tester's own AWS.
fn reconcile(endpoint: &str, flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reconcile"));
    for variable in [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
    ] {
        command.env_remove(variable);
    }
    command.args(["--endpoint", endpoint]).args(flags);
    command.output().expect("the binary runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn clean_books_are_code_0() {
    let bank = Bank::open().await;
    bank.post(6).await;
    let output = reconcile(&bank.endpoint(), &[]);
    assert_eq!(code(&output), 0, "{}", said(&output.stderr));
    assert_eq!(
        said(&output.stdout),
        "clean: 6 entries, 5 accounts, 5 replayed; every invariant holds\n"
    );
    assert_eq!(said(&output.stderr), "", "no progress where nobody looks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_invariant_is_code_1_and_reported_with_its_rows() {
    let bank = Bank::open().await;
    bank.post(6).await;
    bank.set_balance("12345", "0.07").await;
    let output = reconcile(&bank.endpoint(), &[]);
    assert_eq!(code(&output), 1);
    let text = said(&output.stdout);
    assert!(text.contains("balance-is-sum: account 12345: it holds 0.07"), "{text}");
    assert!(text.contains(r#""balance":{"N":"0.07"}"#), "{text}");

    let output = reconcile(&bank.endpoint(), &["--json"]);
    assert_eq!(code(&output), 1);
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!((&report["outcome"], &report["entries"]), (&"broken".into(), &6.into()));
    let finding = &report["findings"][0];
    assert_eq!(finding["invariant"], "balance-is-sum");
    assert_eq!(finding["rows"][0]["balance"]["N"], "0.07");
    assert_eq!(finding["rows"][1]["transaction"]["S"], "k-key 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_goes_on_where_the_run_before_it_stopped() {
    let bank = Bank::open().await;
    bank.post(9).await;
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("audit.json");
    let flags = [
        "--state",
        state.to_str().expect("UTF-8"),
        "--page-rows",
        "2",
        "--pages-max",
        "4",
    ];
    let mut runs = 1;
    let last = loop {
        let output = reconcile(&bank.endpoint(), &flags);
        if code(&output) != 3 {
            break output;
        }
        assert!(state.exists());
        runs += 1;
    };
    assert_eq!(code(&last), 0, "{}", said(&last.stdout));
    assert!(runs > 3, "{runs}");
    assert!(!state.exists(), "the next audit begins anew");
    assert!(said(&last.stdout).starts_with("clean: 9 entries, 5 accounts, 5 replayed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn books_that_cannot_be_read_are_code_2_and_what_to_do() {
    let bank = Bank::open().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let unreachable = format!("http://{}", nobody.local_addr().expect("an address"));
    drop(nobody);
    for (endpoint, flags, parts) in [
        (
            bank.endpoint(),
            &["--accounts", "Elsewhere"][..],
            &["`Elsewhere`", "--accounts"][..],
        ),
        (
            bank.endpoint(),
            &["--transactions", "HW10-Account-List"],
            &["ValidationException", "the bank's tables"],
        ),
        (unreachable, &[], &["`HW10-Transactions`", "endpoint"]),
    ] {
        let output = reconcile(&endpoint, flags);
        let told = said(&output.stderr);
        assert_eq!(code(&output), 2, "{told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        assert!(!told.contains("DispatchFailure"), "{told}");
        for part in parts {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}

/// Else the same command with the right name would be refused: the file would be the progress of other tables.
#[tokio::test(flavor = "multi_thread")]
async fn an_audit_that_has_read_nothing_keeps_no_progress() {
    let bank = Bank::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("audit.json");
    let path = state.to_str().expect("UTF-8");
    let output = reconcile(&bank.endpoint(), &["--state", path, "--transactions", "Elsewhere"]);
    assert_eq!(code(&output), 2);
    assert!(!state.exists());
    assert_eq!(code(&reconcile(&bank.endpoint(), &["--state", path])), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_a_table_fails_is_kept() {
    let bank = Bank::open().await;
    bank.post(6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("audit.json");
    let path = state.to_str().expect("UTF-8");
    let flags = ["--state", path, "--accounts", "Elsewhere", "--page-rows", "1"];
    assert_eq!(code(&reconcile(&bank.endpoint(), &flags)), 2);
    let kept = std::fs::read_to_string(&state).expect("the progress is there");
    assert!(kept.contains(r#""ledger":"Done""#), "{kept}");
    assert!(kept.contains(r#""entries":6"#), "{kept}");
}

#[cfg(not(feature = "tls"))]
#[test]
fn an_address_that_needs_tls_is_told_with_what_to_build() {
    let output = reconcile("https://dynamodb.us-east-1.amazonaws.com", &[]);
    assert_eq!(code(&output), 2);
    assert!(said(&output.stderr).contains("--features tls"));
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_that_is_damaged_or_of_other_tables_is_not_used() {
    let bank = Bank::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("audit.json");
    let path = state.to_str().expect("UTF-8");
    let begun = reconcile(&bank.endpoint(), &["--state", path, "--pages-max", "1"]);
    assert_eq!(code(&begun), 3);
    let other = reconcile(&bank.endpoint(), &["--state", path, "--accounts", "Elsewhere"]);
    assert_eq!(code(&other), 2);
    assert!(said(&other.stderr).contains("other tables"));
    let elsewhere = Command::new(env!("CARGO_BIN_EXE_reconcile"))
        .args(["--endpoint", &bank.endpoint(), "--state", path])
        .env("AWS_REGION", "eu-central-1")
        .output()
        .expect("the binary runs");
    assert_eq!(code(&elsewhere), 2, "in another region there are other tables");
    std::fs::write(&state, "{}").expect("a file");
    let damaged = reconcile(&bank.endpoint(), &["--state", path]);
    assert_eq!(code(&damaged), 2);
    assert!(said(&damaged.stderr).contains("remove it"));
}
