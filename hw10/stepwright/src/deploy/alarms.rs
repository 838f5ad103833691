//! Alarms: on errors, on slow answers, on what is throttled. A decline is no error: it is the client's to mend, so that the
//! failed executions of a state machine, most of which are declines, are no alarm.

use serde_json::{Value, json};

use super::choices::{Choice, Takes};
use super::cloudformation::{TAGS, absent, either, name, parameter, pascal_case, reference};
use super::metric::Metric;
use super::routes::Named;
use super::{Service, functions};
use crate::fault::FaultEntry;

/// Who is told of an alarm.
pub(super) const TOPIC: Choice = Choice {
    id: "AlarmTopicArn",
    parameter: "alarm_topic_arn",
    description: "The SNS topic that is told when an alarm goes off, and when it is over; nothing is nobody",
    takes: Takes::Text("^$|^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$"),
};
/// Whether anybody is.
const HAS_TOPIC: &str = "HasAlarmTopic";

/// The alarm on the API's own errors: what a shift to a new state machine is taken back by.
pub(super) const API_ERRORS: &str = "ApiErrorsAlarm";

pub(super) fn conditions() -> [(&'static str, Value); 1] {
    [(HAS_TOPIC, TOPIC.is_not(""))]
}

/// What an alarm looks at in each minute.
struct Watch {
    metric: Metric,
    statistic: Statistic,
    /// From where on it is too much.
    threshold: Value,
    /// For how many minutes it must be too much.
    minutes: u32,
}

enum Statistic {
    Sum,
    Percentile99,
}

/// The alarms of a service, each with its name.
pub(super) fn resources(service: &Service<'_>) -> Vec<Named> {
    let mut alarms = Vec::new();
    if !service.apis.is_empty() {
        alarms.extend(of_api());
    }
    let errors = functions::faults(service).into_iter().filter(|it| is_error(it));
    alarms.extend(errors.map(of_fault));
    alarms.extend(throttles(service));
    alarms
}

/// A fault that the client cannot mend.
pub(super) fn is_error(fault: &FaultEntry) -> bool {
    fault.status >= 500
}

fn of_api() -> [Named; 2] {
    let errors = alarm(
        API_ERRORS,
        "The API answers 5xx. The faults' own alarms say which; without one of those, look at the API's execution log.",
        &Watch::count(Metric::api("5XXError"), parameter("errors_per_minute")),
    );
    let slow = Watch {
        metric: Metric::api("Latency"),
        statistic: Statistic::Percentile99,
        threshold: parameter("latency_milliseconds").into(),
        minutes: 5,
    };
    let slow = alarm(
        "ApiLatencyAlarm",
        "One in a hundred answers is slow, for five minutes. The dashboard says which step takes the time.",
        &slow,
    );
    [errors, slow]
}

fn of_fault(fault: &FaultEntry) -> Named {
    let about = format!("Steps fail with {}. {}", fault.name, fault.description);
    let watch = Watch::count(Metric::outcome(fault.name), parameter("errors_per_minute"));
    alarm(&format!("{}Alarm", pascal_case(fault.name)), &about, &watch)
}

fn throttles(service: &Service<'_>) -> Vec<Named> {
    let mut alarms = Vec::new();
    let mut add = |id: &str, what: &str, metric: Metric| {
        let about = format!("{what} is throttled: it is asked for more than AWS gives it. See its quotas.");
        alarms.push(alarm(&format!("{id}ThrottlesAlarm"), &about, &Watch::count(metric, 1)));
    };
    for step in functions::steps(service) {
        add(step.state, "The function", Metric::function("Throttles", step));
    }
    for (flow, _) in &service.workflows {
        let machine = pascal_case(flow.name);
        add(
            &machine,
            "The state machine",
            Metric::machine("ExecutionThrottled", &machine),
        );
    }
    for table in service.tables {
        let indexes = table.indexes.iter().map(|it| Some(it.name));
        for index in [None].into_iter().chain(indexes) {
            let id = format!("{}{}", table.resource, index.map(pascal_case).unwrap_or_default());
            for (kind, metric) in [("Read", "ReadThrottleEvents"), ("Write", "WriteThrottleEvents")] {
                add(
                    &format!("{id}{kind}"),
                    "The table, or its index,",
                    Metric::table(metric, table, index),
                );
            }
        }
    }
    alarms
}

impl Watch {
    /// So many in one minute.
    fn count(metric: Metric, threshold: impl Into<Value>) -> Watch {
        Watch {
            metric,
            statistic: Statistic::Sum,
            threshold: threshold.into(),
            minutes: 1,
        }
    }
}

fn alarm(id: &str, about: &str, watch: &Watch) -> Named {
    let told = either(HAS_TOPIC, vec![reference(TOPIC.id)], absent());
    let mut properties = watch.metric.watched();
    let more = json!({
        "AlarmName": name(id),
        "AlarmDescription": about,
        "Period": 60,
        "EvaluationPeriods": watch.minutes,
        "Threshold": watch.threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        // Where nothing happens, nothing is wrong.
        "TreatMissingData": "notBreaching",
        "AlarmActions": told,
        "OKActions": told,
        "Tags": TAGS,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        properties[name] = value.clone();
    }
    match watch.statistic {
        Statistic::Sum => properties["Statistic"] = "Sum".into(),
        Statistic::Percentile99 => properties["ExtendedStatistic"] = "p99".into(),
    }
    (
        id.to_owned(),
        json!({ "Type": "AWS::CloudWatch::Alarm", "Properties": properties }),
    )
}
