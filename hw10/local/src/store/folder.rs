//! The folder that keeps the bank's data: made when missing, and used by one process at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const DATABASE: &str = "bank.sqlite";
const LOCK: &str = "lock";
/// Is there once the first accounts are in the database.
const SEEDED: &str = "seeded";

/// Why a folder cannot keep the data.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder, or a file in it, cannot be made or written.
    #[error("cannot keep data in `{}`: {source}; choose another folder with --data DIR, or use --memory", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process holds the folder.
    #[error("another process keeps its data in `{}`; stop it, choose another folder with --data DIR, or use --memory", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

/// A folder held by this process. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    is_new: bool,
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is missing and takes hold of it.
    pub(crate) fn open(path: &Path) -> Result<Folder, FolderError> {
        fs::create_dir_all(path).map_err(|source| unwritable(path, source))?;
        let lock = hold(path)?;
        let seeded = path.join(SEEDED).exists() && path.join(DATABASE).exists();
        Ok(Folder {
            path: path.to_owned(),
            is_new: !seeded,
            _lock: lock,
        })
    }

    /// The file of the database.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Whether the first accounts were not yet in the database when the folder was opened.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Remembers that they are.
    pub(crate) fn keep_seeded(&self) -> Result<(), FolderError> {
        let made = File::create(self.path.join(SEEDED)).and_then(|file| file.sync_all());
        made.map_err(|source| unwritable(&self.path, source))
    }
}

/// The file that an open database was opened from.
///
/// A file that was moved away or deleted takes writes as before, and is gone with the process: what is written to it must
/// not be acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    path: PathBuf,
    identity: (u64, u64),
}

impl Origin {
    /// The file as it is now.
    pub(crate) fn of(path: &Path) -> Result<Origin, FolderError> {
        Ok(Origin {
            path: path.to_owned(),
            identity: identity(path).map_err(|source| unwritable(path, source))?,
        })
    }

    /// Whether it is still at its place.
    pub(crate) fn is_in_place(&self) -> bool {
        identity(&self.path).is_ok_and(|identity| identity == self.identity)
    }

    /// Where its place is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// The device and the number of a file: a name can stand for another file.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

fn hold(path: &Path) -> Result<File, FolderError> {
    let lock = File::create(path.join(LOCK)).map_err(|source| unwritable(path, source))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unwritable(path, source)),
    }
}

fn unwritable(path: &Path, source: io::Error) -> FolderError {
    FolderError::Unwritable {
        path: path.to_owned(),
        source,
    }
}
