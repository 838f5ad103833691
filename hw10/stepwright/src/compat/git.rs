//! The generated files of a commit, by the command `git`.

use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::baseline::BaselineError;

/// The files that a commit has in the place of a directory: their paths below it, and their texts.
pub(super) fn files_of(reference: &str, directory: &Path) -> Result<Vec<(String, String)>, BaselineError> {
    let git = Git::about(reference, directory);
    let commit = git.commit()?;
    let below = git.output(&["rev-parse", "--show-prefix"], None)?;
    let folder = format!("{}{}", text(&below).trim_end(), git.folder);
    let listed = git.output(
        &[
            "ls-tree",
            "-r",
            "-z",
            "--name-only",
            "--full-tree",
            &commit,
            "--",
            &folder,
        ],
        None,
    )?;
    let listed = text(&listed);
    let paths: Vec<_> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    let names: Vec<_> = paths.iter().map(|path| format!("{commit}:{path}\n")).collect();
    let contents = git.output(&["cat-file", "--batch"], Some(&names.concat()))?;
    let strip = |path: &&str| {
        path.strip_prefix(&folder)
            .map_or(*path, |it| it.trim_start_matches('/'))
            .to_owned()
    };
    Ok(paths.iter().map(strip).zip(blobs(&contents)).collect())
}

/// Git, asked about a commit and a directory.
struct Git<'r> {
    reference: &'r str,
    /// The nearest directory above the generated files that is there.
    at: PathBuf,
    /// The path from there to the generated files, with `/`.
    folder: String,
}

impl<'r> Git<'r> {
    fn about(reference: &'r str, directory: &Path) -> Git<'r> {
        let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        // A path with `..` in it is one that git does not find in a commit.
        let directory = directory.canonicalize().unwrap_or(directory);
        let parent = |path: &Path| path.parent().unwrap_or(Path::new("/")).to_owned();
        let mut at = parent(&directory);
        while !at.is_dir() && at.parent().is_some() {
            at = parent(&at);
        }
        let folder = directory.strip_prefix(&at).unwrap_or(&directory);
        let folder: Vec<_> = folder.iter().map(|it| it.to_string_lossy()).collect();
        Git {
            reference,
            folder: folder.join("/"),
            at,
        }
    }

    /// The commit's own name. The reference is a user's text: `--end-of-options` keeps it from being an option.
    fn commit(&self) -> Result<String, BaselineError> {
        let name = format!("{}^{{commit}}", self.reference);
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        let help = format!(
            "`{}` is neither a directory nor a commit: name a directory of generated files, a branch, a tag or a commit \
             (in a shallow clone it may have to be fetched)",
            self.reference
        );
        let commit = self.run(&arguments, None, &help)?;
        let commit = text(&commit).trim_end().to_owned();
        Ok(commit)
    }

    fn output(&self, arguments: &[&str], input: Option<&str>) -> Result<Vec<u8>, BaselineError> {
        self.run(
            arguments,
            input,
            "the baseline must be a directory, or a commit of this repository",
        )
    }

    fn run(&self, arguments: &[&str], input: Option<&str>, help: &str) -> Result<Vec<u8>, BaselineError> {
        let failed = |reason: String, help: &str| BaselineError::Git {
            command: format!("git {}", arguments.join(" ")),
            reason,
            help: help.to_owned(),
        };
        let started = input.map(file_with).transpose().and_then(|input| {
            let input = input.map_or_else(Stdio::null, Stdio::from);
            Command::new("git")
                .current_dir(&self.at)
                .args(arguments)
                .stdin(input)
                .output()
        });
        let output = started.map_err(|error| failed(error.to_string(), "install git, or name a directory"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = text(&output.stderr).trim().to_owned();
        let reason = if said.is_empty() {
            "git does not know it".to_owned()
        } else {
            said
        };
        Err(failed(reason, help))
    }
}

/// A file that holds the text and is gone when it is closed. Git reads it at its own pace, a pipe could fill up.
fn file_with(text: &str) -> std::io::Result<std::fs::File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file)
}

/// What `cat-file --batch` answers: for each object a line `<id> <kind> <bytes>`, its content, and a line's end.
fn blobs(mut answer: &[u8]) -> impl Iterator<Item = String> {
    std::iter::from_fn(move || {
        let end = answer.iter().position(|byte| *byte == b'\n')?;
        let (line, rest) = answer.split_at(end + 1);
        let length: usize = text(line).trim_end().rsplit(' ').next()?.parse().ok()?;
        let content = rest.get(..length)?;
        answer = rest.get(length + 1..).unwrap_or_default();
        Some(text(content))
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
