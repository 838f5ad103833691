//! The thread on which the bank's own requests to the store run, one after another.
//!
//! The engine is synchronous and has one lock, and on a file each commit waits for the disk: a second thread would
//! win nothing, and on the gateway's threads the wait would hold up requests that need no store.

use std::io;
use std::thread;

use dynoxide::Database;
use tokio::sync::{mpsc, oneshot};

use super::engine::{self, Answer};
use super::folder::Origin;

/// An operation on its way to the store.
struct Job {
    operation: String,
    body: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

/// Hands operations to the store's thread; the thread ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    jobs: mpsc::UnboundedSender<Job>,
}

/// The store's thread is gone: the engine panicked.
#[derive(Debug, thiserror::Error)]
#[error("the store has stopped; start the bank again")]
pub(crate) struct StoreStopped;

impl Queue {
    /// Starts the thread; a database on a file has an origin. The receiver learns when the thread has let go of it.
    pub(crate) fn start(database: Database, origin: Option<Origin>) -> io::Result<(Queue, oneshot::Receiver<()>)> {
        let (jobs, inbox) = mpsc::unbounded_channel();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("store".into()).spawn(move || {
            work(&database, origin.as_ref(), inbox);
            drop(database);
            // Nobody may be waiting for it.
            let _ = end.send(());
        })?;
        Ok((Queue { jobs }, ended))
    }

    /// Runs an operation. One whose caller has gone runs all the same: it was sent.
    pub(crate) async fn call(&self, operation: &str, body: &[u8]) -> Result<Answer, StoreStopped> {
        let (answer, receiver) = oneshot::channel();
        let job = Job {
            operation: operation.to_owned(),
            body: body.to_owned(),
            answer,
        };
        self.jobs.send(job).map_err(|_| StoreStopped)?;
        receiver.await.map_err(|_| StoreStopped)
    }
}

fn work(database: &Database, origin: Option<&Origin>, mut inbox: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = inbox.blocking_recv() {
        let answer = engine::call(database, &job.operation, &job.body);
        // Asked after the commit: what is acknowledged is in a file that was there then.
        let answer = match origin.filter(|origin| !origin.is_in_place()) {
            Some(origin) => engine::failed(&format!("the database is no longer at `{}`", origin.path().display())),
            None => answer,
        };
        // A caller that no longer waits is no error of the store.
        let _ = job.answer.send(answer);
    }
}
