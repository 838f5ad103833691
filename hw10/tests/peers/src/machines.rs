//! The expressions of state machines that lie on disk.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What the name of a file with a state machine ends in.
const SUFFIX: &str = ".asl.json";

/// The files with state machines below these directories, sorted.
pub fn machines_below<P: AsRef<Path>>(directories: impl IntoIterator<Item = P>) -> io::Result<Vec<PathBuf>> {
    let mut machines = Vec::new();
    for directory in directories {
        collect(directory.as_ref(), &mut machines)?;
    }
    machines.sort();
    Ok(machines)
}

fn collect(directory: &Path, machines: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, machines)?;
        } else if path.to_string_lossy().ends_with(SUFFIX) {
            machines.push(path);
        }
    }
    Ok(())
}

/// The expressions that stand anywhere in a document, without the `{%` and `%}` around them, in its order.
///
/// ```
/// let state = serde_json::json!({ "Type": "Pass", "Output": { "id": "{% $account.id %}", "kind": "dep" } });
/// assert_eq!(peers::expressions_in(&state), ["$account.id"]);
/// ```
pub fn expressions_in(document: &Value) -> Vec<String> {
    match document {
        Value::String(text) => expression(text).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(expressions_in).collect(),
        Value::Object(fields) => fields.values().flat_map(expressions_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn expression(text: &str) -> Option<String> {
    let inner = text.strip_prefix("{%")?.strip_suffix("%}")?;
    Some(inner.trim().to_owned())
}
