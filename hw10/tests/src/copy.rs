//! A copy of the contract and of everything that it is generated with, in which files can be edited and compiled.
//!
//! The copy stands below the target directory and is kept, so that what is compiled anew is no more than the edit.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the copy holds of the project.
const MEMBERS: [&str; 9] = [
    "asl",
    "bank",
    "interpreter",
    "jsonata",
    "planted",
    "stepwright",
    "stepwright-macros",
    "tests/recorded",
    "workflow-gen",
];

/// The folder of the copy's members. Cargo tells two packages of one name apart by their paths below the workspace:
/// without it the copy's libraries would take the place of the project's own, since both are compiled into one directory.
const FOLDER: &str = "copy";

/// Whoever implements the steps, here without AWS.
const TELLER: &str = r#"[package]
name = "teller"
version = "0.1.0"
edition = "2024"

[dependencies]
bank.workspace = true
serde_json.workspace = true
stepwright.workspace = true
"#;

/// Files that are otherwise than in the project: each path in it, and the text.
pub type Edited = BTreeMap<String, String>;

/// The project's own root.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the project is there")
}

/// A file of the project.
///
/// # Panics
/// If there is none.
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The copy, and the lock that lets one test at a time use it.
#[derive(Debug)]
pub struct ProjectCopy {
    root: PathBuf,
    _lock: File,
}

impl ProjectCopy {
    /// The copy, once nobody else uses it.
    ///
    /// # Panics
    /// If the target directory cannot be written.
    pub fn locked() -> ProjectCopy {
        let root = target().join("drift");
        fs::create_dir_all(&root).expect("the target directory can be written");
        let lock = File::create(root.join(".lock")).expect("the target directory can be written");
        lock.lock().expect("a file can be locked");
        ProjectCopy { root, _lock: lock }
    }

    /// Makes it the project as it is, but for these files.
    ///
    /// # Panics
    /// If the copy cannot be written.
    pub fn fill(&self, edited: &Edited) {
        for member in MEMBERS.into_iter().chain(["generated"]) {
            self.tree(&root(), Path::new(member), edited);
        }
        self.file("../Cargo.toml", &members_of_the_copy(&text("Cargo.toml")), edited);
        if !self.root.join("Cargo.lock").exists() {
            self.file("../Cargo.lock", &text("Cargo.lock"), edited);
        }
        self.file("teller/Cargo.toml", TELLER, edited);
        self.file("teller/src/lib.rs", &text("tests/src/teller.rs"), edited);
    }

    fn tree(&self, project: &Path, below: &Path, edited: &Edited) {
        for entry in fs::read_dir(project.join(below)).expect("the project can be read") {
            let entry = entry.expect("the project can be read");
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                self.tree(project, &path, edited);
            } else {
                let path = path.to_string_lossy();
                self.file(&path, &text(&path), edited);
            }
        }
    }

    /// Writes a file; leaves one alone that has these bytes, so that nothing is compiled anew for it.
    fn file(&self, path: &str, text: &str, edited: &Edited) {
        let text = edited.get(path).map_or(text, String::as_str);
        let file = self.root.join(FOLDER).join(path);
        if fs::read_to_string(&file).ok().as_deref() != Some(text) {
            fs::create_dir_all(file.parent().expect("a file has a directory")).expect("written");
            fs::write(file, text).expect("written");
        }
    }

    /// Runs Cargo in the copy, without the network.
    ///
    /// # Panics
    /// If there is no Cargo.
    pub fn cargo(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .args(["--offline", "--quiet"])
            .current_dir(&self.root)
            // What is compiled for both is compiled once; what a user runs is not overwritten.
            .env("CARGO_BUILD_BUILD_DIR", target())
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS");
        Ran::of(&mut command)
    }

    /// Runs the copy's generator, which must have been built.
    ///
    /// # Panics
    /// If it has not.
    pub fn generator(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(self.root.join("target/debug/workflow-gen"));
        Ran::of(command.args(arguments).current_dir(self.root.join(FOLDER)))
    }
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// All that it printed.
    pub said: String,
}

impl Ran {
    fn of(command: &mut Command) -> Ran {
        let Output { status, stdout, stderr } = command.output().expect("the command runs");
        Ran {
            code: status.code(),
            said: String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned(),
        }
    }
}

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
