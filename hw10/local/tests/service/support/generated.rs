//! Folders as the generator writes them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

/// The folder that is checked in.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated")
}

/// A fresh folder whose state machine is another one.
pub(crate) fn with_state_machine(definition: &Value) -> TempDir {
    let copy = TempDir::new().expect("a folder");
    fs::create_dir(copy.path().join("bank-transaction")).expect("a folder");
    fs::copy(folder().join("manifest.json"), copy.path().join("manifest.json")).expect("the manifest is copied");
    let path = copy.path().join("bank-transaction/state-machine.asl.json");
    fs::write(path, definition.to_string()).expect("the state machine is written");
    copy
}

/// A folder that was written from another contract.
pub(crate) fn stale() -> TempDir {
    let copy = TempDir::new().expect("a folder");
    let manifest = r#"{ "workflows": { "bank-transaction": { "fingerprint": "of long ago" } } }"#;
    fs::write(copy.path().join("manifest.json"), manifest).expect("the manifest is written");
    copy
}
