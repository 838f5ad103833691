//! Where log lines go: to stderr, as JSON or for a person; panics among them.

use std::env;
use std::panic;

use local::LogStyle;
use tracing_subscriber::EnvFilter;

/// One line a request, and what goes wrong. A client's mistake at the DynamoDB endpoint is that client's business, and that
/// the SDK has no connection to close is none: the store is in this process.
const DEFAULT_FILTER: &str =
    "warn,local=info,dynoxide=error,aws_smithy_runtime::client::http::connection_poisoning=off";

/// Starts the log of this process. `RUST_LOG` says what else is to be logged.
pub(crate) fn start(style: LogStyle) {
    let more = env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default();
    let filter = EnvFilter::new(format!("{DEFAULT_FILTER},{more}"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    match style {
        LogStyle::Structured => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .init(),
        LogStyle::Readable => lines.init(),
    }
    panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "a panic: a mistake in the bank itself"),
    ));
}
