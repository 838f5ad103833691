//! The line of an invocation is a document of CloudWatch's embedded metric format.

use serde_json::{Value, json};

use super::lambda::Lambda;
use super::{posting, store};

/// The format, as AWS specifies it:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
fn format() -> Value {
    let units = [
        "Seconds",
        "Microseconds",
        "Milliseconds",
        "Bytes",
        "Kilobytes",
        "Megabytes",
        "Gigabytes",
        "Terabytes",
        "Bits",
        "Kilobits",
        "Megabits",
        "Gigabits",
        "Terabits",
        "Percent",
        "Count",
        "Bytes/Second",
        "Kilobytes/Second",
        "Megabytes/Second",
        "Gigabytes/Second",
        "Terabytes/Second",
        "Bits/Second",
        "Kilobits/Second",
        "Megabits/Second",
        "Gigabits/Second",
        "Terabits/Second",
        "Count/Second",
        "None",
    ];
    let metric = json!({
        "type": "object",
        "required": ["Name"],
        "additionalProperties": false,
        "properties": {
            "Name": { "type": "string", "minLength": 1, "maxLength": 1024 },
            "Unit": { "enum": units },
            "StorageResolution": { "enum": [1, 60] },
        },
    });
    let dimension_set = json!({
        "type": "array",
        "maxItems": 30,
        "items": { "type": "string", "minLength": 1, "maxLength": 250 },
    });
    let directive = json!({
        "type": "object",
        "required": ["Namespace", "Dimensions", "Metrics"],
        "additionalProperties": false,
        "properties": {
            "Namespace": { "type": "string", "minLength": 1, "maxLength": 1024 },
            "Dimensions": { "type": "array", "minItems": 1, "items": dimension_set },
            "Metrics": { "type": "array", "maxItems": 100, "items": metric },
        },
    });
    json!({
        "type": "object",
        "required": ["_aws"],
        "properties": { "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "additionalProperties": false,
            "properties": {
                "Timestamp": { "type": "integer", "minimum": 0 },
                "CloudWatchMetrics": { "type": "array", "items": directive },
            },
        } },
    })
}

/// What a schema cannot say: the members of the line that the metrics and their dimensions are of.
fn check_targets(line: &Value) {
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().expect("a list") {
        for metric in directive["Metrics"].as_array().expect("a list") {
            let name = metric["Name"].as_str().expect("a name");
            assert!(line[name].is_number(), "{name} in {line}");
        }
        for dimension in directive["Dimensions"]
            .as_array()
            .expect("a list")
            .iter()
            .flat_map(|it| it.as_array())
            .flatten()
        {
            let value = line[dimension.as_str().expect("a name")]
                .as_str()
                .expect("a dimension is a text");
            assert!((1..=1024).contains(&value.len()), "{dimension} in {line}");
        }
    }
}

#[tokio::test]
async fn the_line_of_an_invocation_is_a_metric_of_its_duration_and_of_its_outcome() {
    let (_emulator, _, endpoint) = store().await;
    let environment = [
        ("AWS_ENDPOINT_URL_DYNAMODB", &*endpoint),
        ("METRICS_NAMESPACE", "hw10-bank-test"),
    ];
    let mut process_withdrawal = Lambda::start("process_withdrawal", &environment).await;
    process_withdrawal.result(posting("wtd", 1.0, "one")).await;
    process_withdrawal.failure(posting("wtd", 5000.0, "two")).await;
    let log = process_withdrawal.stop().await;

    let format = jsonschema::validator_for(&format()).expect("a schema");
    for line in &log {
        let problems: Vec<_> = format.iter_errors(line).map(|it| it.to_string()).collect();
        assert!(problems.is_empty(), "{problems:?} in {line}");
        check_targets(line);
    }
    let metrics = json!([
        {
            "Namespace": "hw10-bank-test",
            "Dimensions": [["step"]],
            "Metrics": [{ "Name": "duration_milliseconds", "Unit": "Milliseconds" }],
        },
        {
            "Namespace": "hw10-bank-test",
            "Dimensions": [["outcome"]],
            "Metrics": [{ "Name": "invocations", "Unit": "Count" }],
        },
    ]);
    assert!(
        log.iter().all(|line| line["_aws"]["CloudWatchMetrics"] == metrics),
        "{log:?}"
    );
    let outcomes: Vec<_> = log.iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["ok", "InsufficientFunds"]);
}

#[tokio::test]
async fn without_a_namespace_the_line_is_no_metric() {
    let (_emulator, _, endpoint) = store().await;
    let mut process_deposit = super::start("process_deposit", &endpoint).await;
    process_deposit.result(posting("dep", 1.0, "one")).await;
    let log = process_deposit.stop().await;
    assert_eq!((log.len(), log[0].get("_aws")), (1, None));
}
