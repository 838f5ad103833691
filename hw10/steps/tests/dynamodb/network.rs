//! A network between the SDK and the store that loses, refuses and delays what it is told to, and remembers what passed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::bank::{BankSteps, Posting};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::{Value, json};
use steps::Dynamo;
use steps::plain_http::PlainHttp;
use tokio::sync::Barrier;

/// What happens to one request.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// The store does as it is told, and its answer is lost.
    LoseAnswer,
    /// The request never arrives.
    LoseRequest,
    /// Its sender gives the request up, and it arrives between two meetings at this barrier.
    Late(Arc<Barrier>),
    /// The store does nothing, and answers this.
    Answer(u16, Value),
    /// The answer is kept back until so many are there.
    Meet(Arc<Barrier>),
    /// The answer is kept back from one meeting at this barrier to the next.
    Held(Arc<Barrier>),
    /// Before the answer arrives, somebody else posts this.
    Rival(Arc<Dynamo>, Vec<Posting>),
}

impl Trouble {
    /// An error of the service, by its name.
    pub(crate) fn error(status: u16, name: &str) -> Trouble {
        Trouble::Answer(status, service_error(name))
    }

    /// A cancelled transaction, with the reason of the ledger's entry and that of the account's row.
    pub(crate) fn cancelled(ledger: &str, account: &str) -> Trouble {
        let mut body = service_error("TransactionCanceledException");
        body["CancellationReasons"] = json!([{ "Code": ledger }, { "Code": account }]);
        Trouble::Answer(400, body)
    }
}

fn service_error(name: &str) -> Value {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "as the test wants it" })
}

/// What passed the network.
#[derive(Debug, Clone)]
pub(crate) struct Passed {
    pub(crate) operation: String,
    pub(crate) request: Value,
    pub(crate) answer: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Network {
    wire: SharedHttpConnector,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Troubles to come, in order, each for one request of the operation.
    troubles: VecDeque<(&'static str, Trouble)>,
    passed: Vec<Passed>,
}

impl Network {
    pub(crate) fn new() -> Network {
        Network {
            wire: SharedHttpConnector::new(PlainHttp::new(Duration::from_secs(5))),
            state: Arc::default(),
        }
    }

    /// So many of the next requests of this operation get into trouble.
    pub(crate) fn trouble(&self, operation: &'static str, times: usize, trouble: &Trouble) {
        let troubles = (0..times).map(|_| (operation, trouble.clone()));
        self.state().troubles.extend(troubles);
    }

    /// The requests of this operation that have passed, troubled or not.
    pub(crate) fn passed(&self, operation: &str) -> Vec<Passed> {
        self.all_passed()
            .into_iter()
            .filter(|one| one.operation == operation)
            .collect()
    }

    /// Every request that has passed.
    pub(crate) fn all_passed(&self) -> Vec<Passed> {
        self.state().passed.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no test panics with the lock held")
    }

    fn next_trouble(&self, operation: &str) -> Option<Trouble> {
        let troubles = &mut self.state().troubles;
        let index = troubles.iter().position(|(of, _)| *of == operation)?;
        troubles.remove(index).map(|(_, trouble)| trouble)
    }

    async fn pass(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = operation(&request);
        let body = request.body().bytes().expect("a request is in memory");
        let body: Value = serde_json::from_slice(body).expect("a request is JSON");
        let answered = match self.next_trouble(&operation) {
            None => self.forward(request).await,
            Some(Trouble::LoseRequest) => Err(lost()),
            Some(Trouble::Late(barrier)) => {
                tokio::spawn(self.clone().arrive_late(request, barrier));
                Err(lost())
            }
            Some(Trouble::LoseAnswer) => self.forward(request).await.and(Err(lost())),
            Some(Trouble::Answer(status, body)) => Ok((status, body.to_string())),
            Some(Trouble::Meet(barrier)) => {
                let answered = self.forward(request).await;
                barrier.wait().await;
                answered
            }
            Some(Trouble::Held(barrier)) => {
                let answered = self.forward(request).await;
                barrier.wait().await;
                barrier.wait().await;
                answered
            }
            Some(Trouble::Rival(rival, postings)) => {
                let answered = self.forward(request).await;
                for posting in &postings {
                    rival.process_deposit(posting).await.expect("the rival posts");
                }
                answered
            }
        };
        self.state().passed.push(Passed {
            operation,
            request: body,
            answer: answered.as_ref().map(|(_, body)| body.clone()).unwrap_or_default(),
        });
        answered.map(|(status, body)| response(status, body))
    }

    async fn arrive_late(self, request: HttpRequest, barrier: Arc<Barrier>) {
        barrier.wait().await;
        self.forward(request).await.expect("the store answers");
        barrier.wait().await;
    }

    async fn forward(&self, request: HttpRequest) -> Result<(u16, String), ConnectorError> {
        let answer = self.wire.call(request).await?;
        let status = answer.status().as_u16();
        let body = ByteStream::new(answer.into_body()).collect().await;
        let body = body.map_err(|error| ConnectorError::io(error.into()))?.to_vec();
        Ok((status, String::from_utf8(body).expect("an answer is text")))
    }
}

/// `TransactWriteItems`, from `DynamoDB_20120810.TransactWriteItems`.
fn operation(request: &HttpRequest) -> String {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection broke".into())
}

fn response(status: u16, body: String) -> HttpResponse {
    let status = status.try_into().expect("a test's status is one");
    HttpResponse::new(status, SdkBody::from(body))
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().pass(request))
    }
}

impl HttpClient for Network {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
