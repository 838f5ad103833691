//! The steps of the bank, and the workflow that runs them.

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stepwright::StepFailure;

use crate::faults::{AccountError, FundsError, PostingError};
use crate::text::AccountId;
use crate::transaction::{Account, Posting, Receipt};

/// The steps of the bank: one method, one step, one Lambda function.
// What `#[steps]` will make of the trait as a person writes it (`async fn`).
pub trait BankSteps: Sync {
    /// The account of a transaction, if the bank keeps it.
    fn validate_account(&self, account: &AccountId) -> impl Future<Output = Result<Account, AccountError>> + Send;

    /// Whether the account holds enough for a withdrawal. A withdrawal that has been posted already is not judged again.
    fn check_funds(&self, posting: &Posting) -> impl Future<Output = Result<(), FundsError>> + Send;

    /// Posts a deposit.
    fn process_deposit(&self, posting: &Posting) -> impl Future<Output = Result<Receipt, PostingError>> + Send;

    /// Posts a withdrawal.
    fn process_withdrawal(&self, posting: &Posting) -> impl Future<Output = Result<Receipt, PostingError>> + Send;
}

/// Until `#[steps]` stands: the dispatcher that it will generate (as a provided method of the trait).
pub async fn dispatch(steps: &impl BankSteps, step: &str, payload: Value) -> Result<Value, StepFailure> {
    match step {
        "validate_account" => answer(steps.validate_account(&field(&payload, "account")?).await),
        "check_funds" => answer(steps.check_funds(&field(&payload, "posting")?).await),
        "process_deposit" => answer(steps.process_deposit(&field(&payload, "posting")?).await),
        "process_withdrawal" => answer(steps.process_withdrawal(&field(&payload, "posting")?).await),
        other => Err(violation(&format!("there is no step `{other}`"))),
    }
}

fn field<T: DeserializeOwned>(payload: &Value, name: &str) -> Result<T, StepFailure> {
    let value = payload.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| violation(&error.to_string()))
}

fn violation(detail: &str) -> StepFailure {
    StepFailure {
        error_type: "ContractViolation".into(),
        error_message: json!({ "detail": detail }).to_string(),
    }
}

fn answer<T: Serialize, E: std::fmt::Debug>(result: Result<T, E>) -> Result<Value, StepFailure> {
    match result {
        Ok(value) => serde_json::to_value(value).map_err(|error| violation(&error.to_string())),
        Err(fault) => {
            let text = format!("{fault:?}");
            let name = text.split('(').next().unwrap_or_default().to_owned();
            Err(StepFailure {
                error_type: name,
                error_message: "{}".into(),
            })
        }
    }
}
