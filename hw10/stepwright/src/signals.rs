//! What an invocation of a step tells those who watch the service: how long it took and what came of it, as a line of its
//! log that is a metric too. The generator's alarms and dashboard look at it under these names. Writes nothing itself.

use serde_json::{Map, Value, json};

/// The environment variable that tells a function the namespace of its metrics.
pub const NAMESPACE_VARIABLE: &str = "METRICS_NAMESPACE";
/// The dimension that says which step was invoked.
pub const STEP: &str = "step";
/// The dimension that says what came of it: [`SUCCEEDED`], or the name of a fault.
pub const OUTCOME: &str = "outcome";
/// The outcome of an invocation that did not fail.
pub const SUCCEEDED: &str = "ok";
/// The metric that says how long an invocation took, by [`STEP`].
pub const DURATION: &str = "duration_milliseconds";
/// The metric that counts invocations, by [`OUTCOME`].
pub const INVOCATIONS: &str = "invocations";

/// An invocation of a step that is over.
///
/// ```
/// use stepwright::signals::Invocation;
///
/// let invocation = Invocation { step: "pack_parcel", outcome: "DepotClosed", milliseconds: 12.5 };
/// let line = invocation.members(Some("parcels-dev"), 1_764_000_000_000);
/// assert_eq!(line["outcome"], "DepotClosed");
/// assert_eq!(line["_aws"]["CloudWatchMetrics"][1]["Dimensions"], serde_json::json!([["outcome"]]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Invocation<'a> {
    /// The step, by the name of its method.
    pub step: &'a str,
    /// What came of it: [`SUCCEEDED`], or the name of a fault.
    pub outcome: &'a str,
    /// How long it took.
    pub milliseconds: f64,
}

impl Invocation<'_> {
    /// The members of its line; with a namespace, those of the
    /// [embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
    /// among them, at that time since 1970. Each metric has one dimension: what costs is their combinations.
    pub fn members(&self, namespace: Option<&str>, at_milliseconds: u64) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert(STEP.to_owned(), self.step.into());
        members.insert(OUTCOME.to_owned(), self.outcome.into());
        members.insert(DURATION.to_owned(), self.milliseconds.into());
        members.insert(INVOCATIONS.to_owned(), 1.into());
        if let Some(namespace) = namespace {
            let metrics = [
                metric(namespace, STEP, DURATION, "Milliseconds"),
                metric(namespace, OUTCOME, INVOCATIONS, "Count"),
            ];
            let metadata = json!({ "Timestamp": at_milliseconds, "CloudWatchMetrics": metrics });
            members.insert("_aws".to_owned(), metadata);
        }
        members
    }
}

fn metric(namespace: &str, dimension: &str, name: &str, unit: &str) -> Value {
    json!({
        "Namespace": namespace,
        "Dimensions": [[dimension]],
        "Metrics": [{ "Name": name, "Unit": unit }],
    })
}
