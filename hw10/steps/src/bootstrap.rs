//! Serves one step to AWS Lambda: decodes nothing itself, names every failure, logs one line an invocation.

use std::time::Instant;

use bank::{BankSteps, Posting};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use steps::Dynamo;
use stepwright::StepFailure;
use tracing::Instrument;

use crate::configuration::{self, ConfigurationError};

/// Takes invocations of the step that `_HANDLER` names, until Lambda stops the program.
pub(crate) async fn run() -> Result<(), lambda_runtime::Error> {
    let handler = configuration::handler()?;
    let step = known_step(&handler)?;
    let dynamo = Dynamo::new(configuration::client().await).with_tables(configuration::tables());
    lambda_runtime::run(service_fn(|event| serve(&dynamo, step, event))).await
}

/// The step of the handler, if there is one.
fn known_step(handler: &str) -> Result<&str, ConfigurationError> {
    let step = configuration::step_of(handler);
    if Dynamo::STEPS.contains(&step) {
        return Ok(step);
    }
    let (handler, steps) = (handler.to_owned(), Dynamo::STEPS.join(", "));
    Err(ConfigurationError::UnknownStep { handler, steps })
}

/// Answers one invocation. What the payload holds is not logged, but for the transaction's name.
async fn serve(dynamo: &Dynamo, step: &str, event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let (payload, context) = event.into_parts();
    let request_id = context.request_id.as_str();
    let transaction = transaction_id(&payload);
    let started = Instant::now();

    let span = tracing::info_span!("invocation", request_id, step);
    let answer = dynamo.dispatch(step, payload).instrument(span).await;

    let outcome = answer
        .as_ref()
        .map_or_else(|failure| failure.error_type.as_str(), |_| "ok");
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    tracing::info!(request_id, step, transaction, outcome, milliseconds, "invocation");
    answer.map_err(diagnostic)
}

/// What the transaction of a posting is called in the ledger; a step that takes no posting has none.
fn transaction_id(payload: &Value) -> Option<String> {
    let posting = payload.get("posting")?.clone();
    let posting: Posting = serde_json::from_value(posting).ok()?;
    Some(posting.transaction_id().to_string())
}

/// `errorType` is the fault's name, which the state machine compares with; `errorMessage` its fields, as JSON text.
fn diagnostic(failure: StepFailure) -> Diagnostic {
    Diagnostic {
        error_type: failure.error_type,
        error_message: failure.error_message,
    }
}
