//! The HTTP server of the API: as many connections as it has room for, and none that is silent for long. Knows nothing of
//! what is asked.
//!
//! A connection costs memory and a file, whether anything is said on it or not. So each has a time in which the head of a
//! request must have come and one in which an answer must be taken, and a head has a size. Whoever finds no room is told
//! so, as long as there is room for that.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_io_timeout::TimeoutStream;

/// Half of the files that a process may usually have open.
const CONNECTIONS_MAX: u32 = 512;

/// How many of those beyond are told that there is no room; the others are closed.
const REFUSALS_MAX: u32 = 64;

/// How long the head of a request may take, counted from the connection or from the answer before.
const HEAD_SECONDS_MAX: u64 = 10;
const REFUSED_HEAD_SECONDS_MAX: u64 = 1;

/// How long nothing of an answer may be taken that waits to be.
const ANSWER_STALLS_SECONDS_MAX: u64 = 10;

/// The longest head: an idempotency key has 255 bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// After an error of the system, such as too many open files, it is asked again so much later.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How much is on its way, in either direction, on a connection without a socket.
const BUFFER_BYTES: usize = 64 * 1024;

/// The server while it runs.
pub(crate) struct Server {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    usual: Arc<Room>,
}

impl Server {
    /// Serves a router on a listener, and another one to whom there is no room for.
    pub(crate) fn start(listener: TcpListener, router: Router, overloaded: Router) -> Server {
        let (stop, stopping) = watch::channel(false);
        let usual = Arc::new(Room::new(CONNECTIONS_MAX, HEAD_SECONDS_MAX, router, stopping.clone()));
        let refusing = Room::new(REFUSALS_MAX, REFUSED_HEAD_SECONDS_MAX, overloaded, stopping.clone());
        let task = tokio::spawn(serve(listener, Arc::clone(&usual), refusing, stopping));
        Server { stop, task, usual }
    }

    /// A connection without a socket; `None` where there is no room for it.
    pub(crate) fn connect(&self) -> Option<DuplexStream> {
        let (theirs, ours) = tokio::io::duplex(BUFFER_BYTES);
        self.usual.take(ours).is_none().then_some(theirs)
    }

    /// Accepts no more, and lets the requests in flight end.
    pub(crate) async fn stop(self) {
        // If it has ended by itself, there is nothing to stop.
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn serve(listener: TcpListener, usual: Arc<Room>, refusing: Room, mut stopping: watch::Receiver<bool>) {
    loop {
        let connection = tokio::select! {
            connection = accept(&listener) => connection,
            // A sender that was dropped asks for a stop as well.
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        if let Some(connection) = usual.take(connection) {
            // With no room here either it is closed.
            drop(refusing.take(connection));
        }
    }
    drop(listener);
    usual.empty().await;
    refusing.empty().await;
}

/// The next connection, however often the system has none to give.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((connection, _)) => {
                // An answer goes out at once; where the system cannot do that, it goes out a little later.
                let _ = connection.set_nodelay(true);
                return connection;
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// A client that was gone before it was accepted.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What bytes come and go on.
trait Connection: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<C: AsyncRead + AsyncWrite + Unpin + Send + 'static> Connection for C {}

/// A number of connections, and what is served on them.
struct Room {
    places: Arc<Semaphore>,
    places_max: u32,
    http: http1::Builder,
    router: Router,
    stopping: watch::Receiver<bool>,
}

impl Room {
    fn new(places_max: u32, head_seconds_max: u64, router: Router, stopping: watch::Receiver<bool>) -> Room {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(head_seconds_max))
            // Who has said all may close that half of the connection, and still wants the answer.
            .half_close(true)
            .max_header_size(HEAD_BYTES_MAX);
        Room {
            places: Arc::new(Semaphore::new(places_max as usize)),
            places_max,
            http,
            router,
            stopping,
        }
    }

    /// Serves the connection; gives it back where there is no room.
    fn take<C: Connection>(&self, connection: C) -> Option<C> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return Some(connection);
        };
        let (http, router, stopping) = (self.http.clone(), self.router.clone(), self.stopping.clone());
        tokio::spawn(converse(http, connection, router, stopping, place));
        None
    }

    /// Waits until every connection is closed.
    async fn empty(&self) {
        // The semaphore is never closed: an error cannot come.
        let _ = self.places.acquire_many(self.places_max).await;
    }
}

/// Answers the requests of a connection to its end, or to the stop; the place is free then.
async fn converse(
    http: http1::Builder,
    connection: impl Connection,
    router: Router,
    mut stopping: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let mut connection = TimeoutStream::new(connection);
    connection.set_write_timeout(Some(Duration::from_secs(ANSWER_STALLS_SECONDS_MAX)));
    let serving = http.serve_connection(TokioIo::new(Box::pin(connection)), TowerToHyperService::new(router));
    let mut serving = pin!(serving);
    // A client that goes away, is too slow, or does not speak HTTP has ended the connection, and nothing else.
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
