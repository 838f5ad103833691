//! No edit of the contract ends in a running drift: each ends in a compile error, or in a test that fails.
//!
//! Every case edits a copy of the project and runs the compiler, and the test that `generated/` is fresh, on it.

use hw10_tests::copy::{Edited, ProjectCopy, Ran, text};

/// An edit of one file: a text that is there, and what replaces it.
type Edit = (&'static str, &'static str, &'static str);

/// What the compiler and the tests say about the project with these edits.
fn verdict(edits: &[Edit]) -> Ran {
    let mut edited = Edited::new();
    for (path, from, to) in edits {
        let file = edited.entry((*path).to_owned()).or_insert_with(|| text(path));
        assert!(file.contains(from), "{path} has no `{from}`: mend the case");
        *file = file.replace(from, to);
    }
    let copy = ProjectCopy::locked();
    copy.fill(&edited);
    copy.cargo(&[
        "test",
        "-p",
        "workflow-gen",
        "-p",
        "teller",
        "--test",
        "generated",
        "--lib",
    ])
}

/// The edits end in an error, with these words.
fn caught(edits: &[Edit], words: &[&str]) {
    let Ran { code, said } = verdict(edits);
    assert_ne!(code, Some(0), "nobody noticed");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
}

const TRANSACTION: &str = "bank/src/transaction.rs";
const FAULTS: &str = "bank/src/faults.rs";
const WORKFLOW: &str = "bank/src/workflow.rs";
const STALE: &str = "cargo run -p workflow-gen";

#[test]
fn without_an_edit_everything_passes() {
    let Ran { code, said } = verdict(&[]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_field_renamed_on_the_wire_makes_generated_stale() {
    let edit = (
        "pub struct Transaction {",
        "#[serde(rename_all = \"UPPERCASE\")]\npub struct Transaction {",
    );
    caught(
        &[(TRANSACTION, edit.0, edit.1)],
        &["stale", "state-machine.asl.json", STALE],
    );
}

#[test]
fn a_field_renamed_in_rust_does_not_compile() {
    caught(
        &[(TRANSACTION, "pub request_id: RequestId", "pub request: RequestId")],
        &["error[E0", "request_id"],
    );
}

#[test]
fn a_changed_type_does_not_compile() {
    let posting = (
        "pub struct Posting {\n    /// The number of the account.\n    pub account: AccountId",
        "pub struct Posting {\n    /// The number of the account.\n    pub account: RequestId",
    );
    caught(
        &[(TRANSACTION, posting.0, posting.1)],
        &["error[E0308]: mismatched types"],
    );
}

#[test]
fn a_new_variant_of_an_enum_does_not_compile() {
    let kind = ("    Withdrawal,\n", "    Withdrawal,\n    /// Both.\n    Transfer,\n");
    caught(
        &[(TRANSACTION, kind.0, kind.1)],
        &["error[E0004]: non-exhaustive patterns: `Kind::Transfer` not covered"],
    );
}

#[test]
fn a_new_variant_of_a_fault_makes_generated_stale() {
    let edit = (
        "pub enum AccountError {",
        "pub enum AccountError {\n    /// Too many at once.\n    AccountBusy(AccountBusy),",
    );
    caught(
        &[(FAULTS, edit.0, edit.1)],
        &["stale", "validate-account/error.schema.json", STALE],
    );
}

#[test]
fn a_fault_that_the_workflow_has_no_place_for_does_not_compile() {
    caught(
        &[(FAULTS, "    Funds(FundsError),\n", "")],
        &["error[E0277]", "FundsError"],
    );
}

#[test]
fn a_removed_step_does_not_compile() {
    caught(
        &[(WORKFLOW, "async fn check_funds(&self,", "async fn other(&self,")],
        &["error[E0", "check_funds"],
    );
}

#[test]
fn a_renamed_parameter_makes_generated_stale() {
    let edit = (
        "async fn process_deposit(&self, posting: &Posting)",
        "async fn process_deposit(&self, deposit: &Posting)",
    );
    caught(
        &[(WORKFLOW, edit.0, edit.1)],
        &["stale", "process-deposit/input.schema.json", STALE],
    );
}

#[test]
fn an_edit_of_the_workflow_makes_generated_stale() {
    let edit = ("            steps.check_funds(&posting).await?;\n", "");
    caught(
        &[(WORKFLOW, edit.0, edit.1)],
        &["stale", "state-machine.asl.json", STALE],
    );
}
