//! The page on the protocol names the test behind each claim. A test that is renamed or gone takes its claim with it.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the tests are that the page names.
const FOLDERS: [&str; 7] = [
    "local/tests/service",
    "local/src/gateway",
    "local/src",
    "steps/tests/dynamodb",
    "steps/src",
    "reconcile/tests",
    "simulator/tests",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What stands between backquotes as `file::test`.
fn named(page: &str) -> Vec<(&str, &str)> {
    let quoted = page.split('`').skip(1).step_by(2);
    let named = quoted.filter_map(|text| text.split_once("::"));
    named.filter(|(file, _)| *file != "file").collect()
}

/// Whether a file of that name, with or without its folder and its ending, has that test.
fn is_there(file: &str, test: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".rs");
    FOLDERS.iter().any(|folder| {
        let path = workspace().join(folder).join(name).with_extension("rs");
        fs::read_to_string(path).is_ok_and(|source| source.contains(&format!("fn {test}()")))
    })
}

#[test]
fn every_test_that_the_protocol_names_is_there() {
    let page = fs::read_to_string(workspace().join("../docs/protocol.md")).expect("the page is there");
    let named = named(&page);
    assert!(named.len() > 30, "{}", named.len());
    let missing: Vec<_> = named.into_iter().filter(|(file, test)| !is_there(file, test)).collect();
    assert!(
        missing.is_empty(),
        "docs/protocol.md names tests that are not there: {missing:?}"
    );
}
