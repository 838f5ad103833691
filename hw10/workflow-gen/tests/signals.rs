//! What the bank is watched by: an alarm for what goes wrong, none for what a client must mend, and both to be seen.

use std::collections::BTreeSet;

use bank::Rejection;
use serde_json::Value;
use stepwright::{Fault, FaultEntry};
use workflow_gen::project;

fn file(path: &str) -> String {
    let artifacts = project().artifacts().expect("the bank is a state machine");
    let artifact = artifacts.into_iter().find(|it| it.path == path);
    artifact.expect("it is generated").text
}

fn json(path: &str) -> Value {
    serde_json::from_str(&file(path)).expect("JSON")
}

fn alarms() -> Vec<Value> {
    let template = json("deploy/signals.json");
    let resources = template["Resources"].as_object().expect("resources").values();
    let alarms = resources.filter(|it| it["Type"] == "AWS::CloudWatch::Alarm");
    alarms.map(|it| it["Properties"].clone()).collect()
}

fn names(faults: impl Fn(&FaultEntry) -> bool) -> BTreeSet<String> {
    let table = Rejection::table().into_iter().filter(|it| faults(it));
    table.map(|it| it.name.to_owned()).collect()
}

/// The outcomes that the lines of a graph are of.
fn outcomes(title: &str) -> BTreeSet<String> {
    let body = json("deploy/dashboard.txt");
    let widgets = body["widgets"].as_array().expect("widgets");
    let graph = widgets.iter().find(|it| it["properties"]["title"] == title);
    let lines = graph.expect("a graph")["properties"]["metrics"]
        .as_array()
        .expect("lines");
    let outcome = |line: &Value| {
        assert_eq!((&line[1], &line[2]), (&"invocations".into(), &"outcome".into()));
        line[3].as_str().expect("a name").to_owned()
    };
    lines.iter().map(outcome).collect()
}

#[test]
fn a_fault_is_an_alarm_if_it_is_no_decline() {
    let outcome = |alarm: &Value| match alarm["Dimensions"].as_array().expect("dimensions").as_slice() {
        [only] if only["Name"] == "outcome" => only["Value"].as_str().map(str::to_owned),
        _ => None,
    };
    let watched: BTreeSet<_> = alarms().iter().filter_map(outcome).collect();
    assert_eq!(watched, names(|fault| fault.status >= 500));
    assert!(
        alarms().iter().all(|it| it["MetricName"] != "ExecutionsFailed"),
        "declines are counted there"
    );
}

#[test]
fn what_aws_throttles_is_an_alarm_each() {
    let is_throttle = |it: &&Value| it["MetricName"].as_str().is_some_and(|name| name.contains("Thrott"));
    let of = |alarm: &Value| alarm["Dimensions"].to_string() + &alarm["MetricName"].to_string();
    let throttles: BTreeSet<_> = alarms().iter().filter(is_throttle).map(of).collect();
    // Four functions, a state machine; reading and writing of two tables and an index.
    assert_eq!(throttles.len(), 4 + 1 + 2 * 3);
}

#[test]
fn the_dashboard_shows_declines_apart_from_errors() {
    let mut declines = names(|fault| fault.status < 500);
    declines.insert("ContractViolation".to_owned());
    assert_eq!(outcomes("Declines of steps"), declines);
    assert_eq!(outcomes("Errors of steps"), names(|fault| fault.status >= 500));
}

#[test]
fn the_dashboard_has_every_alarm() {
    let text = file("deploy/dashboard.txt");
    let template = json("deploy/signals.json");
    for (name, resource) in template["Resources"].as_object().expect("resources") {
        let is_alarm = resource["Type"] == "AWS::CloudWatch::Alarm";
        assert_eq!(text.contains(&format!("\"${{{name}.Arn}}\"")), is_alarm, "{name}");
    }
}
