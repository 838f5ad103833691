//! The whole bank in one process: puts the parts together, starts them, stops them. Decides nothing about requests.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use bank::BankSteps;
use steps::Tables;
use steps::tables::TablesError;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;

use crate::executions::Executions;
use crate::functions::Functions;
use crate::gateway::{self, Gateway, LogStyle};
use crate::generated::{self, GeneratedError};
use crate::server::Server;
use crate::store::{Endpoint, Storage, Store, StoreError};

/// What the service is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the API listens; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Where the DynamoDB endpoint listens; port 0 takes any that is free.
    pub dynamodb: SocketAddr,
    /// Where the data is kept.
    pub storage: Storage,
    /// The folder that the generator wrote.
    pub generated: PathBuf,
    /// How requests are logged.
    pub log_style: LogStyle,
}

impl Options {
    /// On free ports and in memory, as a test wants it.
    pub fn in_memory(generated: impl Into<PathBuf>) -> Options {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Options {
            listen: any,
            dynamodb: any,
            storage: Storage::Memory,
            generated: generated.into(),
            log_style: LogStyle::Structured,
        }
    }
}

/// Why the service does not start: one line, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process listens there.
    #[error("{address} is in use; is the bank running already? Choose another address with {flag} ADDR")]
    AddressInUse {
        /// The address.
        address: SocketAddr,
        /// The flag that says it.
        flag: &'static str,
    },
    /// The system does not let it listen there.
    #[error("cannot listen on {address}: {source}; choose another address with {flag} ADDR")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The flag that says it.
        flag: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The generated state machine cannot be run.
    #[error(transparent)]
    Generated(#[from] GeneratedError),
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tables cannot be made.
    #[error("cannot set up the tables: {}", chain(.0))]
    Tables(#[from] TablesError),
}

/// The running bank.
///
/// ```no_run
/// # async fn example() -> Result<(), local::StartError> {
/// use std::time::Duration;
///
/// let bank = local::Service::start(local::Options::in_memory("generated")).await?;
/// println!("POST to http://{}/transactions", bank.api());
/// bank.stop(Duration::from_secs(10)).await;
/// # Ok(())
/// # }
/// ```
pub struct Service {
    api: SocketAddr,
    dynamodb: SocketAddr,
    server: Server,
    gateway: Arc<Gateway>,
    endpoint: Endpoint,
    store: Store,
}

/// How the service has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Stopped {
    /// Every request that had come was answered.
    Drained,
    /// Time ran out before that.
    CutShort,
}

impl Service {
    /// Starts the bank with the steps that the Lambda functions run.
    ///
    /// # Errors
    /// [`StartError`]; nothing runs then.
    pub async fn start(options: Options) -> Result<Service, StartError> {
        Service::start_with(options, steps::Dynamo::new).await
    }

    /// Starts the bank with other steps; they are given the client of the store, whose tables are there.
    ///
    /// # Errors
    /// [`StartError`]; nothing runs then.
    pub async fn start_with<S>(options: Options, steps: impl FnOnce(Client) -> S) -> Result<Service, StartError>
    where
        S: BankSteps + Send + 'static,
    {
        let machine = generated::load(&options.generated)?;
        let (api_listener, api) = listen(options.listen, "--listen").await?;
        let (dynamodb_listener, dynamodb) = listen(options.dynamodb, "--dynamodb").await?;
        let store = Store::open(&options.storage)?;
        set_up(&store).await?;
        let executions = Executions::new(machine, Functions::new(steps(store.client().clone())));
        let gateway = Gateway::new(executions, options.log_style);
        Ok(Service {
            api,
            dynamodb,
            server: Server::start(api_listener, gateway.clone().router(), gateway::overloaded()),
            gateway,
            endpoint: store.serve(dynamodb_listener)?,
            store,
        })
    }

    /// Where the API listens.
    pub fn api(&self) -> SocketAddr {
        self.api
    }

    /// Where the DynamoDB endpoint listens.
    pub fn dynamodb(&self) -> SocketAddr {
        self.dynamodb
    }

    /// A client of the store that needs no socket.
    pub fn client(&self) -> &Client {
        self.store.client()
    }

    /// A connection to the API that needs no socket, on which HTTP is spoken as on any other; `None` where there is no
    /// room for another connection.
    pub fn connect(&self) -> Option<DuplexStream> {
        self.server.connect()
    }

    /// Waits until no transaction is being worked on.
    pub async fn idle(&self) {
        self.gateway.idle().await;
    }

    /// Accepts no more, lets the requests in flight end, and stops; after the bound at the latest.
    pub async fn stop(self, bound: Duration) -> Stopped {
        let gateway = self.gateway;
        let drained = tokio::time::timeout(bound, async {
            self.server.stop().await;
            gateway.idle().await;
        });
        let stopped = drained.await.map_or(Stopped::CutShort, |()| Stopped::Drained);
        // The tables are served to the last: who looks at them may be waiting for those requests.
        self.endpoint.stop(Duration::from_secs(1)).await;
        drop(gateway);
        self.store.close(Duration::from_secs(1)).await;
        stopped
    }
}

/// A listener, and the address that it got.
async fn listen(address: SocketAddr, flag: &'static str) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::AddressInUse { address, flag },
        _ => StartError::Listen { address, flag, source },
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

/// Makes the tables that are missing and, in a new store, the first accounts. An account that somebody has deleted
/// since does not come back.
async fn set_up(store: &Store) -> Result<(), StartError> {
    let tables = Tables::default();
    tables.create_missing(store.client()).await?;
    if store.is_new() {
        tables.seed_accounts(store.client()).await?;
        store.keep_seeded()?;
    }
    Ok(())
}

/// An error with everything that led to it: DynamoDB's own words are at the end.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(&format!(": {source}"));
        next = source.source();
    }
    text
}
