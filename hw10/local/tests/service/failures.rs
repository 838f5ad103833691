//! What a client is told when a step, the store or the state machine fails.

use bank::{Account, AccountError, AccountId, BankSteps, FundsError, Posting, PostingError, Receipt, UnusableAccount};
use serde_json::{Value, json};

use crate::support::bank::Bank;
use crate::support::generated;
use crate::support::http::Response;

const DEPOSIT: &str = r#"{ "account": "12345", "amount": 100, "type": "dep" }"#;

/// Steps that know every account and fail to post, each in the same way.
struct Failing(fn(&Posting) -> PostingError);

impl BankSteps for Failing {
    async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError> {
        Ok(Account { id: account.clone() })
    }

    async fn check_funds(&self, _: &Posting) -> Result<(), FundsError> {
        Ok(())
    }

    async fn process_deposit(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        Err((self.0)(posting))
    }

    async fn process_withdrawal(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        Err((self.0)(posting))
    }
}

/// The status, the fault and the Retry-After of an answer.
fn told(answer: &Response) -> (u16, String, Option<&str>) {
    (answer.status, answer.fault(), answer.header("retry-after"))
}

#[test]
fn a_fault_has_its_own_status_and_no_retry_after() {
    let unusable = |posting: &Posting| {
        UnusableAccount {
            account: posting.account.clone(),
        }
        .into()
    };
    let answer = Bank::with_steps(Failing(unusable)).post(DEPOSIT);
    let (_, fault, retry_after) = told(&answer);
    assert_eq!((fault.as_str(), retry_after), ("unusable-account", None));
    assert_eq!(answer.json()["account"], "12345");
}

#[test]
fn a_step_that_panics_is_an_internal_error_that_tells_no_cause() {
    let bank = Bank::with_steps(Failing(|_| panic!("a secret")));
    let answer = bank.post(DEPOSIT);
    assert_eq!(told(&answer), (500, "internal-error".into(), None));
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    assert_eq!(bank.post(DEPOSIT).status, 500, "the bank goes on");
}

/// What is answered where the state machine does nothing but fail.
fn failing_with(error: &str, cause: &Value) -> Response {
    let definition = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "Fail",
        "States": { "Fail": { "Type": "Fail", "Error": error, "Cause": cause.to_string() } },
    });
    let folder = generated::with_state_machine(&definition);
    Bank::with_generated(folder.path()).post(DEPOSIT)
}

#[test]
fn what_may_work_later_is_told_with_when_to_try_again() {
    for (error, fault) in [
        ("StoreUnavailable", "store-unavailable"),
        ("AccountBusy", "account-busy"),
    ] {
        let answer = failing_with(error, &json!({ "account": "12345" }));
        let (status, told, retry_after) = told(&answer);
        assert_eq!((status, told.as_str()), (503, fault));
        assert!(
            retry_after.is_some_and(|seconds| seconds.parse::<u32>().is_ok()),
            "{retry_after:?}"
        );
    }
}

#[test]
fn after_a_timeout_the_outcome_is_unknown() {
    for error in ["States.Timeout", "Sandbox.Timedout"] {
        let answer = failing_with(error, &json!({}));
        assert_eq!(told(&answer), (504, "outcome-unknown".into(), None));
        let problem = answer.json();
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| detail.contains("same Idempotency-Key"))
        );
    }
}

#[test]
fn a_fault_that_the_workflow_raises_itself_carries_its_fields() {
    let answer = failing_with("UnknownAccount", &json!({ "account": "7" }));
    assert_eq!((answer.status, answer.fault().as_str()), (404, "unknown-account"));
    assert_eq!(answer.json()["account"], "7");
}

#[test]
fn what_no_table_names_is_an_internal_error() {
    for error in ["States.Runtime", "Lambda.Unknown", "ContractViolation", "Mistake"] {
        let answer = failing_with(error, &json!({ "secret": "value" }));
        assert_eq!(told(&answer), (500, "internal-error".into(), None), "{error}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
}
