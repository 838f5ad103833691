//! A dashboard: what clients see, what steps do, what is throttled; declines apart from errors.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>

use serde_json::{Value, json};

use super::alarms::is_error;
use super::cloudformation::pascal_case;
use super::metric::Metric;
use super::{Service, functions};
use crate::fault::FaultEntry;
use crate::signals::SUCCEEDED;
use crate::step::CONTRACT_VIOLATION;

/// A dashboard is 24 columns wide.
const WIDTH: usize = 12;
const HEIGHT: usize = 6;

/// The dashboard's body, a text that CloudFormation puts the resources' names into.
pub(super) fn body(service: &Service<'_>, alarms: &[&str]) -> String {
    let mut graphs = Vec::new();
    if !service.apis.is_empty() {
        graphs.extend(of_api());
    }
    graphs.extend(of_outcomes(service));
    graphs.extend(of_steps(service));
    graphs.push(executions(service));
    graphs.push(throttles(service));
    let arns: Vec<_> = alarms.iter().map(|it| format!("${{{it}.Arn}}")).collect();
    let alarms = json!({ "type": "alarm", "properties": { "title": "Alarms", "alarms": arns } });
    let widgets = [alarms].into_iter().chain(graphs).enumerate().map(placed);
    let body = json!({ "widgets": widgets.collect::<Vec<_>>() });
    format!("{body:#}\n")
}

/// Two in a row.
fn placed((index, mut widget): (usize, Value)) -> Value {
    let place = [
        ("x", index % 2 * WIDTH),
        ("y", index / 2 * HEIGHT),
        ("width", WIDTH),
        ("height", HEIGHT),
    ];
    for (name, value) in place {
        widget[name] = value.into();
    }
    widget
}

fn graph(title: &str, lines: Vec<Value>) -> Value {
    json!({
        "type": "metric",
        "properties": {
            "title": title,
            "region": "${AWS::Region}",
            "view": "timeSeries",
            "period": 60,
            "metrics": lines,
        },
    })
}

fn of_api() -> [Value; 2] {
    let count = |label: &str, name| Metric::api(name).line(label, "Sum");
    let latency = Metric::api("Latency");
    let answers = vec![
        count("requests", "Count"),
        count("declines (4xx)", "4XXError"),
        count("errors (5xx)", "5XXError"),
    ];
    let times = vec![
        latency.line("answer, median", "p50"),
        latency.line("answer, p99", "p99"),
        Metric::api("IntegrationLatency").line("execution, p99", "p99"),
    ];
    [graph("Answers", answers), graph("Latency (ms)", times)]
}

/// Faults by their names: those that the client can mend, and those that it cannot.
fn of_outcomes(service: &Service<'_>) -> [Value; 2] {
    let (errors, declines): (Vec<_>, Vec<_>) = functions::faults(service).into_iter().partition(|it| is_error(it));
    let lines = |faults: Vec<&FaultEntry>| faults.iter().map(|it| outcome(it.name)).collect::<Vec<_>>();
    let mut declines = lines(declines);
    declines.push(outcome(CONTRACT_VIOLATION));
    [
        graph("Declines of steps", declines),
        graph("Errors of steps", lines(errors)),
    ]
}

fn outcome(name: &str) -> Value {
    Metric::outcome(name).line(name, "Sum")
}

fn of_steps(service: &Service<'_>) -> [Value; 2] {
    let steps = functions::steps(service);
    let times = steps
        .iter()
        .map(|step| Metric::duration(step).line(step.state, "p99"))
        .collect();
    let mut outcomes = vec![outcome(SUCCEEDED)];
    outcomes.extend(
        steps
            .iter()
            .map(|step| Metric::function("Invocations", step).line(step.state, "Sum")),
    );
    [graph("Steps, p99 (ms)", times), graph("Invocations", outcomes)]
}

fn executions(service: &Service<'_>) -> Value {
    let ends = [
        ("started", "ExecutionsStarted"),
        ("succeeded", "ExecutionsSucceeded"),
        ("failed, declines among them", "ExecutionsFailed"),
        ("timed out", "ExecutionsTimedOut"),
    ];
    let lines = service.workflows.iter().flat_map(|(flow, _)| {
        let machine = pascal_case(flow.name);
        ends.map(|(label, name)| Metric::machine(name, &machine).line(&format!("{} {label}", flow.name), "Sum"))
    });
    graph("Executions", lines.collect())
}

fn throttles(service: &Service<'_>) -> Value {
    let mut lines: Vec<_> = functions::steps(service)
        .iter()
        .map(|step| Metric::function("Throttles", step).line(step.state, "Sum"))
        .collect();
    for table in service.tables {
        for name in ["ReadThrottleEvents", "WriteThrottleEvents"] {
            let label = format!(
                "{} {}",
                table.name,
                &name[..name.len() - "ThrottleEvents".len()].to_lowercase()
            );
            lines.push(Metric::table(name, table, None).line(&label, "Sum"));
        }
    }
    graph("Throttled", lines)
}
