//! What a service is watched by: its alarms, and a dashboard.

use serde_json::json;

use super::Service;
use super::cloudformation::{self, TAGS, name, substituted, template};
use super::{alarms, choices, dashboard};
use crate::generate::Artifact;

/// Text, since what has the ending `.json` would be taken for an object.
const DASHBOARD: &str = "deploy/dashboard.txt";

pub(super) fn files(service: &Service<'_>) -> [Artifact; 2] {
    let rust_path = service.workflows.first().map_or("", |(flow, _)| flow.rust_path);
    let mut resources = alarms::resources(service);
    let alarms: Vec<_> = resources.iter().map(|(id, _)| id.as_str()).collect();
    let body = Artifact::new(DASHBOARD.to_owned(), dashboard::body(service, &alarms));
    let dashboard = json!({
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {
            "DashboardName": name("service"),
            "DashboardBody": substituted(cloudformation::file(DASHBOARD)),
            "Tags": TAGS,
        },
    });
    resources.push(("Dashboard".to_owned(), dashboard));
    let mut file = template(resources);
    choices::add(&mut file, &[alarms::TOPIC], &alarms::conditions());
    [Artifact::json("deploy/signals.json".to_owned(), &file), body].map(|it| it.of(rust_path))
}
