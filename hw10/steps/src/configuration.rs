//! What the bootstrap reads from its environment. Takes no invocation.

use std::env;

use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_dynamodb::Client;
use steps::{Tables, sdk_limits};

/// What is missing before the bootstrap can serve anything.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigurationError {
    /// The program was started by hand.
    #[error("{0} is not set: this program is started by AWS Lambda, or by a stand-in for it")]
    NotInLambda(&'static str),
    /// The handler is not a step.
    #[error("_HANDLER is `{handler}`, which is no step; there are {steps}")]
    UnknownStep { handler: String, steps: String },
}

/// What the Lambda runtime takes from its environment, and panics without.
const RUNTIME_VARIABLES: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// The step that `_HANDLER` names, as `validate_account` or as `bootstrap.validate_account`.
pub(crate) fn handler() -> Result<String, ConfigurationError> {
    for variable in RUNTIME_VARIABLES {
        env::var(variable).map_err(|_| ConfigurationError::NotInLambda(variable))?;
    }
    env::var("_HANDLER").map_err(|_| ConfigurationError::NotInLambda("_HANDLER"))
}

/// The step of a handler: the part after the last dot.
pub(crate) fn step_of(handler: &str) -> &str {
    handler.rsplit_once('.').map_or(handler, |(_, step)| step)
}

/// The names of the tables: `ACCOUNTS_TABLE` and `TRANSACTIONS_TABLE`, or the usual ones.
pub(crate) fn tables() -> Tables {
    let usual = Tables::default();
    Tables {
        accounts: env::var("ACCOUNTS_TABLE").unwrap_or(usual.accounts),
        transactions: env::var("TRANSACTIONS_TABLE").unwrap_or(usual.transactions),
    }
}

/// The client that the steps use, within the limits that leave a step its time to answer.
pub(crate) async fn client() -> Client {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(sdk_limits::timeouts())
        .retry_config(sdk_limits::retries());
    Client::new(&with_http_client(loader).load().await)
}

/// The SDK's own client, which speaks HTTPS.
#[cfg(feature = "tls")]
fn with_http_client(loader: ConfigLoader) -> ConfigLoader {
    loader
}

#[cfg(not(feature = "tls"))]
fn with_http_client(loader: ConfigLoader) -> ConfigLoader {
    loader.http_client(steps::plain_http::PlainHttp::new(sdk_limits::CONNECT_TIMEOUT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_is_a_step_alone_or_behind_the_programs_name() {
        assert_eq!(step_of("check_funds"), "check_funds");
        assert_eq!(step_of("bootstrap.check_funds"), "check_funds");
        assert_eq!(step_of(""), "");
    }
}
