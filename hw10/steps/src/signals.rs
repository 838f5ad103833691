//! The line of an invocation: by what it is found, what came of it, and CloudWatch's metrics in the same line. No name of a
//! holder, no amount and no balance is in it.

use std::env;
use std::io::{self, Write};

use bank::Posting;
use jiff::Timestamp;
use lambda_runtime::Context;
use serde_json::{Map, Value};
use stepwright::signals::{Invocation, NAMESPACE_VARIABLE};

/// What an invocation is found by.
pub(crate) struct Ids {
    /// The id that API Gateway gave to the request: the name of the execution, and in the payload of a posting.
    pub(crate) request_id: Option<String>,
    /// The trace that request, execution and invocation are parts of.
    pub(crate) trace_id: Option<String>,
    /// The id that Lambda gave to the invocation.
    pub(crate) lambda_request_id: String,
    /// What the posting is called in the ledger.
    transaction: Option<String>,
}

impl Ids {
    /// Those in what Lambda says of the invocation, and in its payload. A step that takes no posting has two of them.
    pub(crate) fn of(context: &Context, payload: &Value) -> Ids {
        let posting = payload.get("posting").cloned();
        let posting: Option<Posting> = posting.and_then(|it| serde_json::from_value(it).ok());
        let posting = posting.as_ref();
        Ids {
            request_id: posting.map(|it| it.request_id.to_string()),
            trace_id: context.xray_trace_id.as_deref().and_then(root).map(str::to_owned),
            lambda_request_id: context.request_id.clone(),
            transaction: posting.map(|it| it.transaction_id().to_string()),
        }
    }

    fn members(&self) -> impl Iterator<Item = (String, Value)> {
        let members = [
            ("request_id", self.request_id.as_ref()),
            ("trace_id", self.trace_id.as_ref()),
            ("lambda_request_id", Some(&self.lambda_request_id)),
            ("transaction", self.transaction.as_ref()),
        ];
        members
            .into_iter()
            .filter_map(|(name, id)| Some((name.to_owned(), id?.as_str().into())))
    }
}

/// The trace's id in its header: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=..;Sampled=1`.
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
fn root(header: &str) -> Option<&str> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root="))
}

/// Writes the line. Without a namespace in the environment, as on a developer's machine, it is no metric.
pub(crate) fn log(ids: &Ids, invocation: &Invocation<'_>) {
    let namespace = env::var(NAMESPACE_VARIABLE).ok();
    let line = line(ids, invocation, namespace.as_deref(), Timestamp::now());
    // Where standard output is gone, so is whoever would read why.
    let _ = writeln!(io::stdout().lock(), "{}", Value::from(line));
}

/// Lambda reads `timestamp` and `level`:
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>.
fn line(ids: &Ids, invocation: &Invocation<'_>, namespace: Option<&str>, now: Timestamp) -> Map<String, Value> {
    let of_log = [
        ("timestamp", now.to_string()),
        ("level", "INFO".to_owned()),
        ("message", "invocation".to_owned()),
    ];
    let of_log = of_log.map(|(name, value)| (name.to_owned(), value.into()));
    let at_milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
    of_log
        .into_iter()
        .chain(ids.members())
        .chain(invocation.members(namespace, at_milliseconds))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_known_by_its_root() {
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        assert_eq!(root(header), Some("1-5759e988-bd862e3fe1be46a994272793"));
        assert_eq!(root("Sampled=0"), None);
    }
}
