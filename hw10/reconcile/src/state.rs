//! The file that keeps an audit between two runs. Written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::Audit;

/// What is audited: an audit that was begun goes on at the same place only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The endpoint; none is AWS's own.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The table of the accounts.
    pub accounts: String,
    /// The table of the ledger.
    pub transactions: String,
}

/// Why the state cannot be kept, or not be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The system does not let it be read or written.
    #[error("cannot keep the progress in `{}`: {source}; choose another file with --state FILE", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no audit.
    #[error("`{}` is not the progress of an audit: {source}; remove it to begin anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The file is the audit of other tables.
    #[error("`{}` is the progress of an audit of other tables: choose another file with --state FILE, or remove it to begin anew", path.display())]
    OtherSubject {
        /// The file.
        path: PathBuf,
    },
}

/// The file, and what is audited.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
    subject: Subject,
}

#[derive(Deserialize)]
struct Kept {
    subject: Subject,
    audit: Audit,
}

#[derive(Serialize)]
struct Keep<'a> {
    subject: &'a Subject,
    audit: &'a Audit,
}

impl StateFile {
    /// A file that may be there already.
    pub fn new(path: impl Into<PathBuf>, subject: Subject) -> StateFile {
        StateFile {
            path: path.into(),
            subject,
        }
    }

    /// The audit that was begun; a new one where there is no file.
    ///
    /// # Errors
    /// [`StateError`]; nothing is begun anew by itself.
    pub fn load(&self) -> Result<Audit, StateError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Audit::default()),
            Err(source) => return Err(self.file(source)),
        };
        let kept: Kept = serde_json::from_slice(&text).map_err(|source| StateError::Damaged {
            path: self.path.clone(),
            source,
        })?;
        if kept.subject != self.subject {
            return Err(StateError::OtherSubject {
                path: self.path.clone(),
            });
        }
        Ok(kept.audit)
    }

    /// Keeps the audit as far as it has come.
    ///
    /// # Errors
    /// [`StateError::File`]; what was kept before is still there.
    pub fn save(&self, audit: &Audit) -> Result<(), StateError> {
        let keep = Keep {
            subject: &self.subject,
            audit,
        };
        let text = serde_json::to_vec(&keep).expect("names and rows are JSON");
        let beside = beside(&self.path);
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_data()
        });
        written
            .and_then(|()| fs::rename(&beside, &self.path))
            .map_err(|source| self.file(source))
    }

    /// Forgets an audit that has ended: the next run begins anew.
    ///
    /// # Errors
    /// [`StateError::File`].
    pub fn forget(&self) -> Result<(), StateError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.file(error)),
            _ => Ok(()),
        }
    }

    fn file(&self, source: io::Error) -> StateError {
        StateError::File {
            path: self.path.clone(),
            source,
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
