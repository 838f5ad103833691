//! One JSON object a line on standard output, which Lambda takes to CloudWatch.

use std::env;
use std::panic;

use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `AWS_LAMBDA_LOG_LEVEL` says from which level on; `INFO` where it is not set.
///
/// Of the libraries below only warnings are logged: what they say beyond that may hold whole requests. What the runtime
/// says of a step that failed is left out: the line of the invocation says it.
pub(crate) fn start() {
    let level = env::var("AWS_LAMBDA_LOG_LEVEL").unwrap_or_default();
    let level = level.parse().unwrap_or(Level::INFO);
    let levels = Targets::new()
        .with_default(level.min(Level::WARN))
        .with_target("steps", level)
        .with_target("bootstrap", level)
        .with_target("lambda_runtime::layers::panic", LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_span_list(false);
    tracing_subscriber::registry().with(lines.with_filter(levels)).init();
    panic::set_hook(Box::new(|panic| tracing::error!(%panic, "the bootstrap has a bug")));
}
