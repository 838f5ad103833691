//! What `#[step(..)]` says of a step, and when a call is tried again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::platform::{AnyOther, FunctionDied};
use stepwright::{Contract, Fault, Jitter, LogLevel, RetryPolicy, StepDescription, TaskKind, TaskToken, steps};

#[derive(Debug, Contract, Serialize, Deserialize, JsonSchema)]
struct Question {
    text: String,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "Closed.", transient)]
struct DepotClosed {}

#[steps]
trait Shop {
    async fn plain(&self) -> Result<(), DepotClosed>;
    #[step(idempotent, timeout_seconds = 900, memory_mb = 1769)]
    async fn idempotent(&self) -> Result<(), DepotClosed>;
    #[step(log_level = "debug", log_days = 90, reserved_concurrency = 20)]
    async fn watched(&self) -> Result<(), DepotClosed>;
    #[step(log_level = "info")]
    async fn usual(&self) -> Result<(), DepotClosed>;
    #[step(
        idempotent,
        retry(
            errors(DepotClosed, "Lambda.Unknown"),
            interval_seconds = 2,
            attempts = 5,
            backoff = 1.5,
            delay_seconds_max = 9,
            jitter = "none"
        ),
        retry(errors(FunctionDied))
    )]
    async fn particular(&self) -> Result<(), DepotClosed>;
    #[step(retry(errors("Lambda.TooManyRequestsException"), attempts = 0))]
    async fn once(&self) -> Result<(), DepotClosed>;
    #[step(idempotent, retry(errors(AnyOther)))]
    async fn whatever(&self) -> Result<(), DepotClosed>;
    #[step(timeout_seconds = 86_400, heartbeat_seconds = 3600)]
    async fn ask(&self, token: TaskToken<u32, DepotClosed>, question: &Question) -> Result<(), DepotClosed>;
    #[step(integration = "aws-sdk:dynamodb:getItem")]
    async fn get(&self, request: &Question) -> Result<Question, DepotClosed>;
    #[step(integration = "batch:submitJob.sync", timeout_seconds = 7200, idempotent)]
    async fn submit(&self, request: &Question) -> Result<Question, DepotClosed>;
}

fn step(name: &str) -> StepDescription {
    let steps = Shop.describe();
    steps.into_iter().find(|step| step.name == name).expect("a step")
}

/// The error names of each retrier.
fn retried(name: &str) -> Vec<Vec<&'static str>> {
    step(name).retriers().into_iter().map(|policy| policy.errors).collect()
}

#[test]
fn a_step_says_what_its_function_has() {
    let watched = step("watched");
    assert_eq!(watched.log_level, Some(LogLevel::Debug));
    assert_eq!((watched.log_days, watched.reserved_concurrency), (Some(90), Some(20)));
    let usual = step("usual");
    assert_eq!(
        (usual.log_level, usual.log_days, usual.reserved_concurrency),
        (None, None, None)
    );
}

#[test]
fn a_step_that_may_have_begun_is_not_tried_again() {
    assert!(!step("plain").idempotent);
    assert_eq!(retried("plain"), [["Lambda.TooManyRequestsException"]]);
}

#[test]
fn an_idempotent_step_is_tried_again_after_whatever_passes() {
    let policy = RetryPolicy {
        errors: vec![
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
            "DepotClosed",
        ],
        interval_seconds: 1,
        attempts: 3,
        backoff: 2.0,
        delay_seconds_max: Some(4),
        jitter: Jitter::Full,
    };
    assert_eq!(step("idempotent").timeout_seconds, 900);
    assert_eq!(step("idempotent").retriers(), [policy]);
}

#[test]
fn a_function_has_the_memory_that_its_step_says() {
    assert_eq!(step("plain").memory_mb, None);
    assert_eq!(step("idempotent").memory_mb, Some(1769));
}

#[test]
fn what_a_step_says_of_an_error_comes_before_the_default() {
    let policies = step("particular").retriers();
    let first = RetryPolicy {
        errors: vec!["DepotClosed", "Lambda.Unknown"],
        interval_seconds: 2,
        attempts: 5,
        backoff: 1.5,
        delay_seconds_max: Some(9),
        jitter: Jitter::Exact,
    };
    assert_eq!(policies[0], first);
    // Each error once, where it stands first.
    assert_eq!(
        policies[1].errors,
        ["Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory"]
    );
    assert_eq!((policies[1].attempts, policies[1].delay_seconds_max), (3, None));
    assert_eq!(policies[2].errors.len(), 4);
    assert!(!policies[2].errors.contains(&"DepotClosed"));
}

#[test]
fn an_error_may_be_tried_no_further_time() {
    let policies = step("once").retriers();
    assert_eq!((policies.len(), policies[0].attempts), (1, 0));
}

#[test]
fn nothing_comes_after_a_retry_for_every_error() {
    assert_eq!(retried("whatever"), [["States.ALL"]]);
}

#[test]
fn a_step_that_takes_a_token_may_wait_and_must_be_heard_of() {
    let step = step("ask");
    assert_eq!((step.timeout_seconds, step.heartbeat_seconds), (86_400, Some(3_600)));
    assert_eq!(step.task, TaskKind::Lambda);
}

#[test]
fn a_service_is_called_without_the_retries_of_lambda() {
    assert_eq!(step("get").task, TaskKind::Integration("aws-sdk:dynamodb:getItem"));
    assert!(retried("get").is_empty());
    assert_eq!(retried("submit"), [["DepotClosed"]]);
}
