//! The API: HTTP requests in, executions of the state machine between, receipts and problems out.
//! Knows no store.

#[cfg(test)]
mod answers;
mod body;
mod json;
mod key;
mod log;
mod outcome;
mod refusal;
mod request_id;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bank::IdempotencyKey;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::contract;
use crate::executions::Executions;
pub use log::LogStyle;
use log::Record;
use refusal::Refusal;

/// How many executions run at a time. The store does one thing after the other, so more would only wait there, while
/// the time that a step has runs out.
const EXECUTIONS_MAX: u32 = 12;

/// How long a transaction waits for its turn.
const TURN_SECONDS_MAX: u64 = 10;

/// How long an answer takes at most, as with API Gateway. The execution goes on.
const ANSWER_SECONDS_MAX: u64 = 29;

/// The API of the bank.
pub(crate) struct Gateway {
    executions: Executions,
    log_style: LogStyle,
    turns: Arc<Semaphore>,
}

impl Gateway {
    /// A gateway that starts these executions.
    pub(crate) fn new(executions: Executions, log_style: LogStyle) -> Arc<Gateway> {
        Arc::new(Gateway {
            executions,
            log_style,
            turns: Arc::new(Semaphore::new(EXECUTIONS_MAX as usize)),
        })
    }

    /// The HTTP service.
    pub(crate) fn router(self: Arc<Gateway>) -> Router {
        Router::new().fallback(serve).with_state(self)
    }

    /// Waits until no execution runs.
    pub(crate) async fn idle(&self) {
        // The semaphore is never closed: an error cannot come, and would mean that nothing runs.
        let _ = self.turns.acquire_many(EXECUTIONS_MAX).await;
    }

    async fn answer(&self, request: Request) -> Response {
        let started = Instant::now();
        let mut record = Record {
            request_id: Uuid::new_v4().to_string(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            transaction: None,
        };
        let answer = self.decide(request, &mut record).await;
        let outcome = answer.as_ref().map_or_else(Refusal::name, |_| "Posted");
        let response = match answer {
            Ok(receipt) => posted(&receipt, &record.request_id),
            Err(refusal) => refusal.into_response(&record.request_id),
        };
        record.write(self.log_style, response.status(), outcome, started.elapsed());
        response
    }

    /// The receipt, or what keeps the request from having one.
    async fn decide(&self, request: Request, record: &mut Record) -> Result<Value, Refusal> {
        let endpoint = contract::endpoint();
        if request.uri().path() != endpoint.path {
            return Err(Refusal::not_found());
        }
        if request.method() != endpoint.method {
            return Err(Refusal::method_not_allowed());
        }
        body::check_media_type(request.headers())?;
        let key = key::read(request.headers())?;
        let transaction = read_transaction(request.into_body()).await?;
        record.transaction = Some(transaction_id(key.as_ref(), &record.request_id));
        let key = key.as_ref().map(IdempotencyKey::as_str);
        let input = endpoint.input(transaction, |_| key.map(str::to_owned), &record.request_id);
        self.execute(input).await
    }

    /// Runs the state machine, for no longer than a client is kept waiting. The execution keeps its turn to its end.
    async fn execute(&self, input: Value) -> Result<Value, Refusal> {
        let turn = self.turn().await?;
        let executions = self.executions.clone();
        let execution = tokio::spawn(async move {
            let outcome = executions.run(input).await;
            drop(turn);
            outcome
        });
        match tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), execution).await {
            Ok(Ok(outcome)) => outcome::answer(outcome),
            Ok(Err(_)) => Err(Refusal::internal()),
            Err(_) => Err(Refusal::outcome_unknown()),
        }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let turn = self.turns.clone().acquire_owned();
        let turn = tokio::time::timeout(Duration::from_secs(TURN_SECONDS_MAX), turn).await;
        turn.ok().and_then(Result::ok).ok_or_else(Refusal::overloaded)
    }
}

/// The HTTP service for whom there is no room: it says so, whatever it is asked.
pub(crate) fn overloaded() -> Router {
    let answer = || async { Refusal::overloaded().into_response(&Uuid::new_v4().to_string()) };
    Router::new().fallback(answer)
}

/// Answers one request, in a task of its own: a client that hangs up does not stop a transaction half-way.
async fn serve(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    match tokio::spawn(async move { gateway.answer(request).await }).await {
        Ok(response) => response,
        Err(_) => Refusal::internal().into_response(&Uuid::new_v4().to_string()),
    }
}

/// The body, once it is known to be a transaction.
async fn read_transaction(body: Body) -> Result<Value, Refusal> {
    let bytes = body::read(body).await?;
    let transaction = json::parse(&bytes).map_err(|problems| Refusal::invalid_transaction(&problems))?;
    contract::check_transaction(&transaction).map_err(|problems| Refusal::invalid_transaction(&problems))?;
    Ok(transaction)
}

/// The name that the transaction has in the ledger once it is posted.
fn transaction_id(key: Option<&IdempotencyKey>, request_id: &str) -> String {
    match key {
        Some(key) => format!("k-{key}"),
        None => format!("r-{request_id}"),
    }
}

fn posted(receipt: &Value, request_id: &str) -> Response {
    let mut response = Response::new(Body::from(receipt.to_string()));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    request_id::tell(headers, request_id);
    response
}
