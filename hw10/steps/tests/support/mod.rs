//! A DynamoDB in memory behind a socket, and the SDK's client for it.

use std::net::{SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, HttpClient, Region};
use dynoxide::{Database, server};
use tokio::sync::oneshot;

/// A DynamoDB that ends with its value. It runs on a thread of its own, since it never yields while it works.
pub(crate) struct Emulator {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    pub(crate) fn start() -> Emulator {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        listener.set_nonblocking(true).expect("a socket can be non-blocking");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || serve(listener, stopped));
        Emulator {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client that reaches the emulator over this HTTP client.
    pub(crate) fn client(&self, http: impl HttpClient + 'static, attempts_max: u32) -> Client {
        let credentials = Credentials::builder()
            .access_key_id("test")
            .secret_access_key("test")
            .provider_name("test");
        let retries = RetryConfig::standard()
            .with_max_attempts(attempts_max)
            .with_initial_backoff(Duration::from_millis(1));
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(credentials.build())
            .endpoint_url(self.endpoint())
            .retry_config(retries)
            .http_client(http);
        Client::from_conf(config.build())
    }
}

fn serve(listener: TcpListener, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket is taken over");
        let database = Database::memory().expect("a database in memory opens");
        let until = async { drop(stopped.await) };
        server::serve_with_shutdown(listener, database, until)
            .await
            .expect("the emulator serves");
    });
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        // A client that outlives the emulator would keep it waiting, so nobody waits for its end.
        drop(self.thread.take());
    }
}
