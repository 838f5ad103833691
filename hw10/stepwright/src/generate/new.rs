//! `new`: a fresh workspace with one workflow, which builds, generates and tests. Knows nothing of a project's flows.

use std::io;
use std::path::{Path, PathBuf};

/// A file of a new workspace: where it stands, and its text.
type Template = (&'static str, &'static str);

/// What a new workspace holds. A manifest does not stand under its own name here, or Cargo would take it for a package.
const FILES: [Template; 13] = [
    ("Cargo.toml", include_str!("../../template/manifest.toml")),
    (".gitignore", include_str!("../../template/gitignore")),
    ("README.md", include_str!("../../template/readme.md")),
    (
        "contract/Cargo.toml",
        include_str!("../../template/contract/manifest.toml"),
    ),
    (
        "contract/src/lib.rs",
        include_str!("../../template/contract/src/lib.rs"),
    ),
    ("steps/Cargo.toml", include_str!("../../template/steps/manifest.toml")),
    ("steps/src/lib.rs", include_str!("../../template/steps/src/lib.rs")),
    ("steps/src/main.rs", include_str!("../../template/steps/src/main.rs")),
    (
        "steps/tests/subscribe.rs",
        include_str!("../../template/steps/tests/subscribe.rs"),
    ),
    (
        "workflow-gen/Cargo.toml",
        include_str!("../../template/workflow-gen/manifest.toml"),
    ),
    (
        "workflow-gen/src/lib.rs",
        include_str!("../../template/workflow-gen/src/lib.rs"),
    ),
    (
        "workflow-gen/src/main.rs",
        include_str!("../../template/workflow-gen/src/main.rs"),
    ),
    (
        "workflow-gen/tests/generated.rs",
        include_str!("../../template/workflow-gen/tests/generated.rs"),
    ),
];

/// What a directory that becomes a workspace is called, and where its `stepwright` comes from.
#[derive(Debug, Clone)]
pub(super) struct NewWorkspace {
    directory: PathBuf,
    name: String,
    dependency: String,
}

/// Why there is no new workspace.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The directory's name cannot be a project's.
    #[error(
        "`{0}` is no name for a project\n  = help: begin with a letter, and use letters, digits, `-` and `_`: `new newsletter`"
    )]
    Name(String),
    /// There is something already.
    #[error("{} is there already\n  = help: choose another name, or remove it", .0.display())]
    Exists(PathBuf),
    /// This library is not where it was when this program was compiled.
    #[error(
        "there is no stepwright at {}\n  = help: say where it is: `--stepwright DIRECTORY`, or `--stepwright` with a Git URL",
        .0.display()
    )]
    NoLibrary(PathBuf),
    /// A file could not be written.
    #[error("{}: {source}\n  = help: make the directory writable, or choose another", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl NewWorkspace {
    /// A workspace in that directory. Without a `library`, a directory or a Git URL, it is the one that this program was
    /// compiled with.
    pub(super) fn new(directory: &Path, library: Option<&str>) -> Result<NewWorkspace, NewError> {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !is_name(&name) {
            return Err(NewError::Name(name));
        }
        if directory.exists() {
            return Err(NewError::Exists(directory.to_owned()));
        }
        Ok(NewWorkspace {
            directory: directory.to_owned(),
            name,
            dependency: dependency(library.unwrap_or(env!("CARGO_MANIFEST_DIR")))?,
        })
    }

    /// Writes every file; gives their paths.
    pub(super) fn write(&self) -> Result<Vec<PathBuf>, NewError> {
        FILES.into_iter().map(|file| self.write_file(file)).collect()
    }

    fn write_file(&self, (path, text): Template) -> Result<PathBuf, NewError> {
        let file = self.directory.join(path);
        let text = text.replace("STEPWRIGHT", &self.dependency).replace("NAME", &self.name);
        let directory = file.parent().unwrap_or(&self.directory);
        let written = std::fs::create_dir_all(directory).and_then(|()| std::fs::write(&file, text));
        match written {
            Ok(()) => Ok(file),
            Err(source) => Err(NewError::File { path: file, source }),
        }
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_')
}

/// What a manifest says of a library that is in a directory, or in a Git repository.
fn dependency(library: &str) -> Result<String, NewError> {
    if library.contains("://") {
        return Ok(format!("{{ git = {library:?} }}"));
    }
    let directory = Path::new(library);
    match directory.canonicalize() {
        Ok(found) if found.join("Cargo.toml").is_file() => Ok(format!("{{ path = {:?} }}", found.to_string_lossy())),
        _ => Err(NewError::NoLibrary(directory.to_owned())),
    }
}
