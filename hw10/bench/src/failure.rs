//! Why something could not be measured.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why something could not be measured, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The system refused something.
    #[error("{0}")]
    System(#[from] io::Error),
    /// A file is not to be read or written.
    #[error("{path}: {source}; run this in hw10/, or say where that is with --workspace", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program that is measured does not run.
    #[error("{program} does not start: {source}; run this in hw10/, or say where that is with --workspace")]
    NoProgram {
        /// The program.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program that is measured failed.
    #[error("{program} ended with {status}: see above")]
    Program {
        /// The program.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The bank ended before it said where it is.
    #[error("the bank ended before it was open: see above")]
    NotOpen,
    /// The bank does not answer as HTTP does.
    #[error("the bank does not answer as HTTP does: {0:?}")]
    NotHttp(String),
    /// The first transaction was refused.
    #[error("the bank refused the first transaction with {0}: are the accounts there?")]
    Refused(u16),
}
