//! A bank of a test's own: in memory, on free ports, driven over HTTP.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use ::bank::BankSteps;
use aws_sdk_dynamodb::Client;
use local::{Options, Service, Stopped, Storage};
use tokio::runtime::Runtime;

use super::dynamodb::Tables;
use super::generated;
use super::http::{Request, Response};

/// A running bank; stops when it goes.
pub(crate) struct Bank {
    runtime: Runtime,
    service: Option<Service>,
}

impl Bank {
    pub(crate) fn in_memory() -> Bank {
        Bank::start(Options::in_memory(generated::folder()), steps::Dynamo::new)
    }

    pub(crate) fn in_folder(folder: &Path) -> Bank {
        let storage = Storage::Folder(folder.to_owned());
        let options = Options {
            storage,
            ..Options::in_memory(generated::folder())
        };
        Bank::start(options, steps::Dynamo::new)
    }

    /// On steps of the test's own.
    pub(crate) fn with_steps(steps: impl BankSteps + Send + 'static) -> Bank {
        Bank::start(Options::in_memory(generated::folder()), |_| steps)
    }

    /// On another state machine.
    pub(crate) fn with_generated(folder: &Path) -> Bank {
        Bank::start(Options::in_memory(folder), steps::Dynamo::new)
    }

    fn start<S: BankSteps + Send + 'static>(options: Options, steps: impl FnOnce(Client) -> S) -> Bank {
        let runtime = Runtime::new().expect("a runtime");
        let service = runtime
            .block_on(Service::start_with(options, steps))
            .expect("the bank starts");
        Bank {
            runtime,
            service: Some(service),
        }
    }

    fn service(&self) -> &Service {
        self.service.as_ref().expect("the bank runs")
    }

    pub(crate) fn api(&self) -> SocketAddr {
        self.service().api()
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        request.send(self.api())
    }

    /// Posts a transaction as JSON.
    pub(crate) fn post(&self, body: &str) -> Response {
        self.send(&Request::transaction(body))
    }

    /// The tables, seen through the DynamoDB endpoint.
    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables::new(&self.runtime, self.service().dynamodb())
    }

    /// Starts to stop the bank; the answer comes when it has stopped.
    pub(crate) fn stopping(mut self) -> impl FnOnce() -> Stopped {
        let service = self.service.take().expect("the bank runs");
        let stopping = self.runtime.spawn(service.stop(Duration::from_secs(30)));
        move || self.runtime.block_on(stopping).expect("stopping does not panic")
    }

    pub(crate) fn stop(self) -> Stopped {
        self.stopping()()
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        if let Some(service) = self.service.take() {
            // What a test leaves open is no concern of its result.
            let _ = self.runtime.block_on(service.stop(Duration::from_secs(1)));
        }
    }
}
