//! How often the SDK's client of a Lambda function tries a request, and how long. Makes no client.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;

/// How long a connection to DynamoDB may take to come about.
pub const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);

/// A request with all its attempts ends within two seconds, so that a step that makes two of them can still say what
/// happened before its own timeout (5 s at least).
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(Duration::from_millis(900))
        .operation_timeout(Duration::from_secs(2))
        .build()
}

/// Three attempts, with pauses that leave each of them its time.
pub fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(50))
        .with_max_backoff(Duration::from_millis(200))
}
