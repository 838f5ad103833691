//! The embedded DynamoDB: opened in memory or on a file, reached by the bank's steps without a socket and by
//! everybody else over HTTP. Knows no table.

mod connector;
mod endpoint;
mod engine;
mod folder;
mod queue;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use dynoxide::actions::list_tables::ListTablesRequest;
use dynoxide::{Database, DynoxideError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub(crate) use endpoint::Endpoint;
pub use folder::FolderError;
use folder::{Folder, Origin};
use queue::Queue;

/// Where the data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In memory: gone when the process ends.
    Memory,
    /// In a file of this folder, which is made if it is missing.
    Folder(PathBuf),
}

/// Why the store does not open.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The file is not a database that the store can use.
    #[error(
        "cannot open the database `{}`: {}; put it back from a copy, or move its whole folder away to start with a new bank",
        path.display(), first_sentence(source)
    )]
    Database {
        /// The file.
        path: PathBuf,
        /// What the engine says.
        source: Box<DynoxideError>,
    },
    /// The file is a database that had tables and has none.
    #[error(
        "the database `{}` has lost its tables; put it back from a copy, with its `-wal` file if there is one, or move its \
         whole folder away to start with a new bank",
        path.display()
    )]
    Emptied {
        /// The file.
        path: PathBuf,
    },
    /// The system gave no thread.
    #[error("cannot start the store's thread: {0}")]
    Thread(#[from] io::Error),
}

/// What the engine says, without its advice to who embeds it.
fn first_sentence(error: &DynoxideError) -> String {
    let text = error.to_string();
    text.split(". ").next().unwrap_or_default().to_owned()
}

/// The open store.
pub(crate) struct Store {
    client: Client,
    database: Database,
    thread_ended: oneshot::Receiver<()>,
    // Held for as long as the store is.
    folder: Option<Folder>,
}

impl Store {
    /// Opens the store.
    pub(crate) fn open(storage: &Storage) -> Result<Store, StoreError> {
        let (folder, database, origin) = match storage {
            Storage::Memory => (None, memory()?, None),
            Storage::Folder(path) => {
                let folder = Folder::open(path)?;
                let database = file(&folder.database())?;
                if !folder.is_new() {
                    has_tables(&database, &folder.database())?;
                }
                let origin = Origin::of(&folder.database())?;
                (Some(folder), database, Some(origin))
            }
        };
        let (queue, thread_ended) = Queue::start(database.clone(), origin)?;
        Ok(Store {
            client: connector::client(queue),
            database,
            thread_ended,
            folder,
        })
    }

    /// The SDK's client on this store, without a socket between.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Whether the store has just come into being: nobody has put the first accounts into it yet.
    pub(crate) fn is_new(&self) -> bool {
        self.folder.as_ref().is_none_or(Folder::is_new)
    }

    /// Remembers that the first accounts are there.
    pub(crate) fn keep_seeded(&self) -> Result<(), StoreError> {
        match &self.folder {
            Some(folder) => Ok(folder.keep_seeded()?),
            None => Ok(()),
        }
    }

    /// Closes the database, which writes its log into the one file; waits for that no longer than a bound. Whoever still
    /// has the client keeps it open.
    pub(crate) async fn close(self, bound: Duration) {
        drop((self.client, self.database));
        let _ = tokio::time::timeout(bound, self.thread_ended).await;
    }

    /// Serves the store over HTTP.
    pub(crate) fn serve(&self, listener: TcpListener) -> Result<Endpoint, StoreError> {
        Ok(Endpoint::start(listener, self.database.clone())?)
    }
}

fn memory() -> Result<Database, StoreError> {
    Database::memory().map_err(|source| cannot_open(Path::new(":memory:"), source))
}

fn file(path: &Path) -> Result<Database, StoreError> {
    Database::new(&path.to_string_lossy()).map_err(|source| cannot_open(path, source))
}

/// A database that was emptied, or lost its log, is not to be taken for a new one.
fn has_tables(database: &Database, path: &Path) -> Result<(), StoreError> {
    let tables = database.list_tables(ListTablesRequest::default());
    match tables.map_err(|source| cannot_open(path, source))?.table_names[..] {
        [] => Err(StoreError::Emptied { path: path.to_owned() }),
        [..] => Ok(()),
    }
}

fn cannot_open(path: &Path, source: DynoxideError) -> StoreError {
    StoreError::Database {
        path: path.to_owned(),
        source: Box::new(source),
    }
}
