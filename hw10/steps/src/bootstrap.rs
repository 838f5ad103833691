//! Serves one step to AWS Lambda: decodes nothing itself, names every failure, has one line an invocation logged.

use std::time::Instant;

use bank::BankSteps;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use steps::Dynamo;
use stepwright::StepFailure;
use stepwright::signals::{Invocation, SUCCEEDED};
use tracing::Instrument;

use crate::configuration::{self, ConfigurationError};
use crate::signals::{self, Ids};

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

/// Answers one invocation. What the payload holds is not logged, but for the ids in it.
async fn serve(dynamo: &Dynamo, step: &str, event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let (payload, context) = event.into_parts();
    let ids = Ids::of(&context, &payload);
    let started = Instant::now();

    let span = tracing::info_span!(
        "invocation",
        step,
        request_id = ids.request_id,
        trace_id = ids.trace_id,
        lambda_request_id = ids.lambda_request_id,
    );
    let answer = dynamo.dispatch(step, payload).instrument(span).await;

    let outcome = answer
        .as_ref()
        .map_or_else(|failure| &*failure.error_type, |_| SUCCEEDED);
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    signals::log(
        &ids,
        &Invocation {
            step,
            outcome,
            milliseconds,
        },
    );
    answer.map_err(diagnostic)
}

/// `errorType` is the fault's name, which the state machine compares with; `errorMessage` its fields, as JSON text.
fn diagnostic(failure: StepFailure) -> Diagnostic {
    Diagnostic {
        error_type: failure.error_type,
        error_message: failure.error_message,
    }
}
