//! The DynamoDB endpoint that any AWS SDK or command line can use. Runs on a thread and a runtime of its own: the
//! engine blocks the thread that calls it.

use std::io;
use std::thread;
use std::time::Duration;

use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The endpoint while it runs.
#[derive(Debug)]
pub(crate) struct Endpoint {
    stop: oneshot::Sender<()>,
    stopped: oneshot::Receiver<()>,
}

impl Endpoint {
    /// Serves the database on a listener.
    pub(crate) fn start(listener: TcpListener, database: Database) -> io::Result<Endpoint> {
        let listener = listener.into_std()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopping) = oneshot::channel::<()>();
        let (ended, stopped) = oneshot::channel();
        thread::Builder::new().name("dynamodb".into()).spawn(move || {
            runtime.block_on(serve(listener, database, stopping));
            runtime.shutdown_background();
            // Nobody may be waiting for it.
            let _ = ended.send(());
        })?;
        Ok(Endpoint { stop, stopped })
    }

    /// Stops accepting, lets requests in flight end, and waits for that no longer than a bound: a client may have
    /// sent half a request and gone to sleep.
    pub(crate) async fn stop(self, bound: Duration) {
        // The thread has ended already if nobody listens; then there is nothing to wait for either.
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(bound, self.stopped).await;
    }
}

async fn serve(listener: std::net::TcpListener, database: Database, stopping: oneshot::Receiver<()>) {
    let stopping = async {
        // A sender that was dropped asks for a stop as well.
        let _ = stopping.await;
    };
    let served = match TcpListener::from_std(listener) {
        Ok(listener) => dynoxide::server::serve_with_shutdown(listener, database, stopping).await,
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = served {
        tracing::error!(error, "the DynamoDB endpoint has stopped");
    }
}
