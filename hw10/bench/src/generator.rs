//! The generator, as a person runs it: its process alone, and from the edit of a type until it has run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;

/// GNU time: the one program that tells how much memory a process had that is gone.
const TIME: &str = "/usr/bin/time";

/// The best of so many runs is told, since anything else is the machine's doing.
const RUNS: usize = 5;

/// A file with types of the bank.
const TYPES: &str = "bank/src/transaction.rs";

/// What one run needed.
pub(crate) struct Run {
    /// From its start to its end.
    pub(crate) time: Duration,
    /// What it held in memory at most, in KiB; none where GNU time is not installed.
    pub(crate) most: Option<u64>,
}

/// The generator's process.
pub(crate) fn run(workspace: &Path) -> Result<Run, Failure> {
    process::cargo(workspace, &["build", "--package", "workflow-gen"])?;
    let program = std::path::absolute(workspace.join("target/debug/workflow-gen"))?;
    let mut time = Duration::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        process::run(quiet(Command::new(&program), workspace))?;
        time = time.min(started.elapsed());
    }
    Ok(Run {
        time,
        most: memory(&program, workspace),
    })
}

fn quiet(mut command: Command, workspace: &Path) -> Command {
    command.current_dir(workspace).stdout(Stdio::null());
    command
}

fn memory(program: &Path, workspace: &Path) -> Option<u64> {
    let mut command = quiet(Command::new(TIME), workspace);
    let output = command
        .args(["--format", "%M"])
        .arg(program)
        .stderr(Stdio::piped())
        .output()
        .ok()?;
    String::from_utf8(output.stderr)
        .ok()?
        .lines()
        .last()?
        .trim()
        .parse()
        .ok()
}

/// From the edit of a type, through the compiler, to the end of the generator.
pub(crate) fn after_edit(workspace: &Path) -> Result<Duration, Failure> {
    let arguments = ["run", "--package", "workflow-gen"];
    process::cargo(workspace, &arguments)?;
    let _edit = Edit::make(workspace.join(TYPES))?;
    let started = Instant::now();
    process::cargo(workspace, &arguments)?;
    Ok(started.elapsed())
}

/// An edit of a source file, which is taken back when it goes out of scope.
///
/// The new line moves all that follows, so that the compiler takes every type of the file for a changed one; what it
/// means stays the same.
struct Edit {
    path: PathBuf,
    text: String,
}

impl Edit {
    fn make(path: PathBuf) -> Result<Edit, Failure> {
        let failure = |source| Failure::File {
            path: path.clone(),
            source,
        };
        let text = fs::read_to_string(&path).map_err(failure)?;
        fs::write(&path, format!("\n{text}")).map_err(failure)?;
        Ok(Edit { path, text })
    }
}

impl Drop for Edit {
    fn drop(&mut self) {
        // Nobody is left to tell; `git diff` shows the empty line.
        let _ = fs::write(&self.path, &self.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("types.rs");
        fs::write(&path, "struct A;").expect("a file");
        let edit = Edit::make(path.clone()).expect("an edit");
        assert_ne!(fs::read_to_string(&path).expect("a file"), "struct A;");
        drop(edit);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "struct A;");
    }
}
