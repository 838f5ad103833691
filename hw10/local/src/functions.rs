//! The Lambda functions of the bank, called in this process: a function's name and a payload in, what Step Functions'
//! `lambda:invoke` integration makes of the answer out. Knows no state machine.

use std::any::Any;
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use bank::BankSteps;
use serde_json::{Value, json};
use stepwright::StepFailure;

use crate::contract;

/// The region and account that names carry where there is no AWS.
const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:";

/// The integration that calls a function.
const LAMBDA_INVOKE: &str = "arn:aws:states:::lambda:invoke";

/// The name under which a state machine knows the function of a step: its name in Pascal case.
pub(crate) fn arn(function: &str) -> String {
    format!("{FUNCTION_ARN}{function}")
}

/// A task that failed, as a state machine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaskFailure {
    pub(crate) error: String,
    pub(crate) cause: String,
}

/// The functions, one a step.
#[derive(Clone)]
pub(crate) struct Functions {
    steps: Arc<dyn Steps>,
    /// The step of each function.
    names: Arc<BTreeMap<&'static str, &'static str>>,
}

impl Functions {
    /// The functions of an implementation of the steps.
    pub(crate) fn new(steps: impl BankSteps + Send + 'static) -> Functions {
        Functions {
            steps: Arc::new(steps),
            names: Arc::new(contract::functions()),
        }
    }

    /// Runs a task of a state machine.
    pub(crate) async fn run(&self, resource: &str, arguments: Value) -> Result<Value, TaskFailure> {
        if resource != LAMBDA_INVOKE {
            return Err(unknown_resource(resource));
        }
        let (function, payload) = call(arguments);
        let Some(step) = self.step(&function) else {
            return Err(unknown_function(&function));
        };
        let request_id = uuid::Uuid::new_v4().to_string();
        match unless_panic(self.steps.call(step, payload)).await {
            Ok(Ok(result)) => Ok(invoked(result, &request_id)),
            Ok(Err(failure)) => Err(failed(failure, &request_id)),
            Err(_) => Err(exited(&request_id)),
        }
    }
}

impl Functions {
    /// The step of a function; one of somebody else's has none.
    fn step(&self, function: &str) -> Option<&'static str> {
        let name = function.strip_prefix(FUNCTION_ARN)?;
        self.names.get(name).copied()
    }
}

/// [`BankSteps`] without its type: the methods of that trait are of many types.
trait Steps: Send + Sync {
    fn call<'a>(&'a self, step: &'a str, payload: Value) -> Answer<'a>;
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, StepFailure>> + Send + 'a>>;

impl<S: BankSteps + Send> Steps for S {
    fn call<'a>(&'a self, step: &'a str, payload: Value) -> Answer<'a> {
        Box::pin(contract::call(self, step, payload))
    }
}

/// The function's name and the payload in the arguments of `lambda:invoke`.
fn call(mut arguments: Value) -> (String, Value) {
    let function = arguments
        .get("FunctionName")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let payload = arguments.get_mut("Payload").map(Value::take);
    (function, payload.unwrap_or_else(|| json!({})))
}

/// Runs to the end, or to a panic. A step that panicked is not called on the same values again: each call has its own.
async fn unless_panic<T>(future: impl Future<Output = T>) -> Result<T, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    })
    .await
}

/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>
fn invoked(payload: Value, request_id: &str) -> Value {
    json!({
        "ExecutedVersion": "$LATEST",
        "Payload": payload,
        "SdkResponseMetadata": { "RequestId": request_id },
        "StatusCode": 200,
    })
}

fn failed(failure: StepFailure, request_id: &str) -> TaskFailure {
    let cause = json!({
        "errorType": failure.error_type,
        "errorMessage": failure.error_message,
        "requestId": request_id,
        "stackTrace": [],
    });
    TaskFailure {
        error: failure.error_type,
        cause: cause.to_string(),
    }
}

/// What AWS says of a function whose process ended: a Lambda is built so that a panic aborts it.
fn exited(request_id: &str) -> TaskFailure {
    let message = format!("RequestId: {request_id} Error: Runtime exited with error: signal: aborted");
    TaskFailure {
        error: "Runtime.ExitError".into(),
        cause: json!({ "errorType": "Runtime.ExitError", "errorMessage": message }).to_string(),
    }
}

fn unknown_function(function: &str) -> TaskFailure {
    TaskFailure {
        error: "Lambda.ResourceNotFoundException".into(),
        cause: format!("Function not found: {function}"),
    }
}

fn unknown_resource(resource: &str) -> TaskFailure {
    TaskFailure {
        error: "States.TaskFailed".into(),
        cause: format!("the local bank runs {LAMBDA_INVOKE}, not {resource}"),
    }
}

#[cfg(test)]
mod tests {
    use bank::{
        Account, AccountError, AccountId, FundsError, InsufficientFunds, Posting, PostingError, Receipt, UnknownAccount,
    };

    use super::*;

    /// Knows every account but `unknown`; every posting panics.
    struct Careless;

    impl BankSteps for Careless {
        async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError> {
            let id = account.clone();
            if id.as_str() == "unknown" {
                return Err(UnknownAccount { account: id }.into());
            }
            Ok(Account { id })
        }

        async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError> {
            let Posting { account, amount, .. } = posting.clone();
            Err(InsufficientFunds { account, amount }.into())
        }

        async fn process_deposit(&self, _: &Posting) -> Result<Receipt, PostingError> {
            panic!("the step has a mistake")
        }

        async fn process_withdrawal(&self, _: &Posting) -> Result<Receipt, PostingError> {
            panic!("the step has a mistake")
        }
    }

    async fn run(function: &str, payload: Value) -> Result<Value, TaskFailure> {
        let arguments = json!({ "FunctionName": arn(function), "Payload": payload });
        Functions::new(Careless).run(LAMBDA_INVOKE, arguments).await
    }

    #[tokio::test]
    async fn a_result_is_what_lambda_invoke_answers() {
        let result = run("ValidateAccount", json!({ "account": "12345" }))
            .await
            .expect("an account");
        assert_eq!(result["Payload"], json!({ "id": "12345" }));
        assert_eq!(result["StatusCode"], 200);
        assert_eq!(result["ExecutedVersion"], "$LATEST");
    }

    #[tokio::test]
    async fn a_fault_goes_by_its_name_and_its_cause_is_the_lambdas_answer() {
        let failure = run("ValidateAccount", json!({ "account": "unknown" }))
            .await
            .expect_err("no account");
        assert_eq!(failure.error, "UnknownAccount");
        let cause: Value = serde_json::from_str(&failure.cause).expect("JSON");
        assert_eq!(cause["errorType"], "UnknownAccount");
        assert!(cause["errorMessage"].is_string());
        assert_eq!(cause["stackTrace"], json!([]));
    }

    #[tokio::test]
    async fn a_step_that_panics_has_exited() {
        let posting = json!({
            "account": "1", "amount": 5, "type": "dep", "desc": null, "idempotency_key": null, "request_id": "r"
        });
        let failure = run("ProcessDeposit", json!({ "posting": posting }))
            .await
            .expect_err("a panic");
        assert_eq!(failure.error, "Runtime.ExitError");
    }

    #[tokio::test]
    async fn what_is_no_function_of_the_bank_is_told() {
        let functions = Functions::new(Careless);
        let other = json!({ "FunctionName": "arn:aws:lambda:eu-west-1:1:function:Other" });
        let failure = functions.run(LAMBDA_INVOKE, other).await.expect_err("another's");
        assert_eq!(failure.error, "Lambda.ResourceNotFoundException");
        let failure = functions
            .run("arn:aws:states:::sqs:sendMessage", json!({}))
            .await
            .expect_err("no Lambda");
        assert_eq!(failure.error, "States.TaskFailed");
    }
}
