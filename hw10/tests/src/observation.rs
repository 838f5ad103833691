//! What a run came to, in words that both sides can say.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// How it ended.
    pub end: End,
    /// The calls of steps, in the order in which they began; a retry is no call of its own.
    pub calls: Vec<Call>,
    /// How much time passed.
    pub elapsed: Duration,
    /// What distributed maps wrote to S3, one list of results for each.
    pub written: Vec<Value>,
    /// Whether the state machine tried a call again, or was about to: that takes time of which the native run knows nothing.
    pub retried: bool,
    /// The steps that the state machine called again though they may have begun, and are not idempotent.
    pub repeated: Vec<String>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// With this output.
    Succeeded(Value),
    /// With a fault of the workflow's own, and its fields.
    Failed(String, Value),
    /// With something that the platform did, by AWS's name. AWS's words about it are no business of the native run.
    Platform(String),
    /// Something was computed that cannot be, as Rust says it.
    Refused(String),
    /// The machine's `TimeoutSeconds` were over.
    TimedOut,
    /// It waits for what never comes.
    Stuck,
}

/// A call of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The step.
    pub step: String,
    /// What it was called with.
    pub payload: Value,
    /// How long after the beginning.
    pub after: Duration,
}

/// Objects on S3, by bucket and key.
pub type Objects = BTreeMap<(String, String), String>;

/// What stands for a task token.
pub const TOKEN: &str = "<token>";

/// The value as both sides can say it: a field that is absent is `null`, which the wire says is the same, and numbers that
/// are equal look equal.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let there = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                there
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => number
            .as_f64()
            .filter(|it| it.fract() == 0.0 && it.abs() < 9e15)
            .map_or_else(
                || value.clone(),
                // Exact, since it is an integer below 2^53.
                |it| {
                    format!("{it:.0}")
                        .parse::<i64>()
                        .map_or_else(|_| value.clone(), Value::from)
                },
            ),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

impl Observation {
    /// The same, where the names that each side makes up for itself (of map runs, and of the folders that their results
    /// are in) are replaced by common ones, and all values are [`plain`].
    pub fn normalised(mut self, objects: &Objects) -> Observation {
        let is_manifest = |(_, key): &&(String, String)| key.ends_with("/manifest.json");
        let mut names = Vec::new();
        for at in objects.keys().filter(is_manifest) {
            let manifest: Value = serde_json::from_str(&objects[at]).expect("a manifest is JSON");
            names.push((
                text(&manifest["MapRunArn"]),
                format!("<map run {}>", self.written.len()),
            ));
            names.push((
                at.1.replace("/manifest.json", ""),
                format!("<results {}>", self.written.len()),
            ));
            self.written.push(results(&manifest, &at.0, objects));
        }
        let rename = |value: &Value| {
            let text = names
                .iter()
                .fold(value.to_string(), |text, (own, common)| text.replace(own, common));
            plain(&serde_json::from_str(&text).expect("names are replaced within texts"))
        };
        self.calls
            .iter_mut()
            .for_each(|call| call.payload = rename(&call.payload));
        self.end = match self.end {
            End::Succeeded(output) => End::Succeeded(rename(&output)),
            End::Failed(name, payload) => End::Failed(name, rename(&payload)),
            other => other,
        };
        self
    }
}

/// What came of each item, as far as both sides tell: status, output, error.
fn results(manifest: &Value, bucket: &str, objects: &Objects) -> Value {
    let files =
        ["SUCCEEDED", "FAILED"].map(|status| manifest["ResultFiles"][status].as_array().cloned().unwrap_or_default());
    let entries = files.into_iter().flatten().flat_map(|file| {
        let object = &objects[&(bucket.to_owned(), text(&file["Key"]))];
        serde_json::from_str::<Vec<Value>>(object).expect("a file of results is a list")
    });
    let told = |entry: Value| {
        let output = entry["Output"]
            .as_str()
            .map(|it| serde_json::from_str::<Value>(it).expect("an output is JSON"));
        plain(&json!({ "Status": entry["Status"], "Output": output, "Error": entry["Error"] }))
    };
    entries.map(told).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
