//! No edit of the contract ends in a running drift: each ends in a compile error, or in a test that fails.
//!
//! Every case edits a copy of the project and runs the compiler, and the test that `generated/` is fresh, on it. The
//! copy stands below the target directory and is kept, so that a case compiles no more than its edit.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the copy holds of the project: the contract and everything that it is generated with.
const MEMBERS: [&str; 7] = [
    "asl",
    "bank",
    "interpreter",
    "jsonata",
    "stepwright",
    "stepwright-macros",
    "workflow-gen",
];

/// The folder of the copy's members. Cargo tells two packages of one name apart by their paths below the workspace:
/// without it the copy's libraries would take the place of the project's own, since both are compiled into one directory.
const FOLDER: &str = "copy";

/// An edit of one file: a text that is there, and what replaces it.
type Edit = (&'static str, &'static str, &'static str);

/// The project's own root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the project is there")
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The copy, and the lock that lets one case at a time use it.
struct Copy {
    root: PathBuf,
    _lock: File,
}

impl Copy {
    /// The project as it is, with these edits.
    fn with(edits: &[Edit]) -> Copy {
        let root = target().join("drift");
        fs::create_dir_all(&root).expect("the target directory can be written");
        let lock = File::create(root.join(".lock")).expect("the target directory can be written");
        lock.lock().expect("a file can be locked");
        let copy = Copy { root, _lock: lock };
        copy.fill(edits);
        copy
    }

    fn fill(&self, edits: &[Edit]) {
        let project = self::root();
        for member in MEMBERS.into_iter().chain(["generated"]) {
            self.tree(&project, Path::new(member), edits);
        }
        let manifest = fs::read_to_string(project.join("Cargo.toml")).expect("the manifest is there");
        self.file("../Cargo.toml", &members_of_the_copy(&manifest), &[]);
        let lock = fs::read_to_string(project.join("Cargo.lock")).expect("the lock file is there");
        if !self.root.join("Cargo.lock").exists() {
            self.file("../Cargo.lock", &lock, &[]);
        }
        // Whoever implements the steps, here without AWS.
        self.file("teller/Cargo.toml", TELLER, &[]);
        let steps = fs::read_to_string(project.join("tests/src/teller.rs")).expect("the steps are there");
        self.file("teller/src/lib.rs", &steps, edits);
    }

    fn tree(&self, project: &Path, below: &Path, edits: &[Edit]) {
        for entry in fs::read_dir(project.join(below)).expect("the project can be read") {
            let entry = entry.expect("the project can be read");
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                self.tree(project, &path, edits);
            } else {
                let text = fs::read_to_string(entry.path()).expect("a text");
                self.file(&path.to_string_lossy(), &text, edits);
            }
        }
    }

    /// Writes a file with its edits; leaves one alone that has these bytes, so that nothing is compiled anew for it.
    fn file(&self, path: &str, text: &str, edits: &[Edit]) {
        let mut text = text.to_owned();
        for (_, from, to) in edits.iter().filter(|(file, ..)| *file == path) {
            assert!(text.contains(from), "{path} has no `{from}`: mend the case");
            text = text.replace(from, to);
        }
        let file = self.root.join(FOLDER).join(path);
        if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            fs::create_dir_all(file.parent().expect("a file has a directory")).expect("written");
            fs::write(file, text).expect("written");
        }
    }

    /// What the compiler and the tests say: whether they let it pass, and their words.
    fn verdict(&self) -> (bool, String) {
        let arguments = [
            "test",
            "--offline",
            "--quiet",
            "-p",
            "workflow-gen",
            "-p",
            "teller",
            "--test",
            "generated",
        ];
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--lib"])
            .current_dir(&self.root)
            // What is compiled for both is compiled once; what a user runs is not overwritten.
            .env("CARGO_BUILD_BUILD_DIR", target())
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs");
        let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.success(), words)
    }
}

const TELLER: &str = r#"[package]
name = "teller"
version = "0.1.0"
edition = "2024"

[dependencies]
bank.workspace = true
serde_json.workspace = true
stepwright.workspace = true
"#;

fn members_of_the_copy(manifest: &str) -> String {
    let (_, rest) = manifest.split_once("members = [").expect("a workspace");
    let (_, rest) = rest.split_once(']').expect("a list");
    let member = |name| format!("\"{FOLDER}/{name}\"");
    let members: Vec<_> = MEMBERS.into_iter().chain(["teller"]).map(member).collect();
    let rest = rest.replace("path = \"", &format!("path = \"{FOLDER}/"));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]{rest}",
        members.join(", ")
    )
}

/// The edits end in an error, with these words.
fn caught(edits: &[Edit], words: &[&str]) {
    let (passed, said) = Copy::with(edits).verdict();
    assert!(!passed, "nobody noticed");
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
    let (passed, said) = Copy::with(&[]).verdict();
    assert!(passed, "{said}");
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
