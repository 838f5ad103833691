//! What the service asks of the bank's contract, in one place: whether a body is a transaction, what a fault means to
//! a client, how a step is called, and which contract this is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bank::{BankSteps, Rejection, Transaction, bank_transaction};
use serde_json::Value;
use stepwright::api::{Api, EndpointDescription};
use stepwright::{Fault, Problem, StepFailure, Workflow};

/// The API, as the contract describes it.
pub(crate) static API: LazyLock<Api> = LazyLock::new(bank::api);

/// The one endpoint that the bank has.
pub(crate) fn endpoint() -> &'static EndpointDescription {
    API.endpoints.first().expect("the bank serves its workflow")
}

/// The workflow that `POST /transactions` starts.
pub(crate) const WORKFLOW: &str = <bank_transaction as Workflow>::NAME;

/// Every problem that keeps a body from being a transaction.
pub(crate) fn check_transaction(body: &Value) -> Result<(), Vec<Problem>> {
    stepwright::decode::<Transaction>(body.clone()).map(|_| ())
}

/// The fault of that name with these fields; `None` where the workflow has no such fault.
pub(crate) fn rejection(name: &str, payload: &Value) -> Option<Rejection> {
    Rejection::from_wire(name, payload)?.ok()
}

/// The step of each Lambda function, by the name that the state machine has a placeholder for.
pub(crate) fn functions() -> BTreeMap<&'static str, &'static str> {
    let steps = bank_transaction::steps();
    steps.into_iter().map(|step| (step.state, step.name)).collect()
}

/// Calls the step of that name, as a Lambda function would.
pub(crate) async fn call(steps: &impl BankSteps, step: &str, payload: Value) -> Result<Value, StepFailure> {
    steps.dispatch(step, payload).await
}

/// The digest of all that `generated/` follows from.
pub(crate) fn fingerprint() -> String {
    bank_transaction::fingerprint()
}
