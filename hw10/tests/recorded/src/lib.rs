//! What AWS and others were recorded to do, for the tests that compare ours with it.
//!
//! The records are other people's data and no part of the repository. They are looked for in `shared/conformance` beside
//! it, or where `STEPWRIGHT_CONFORMANCE` says. Where there are none a test says so and passes, unless
//! `CI_CONFORMANCE_REQUIRED` is set.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

/// The records of one file, a JSON value to a line; `None` where there are none.
#[expect(clippy::print_stdout, reason = "a test that did not run should say so")]
pub fn vectors(file: &str) -> Option<Vec<Value>> {
    let path = folder().join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        let message = format!("conformance: no records at {}, nothing was compared", path.display());
        assert!(env::var_os("CI_CONFORMANCE_REQUIRED").is_none(), "{message}");
        println!("{message}");
        return None;
    };
    let parse = |line: &str| serde_json::from_str(line).expect("each line of the records is JSON");
    Some(text.lines().map(parse).collect())
}

fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/conformance");
    env::var_os("STEPWRIGHT_CONFORMANCE").map_or_else(beside, PathBuf::from)
}
