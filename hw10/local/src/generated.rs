//! Reads the state machine that the generator wrote: fresh, with its placeholders filled in, compiled. Writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use asl::StateMachine;
use interpreter::Machine;
use serde::Deserialize;

use crate::contract::{self, WORKFLOW};
use crate::functions;

/// What writes the generated files.
const GENERATE: &str = "cargo run -p workflow-gen";

/// Why the generated state machine cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum GeneratedError {
    /// A file is not there, or cannot be read.
    #[error("cannot read `{}`: {source}; write it with `{GENERATE}` in hw10/, or say where it is with --generated DIR", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The files were written from another contract than the one that is compiled in.
    #[error("`{}` is stale: the bank's types or its workflow have changed; write it anew with `{GENERATE}`", path.display())]
    Stale {
        /// The folder.
        path: PathBuf,
    },
    /// A file is not what the generator writes.
    #[error("`{}` is not what the generator writes: {detail}; write it anew with `{GENERATE}`", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
}

/// What the generator says about what it wrote.
#[derive(Deserialize)]
struct Manifest {
    workflows: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    fingerprint: String,
}

/// The state machine of `POST /transactions`, out of the folder of generated files.
pub(crate) fn load(folder: &Path) -> Result<Arc<Machine>, GeneratedError> {
    check_fresh(folder)?;
    let path = folder.join(WORKFLOW).join("state-machine.asl.json");
    let definition = substitute(&read(&path)?);
    let invalid = |problems: Vec<asl::Problem>| GeneratedError::Invalid {
        path: path.clone(),
        detail: problems.first().map(ToString::to_string).unwrap_or_default(),
    };
    let definition = StateMachine::parse(&definition).map_err(invalid)?;
    Machine::compile(definition).map(Arc::new).map_err(invalid)
}

fn check_fresh(folder: &Path) -> Result<(), GeneratedError> {
    let path = folder.join("manifest.json");
    let manifest: Manifest = serde_json::from_str(&read(&path)?).map_err(|error| GeneratedError::Invalid {
        path: path.clone(),
        detail: error.to_string(),
    })?;
    let entry = manifest.workflows.get(WORKFLOW);
    if entry.is_some_and(|entry| entry.fingerprint == contract::fingerprint()) {
        return Ok(());
    }
    Err(GeneratedError::Stale {
        path: folder.to_owned(),
    })
}

fn read(path: &Path) -> Result<String, GeneratedError> {
    fs::read_to_string(path).map_err(|source| GeneratedError::Missing {
        path: path.to_owned(),
        source,
    })
}

/// Fills in the placeholders, on the text, as CloudFormation's definition substitutions do: `${CheckFunds}` becomes
/// the name of that function.
fn substitute(definition: &str) -> String {
    let mut filled = String::with_capacity(definition.len());
    let mut rest = definition;
    while let Some((before, after)) = rest.split_once("${") {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if is_name(name) => {
                filled.push_str(&functions::arn(name));
                rest = after;
            }
            _ => {
                filled.push_str("${");
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_becomes_the_functions_name() {
        let text = r#"{"a": "${CheckFunds}", "b": "${not a name}", "c": "${", "d": "${X}"}"#;
        let arn = "arn:aws:lambda:us-east-1:000000000000:function";
        let filled = format!(r#"{{"a": "{arn}:CheckFunds", "b": "${{not a name}}", "c": "${{", "d": "{arn}:X"}}"#);
        assert_eq!(substitute(text), filled);
    }

    #[test]
    fn a_missing_folder_is_told_with_what_writes_it() {
        let error = load(Path::new("/nowhere")).expect_err("nothing there").to_string();
        assert!(error.contains("/nowhere/manifest.json"), "{error}");
        assert!(error.contains("cargo run -p workflow-gen"), "{error}");
    }
}
