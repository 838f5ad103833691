//! A bank in this process and in memory: spoken to in HTTP without a socket, or called step by step as Lambda does.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use bank::BankSteps;
use local::{Options, Service};
use serde_json::Value;
use steps::Dynamo;
use stepwright::StepFailure;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::runtime::{self, Runtime};

use crate::books::Books;

/// So many inputs a bank takes; then it is audited from the beginning, and another is opened, so that it does not grow.
const INPUTS_MAX: u32 = 4_000;

/// How long a client waits that may not have sent a whole request, before it stops sending.
const PATIENCE: Duration = Duration::from_millis(5);

/// A bank and its books.
pub(crate) struct Bank {
    runtime: Runtime,
    service: Service,
    dynamo: Dynamo,
    books: Books,
    inputs: u32,
}

/// Whether the client knows that it has sent whole requests, the last of which asks for the connection to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It does: the answers will come.
    Whole,
    /// It does not: if no answer comes, it gives up.
    Perhaps,
}

thread_local! {
    static BANK: RefCell<Option<Bank>> = const { RefCell::new(None) };
}

impl Bank {
    /// Does something with this thread's bank.
    pub(crate) fn with<R>(act: impl FnOnce(&mut Bank) -> R) -> R {
        BANK.with_borrow_mut(|slot| {
            let bank = slot.get_or_insert_with(Bank::open);
            let result = act(bank);
            bank.inputs += 1;
            if bank.inputs >= INPUTS_MAX {
                bank.audit();
                *slot = None;
            }
            result
        })
    }

    fn open() -> Bank {
        let generated = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system gives a runtime");
        let service = runtime.block_on(Service::start(Options::in_memory(generated)));
        let service = service.expect("the bank starts");
        Bank {
            dynamo: Dynamo::new(service.client().clone()),
            books: Books::new(service.client().clone()),
            runtime,
            service,
            inputs: 0,
        }
    }

    /// Sends bytes on a connection of its own; what comes back until it is closed.
    pub(crate) fn send(&self, bytes: &[u8], sent: Sent) -> Vec<u8> {
        self.runtime.block_on(async {
            let connection = self.service.connect().expect("no other connection is open");
            let answer = converse(connection, bytes, sent).await;
            // A request whose client is gone may still be on its way to its execution.
            for _ in 0..16 {
                tokio::task::yield_now().await;
            }
            self.service.idle().await;
            answer
        })
    }

    /// Calls a step as its Lambda function does.
    pub(crate) fn invoke(&self, step: &str, payload: Value) -> Result<Value, StepFailure> {
        self.runtime.block_on(self.dynamo.dispatch(step, payload))
    }

    /// The names of the transactions that were posted since the last look.
    pub(crate) fn posted(&mut self) -> Vec<String> {
        self.runtime.block_on(self.books.posted())
    }

    /// Whether the ledger has what a receipt says.
    pub(crate) fn has_entry(&self, receipt: &Value) -> bool {
        self.runtime.block_on(self.books.has_entry(receipt))
    }

    /// The auditor looks at everything.
    fn audit(&self) {
        let books = reconcile::Books::new(self.service.client().clone());
        let audit = self.runtime.block_on(books.audit()).expect("the books can be read");
        assert!(audit.findings().is_empty(), "{:?}", audit.findings());
    }
}

async fn converse(mut connection: DuplexStream, bytes: &[u8], sent: Sent) -> Vec<u8> {
    // The server may close the connection before it has read everything.
    let _ = connection.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut sending = sent == Sent::Perhaps;
    loop {
        let read = connection.read_buf(&mut answer);
        let read = match sending {
            true => tokio::time::timeout(PATIENCE, read).await,
            false => Ok(read.await),
        };
        match read {
            Ok(Ok(0) | Err(_)) => return answer,
            Ok(Ok(_)) => {}
            Err(_) => {
                sending = false;
                // Then it is closed already.
                let _ = connection.shutdown().await;
            }
        }
    }
}
