//! The resolver: the files as they should be beside those on disk. `generate`, `check` and a test all ask it; it alone
//! writes, each file whole or not at all, and only where the bytes differ.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::artifact::Artifact;
use super::project::GenerateError;

/// The command that mends what a check finds.
const MEND: &str = "cargo run -p workflow-gen";

/// A directory of generated files, compared with what should be in it.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    findings: Vec<Finding>,
}

/// One file, and how it stands with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its path below the directory, with `/`.
    pub path: String,
    /// How it stands with it.
    pub status: Status,
    /// The text that it should have; `None`: it should not be there.
    wanted: Option<String>,
}

/// How it stands with a generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is what it should be.
    Fresh,
    /// It is there, with other bytes.
    Stale,
    /// It is not there.
    Missing,
    /// It is there, and follows from nothing.
    Orphaned,
}

impl Status {
    /// The status in a word.
    pub fn word(self) -> &'static str {
        match self {
            Status::Fresh => "fresh",
            Status::Stale => "stale",
            Status::Missing => "missing",
            Status::Orphaned => "orphaned",
        }
    }
}

impl Directory {
    /// Compares the artifacts with what is on disk.
    pub(super) fn compare(root: &Path, artifacts: Vec<Artifact>) -> Result<Directory, GenerateError> {
        let mut on_disk = BTreeMap::new();
        read_tree(root, "", &mut on_disk)?;
        let mut findings: Vec<_> = artifacts
            .into_iter()
            .map(|Artifact { path, text, .. }| {
                let status = match on_disk.remove(&path) {
                    None => Status::Missing,
                    Some(bytes) if bytes == text.as_bytes() => Status::Fresh,
                    Some(_) => Status::Stale,
                };
                Finding {
                    path,
                    status,
                    wanted: Some(text),
                }
            })
            .collect();
        findings.extend(on_disk.into_keys().map(|path| Finding {
            path,
            status: Status::Orphaned,
            wanted: None,
        }));
        Ok(Directory {
            root: root.to_owned(),
            findings,
        })
    }

    /// Where the files are.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every file.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether every file is what it should be.
    pub fn is_fresh(&self) -> bool {
        self.findings.iter().all(|finding| finding.status == Status::Fresh)
    }

    /// What is wrong, file by file, and the command that mends it.
    pub fn report(&self) -> String {
        let mut report = format!("{} does not follow from the workflows:\n", self.root.display());
        for Finding { path, status, .. } in self.wrong() {
            let _ = writeln!(report, "  {:<9} {path}", status.word());
        }
        let _ = write!(report, "  = help: {MEND}");
        report
    }

    fn wrong(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.status != Status::Fresh)
    }

    /// Makes every file what it should be. Says what was done, a line for each file that changed.
    ///
    /// # Errors
    /// [`GenerateError::File`]: what has been written so far stays.
    pub fn mend(&self) -> Result<Vec<String>, GenerateError> {
        self.wrong()
            .map(|Finding { path, status, wanted }| {
                let file = self.root.join(path);
                let (done, result) = match wanted {
                    Some(text) => ("wrote", write_whole(&file, text)),
                    None => ("removed", remove(&self.root, &file)),
                };
                let help = "make the directory writable, or choose another with `--out`";
                result.map_err(|source| GenerateError::File {
                    path: file,
                    source,
                    help,
                })?;
                Ok(format!("{done} {path} ({})", status.word()))
            })
            .collect()
    }
}

/// Every file below the directory, by its path.
fn read_tree(root: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), GenerateError> {
    let directory = root.join(below);
    let failed = |path: &Path, source| GenerateError::File {
        path: path.to_owned(),
        source,
        help: "the generator must be able to read the directory of generated files",
    };
    let entries = match std::fs::read_dir(&directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|error| failed(&directory, error))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| failed(&directory, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if entry.path().is_dir() {
            read_tree(root, &path, files)?;
        } else {
            let bytes = std::fs::read(entry.path()).map_err(|error| failed(&entry.path(), error))?;
            files.insert(path, bytes);
        }
    }
    Ok(())
}

/// Writes a file beside its place and moves it there, so that no reader ever sees half of it.
fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let directory = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory)?;
    let mut temporary = tempfile::Builder::new()
        .permissions(readable())
        .tempfile_in(directory)?;
    temporary.write_all(text.as_bytes())?;
    temporary.persist(file)?;
    Ok(())
}

/// A temporary file is its owner's alone; a generated one is everybody's.
fn readable() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode(0o644)
}

/// Removes a file, and the directories that it leaves empty.
fn remove(root: &Path, file: &Path) -> io::Result<()> {
    std::fs::remove_file(file)?;
    for directory in file.ancestors().skip(1).take_while(|directory| *directory != root) {
        // A directory with something in it stays.
        if std::fs::remove_dir(directory).is_err() {
            break;
        }
    }
    Ok(())
}
