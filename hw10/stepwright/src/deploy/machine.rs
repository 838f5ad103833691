//! A state machine, its role and its log group; its published version and alias.

use asl::StateMachine;
use serde_json::{Map, Value, json};

use super::Service;
use super::cloudformation::{
    self, Grant, TAGS, arn, log_group, name, parameter, pascal_case, role, substituted, template,
};
use super::functions::function_id;
use super::{alarms, choices, shift};
use crate::diagram::Called;
use crate::flow::Flow;
use crate::generate::Artifact;
use crate::workflow::WorkflowKind;

pub(super) fn file(flow: &Flow, machine: &StateMachine, service: &Service<'_>) -> Artifact {
    let (machine_id, functions) = (pascal_case(flow.name), Called::by(machine).functions);
    let log = format!("{machine_id}Log");
    let mut resources = vec![
        (
            log.clone(),
            log_group(format!("/aws/vendedlogs/states/{}", name(flow.name)), None),
        ),
        (role_id(&machine_id), role("states.amazonaws.com", &grants(&functions))),
        (machine_id.clone(), resource(flow, &machine_id, &log, &functions)),
    ];
    resources.extend(shift::resources(&machine_id, &alarms(flow, service)));
    let mut file = template(resources);
    choices::add(&mut file, &[shift::SHIFT], &shift::conditions());
    Artifact::json(format!("deploy/{}.json", flow.name), &file).of(flow.rust_path)
}

/// What takes callers back to the state machine before: the errors of the API that serves it.
fn alarms(flow: &Flow, service: &Service<'_>) -> Vec<&'static str> {
    let mut endpoints = service.apis.iter().flat_map(|api| &api.endpoints);
    let served = endpoints.any(|endpoint| endpoint.workflow == flow.name);
    served.then_some(alarms::API_ERRORS).into_iter().collect()
}

fn role_id(machine: &str) -> String {
    format!("{machine}Role")
}

/// An Express workflow keeps no history: its log is the only record of an execution.
fn resource(flow: &Flow, machine: &str, log: &str, functions: &[String]) -> Value {
    // Packaging puts the function's version in the function's place: `serverless.yml` names the plugin that does.
    let substitution = |state: &String| (state.clone(), arn(&function_id(state)));
    let substitutions: Map<_, _> = functions.iter().map(substitution).collect();
    json!({
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "StateMachineName": name(flow.name),
            "StateMachineType": match flow.kind {
                WorkflowKind::Standard => "STANDARD",
                WorkflowKind::Express => "EXPRESS",
            },
            "RoleArn": arn(&role_id(machine)),
            "Definition": cloudformation::file(&format!("{}/state-machine.asl.json", flow.name)),
            "DefinitionSubstitutions": substitutions,
            "LoggingConfiguration": {
                "Level": "ALL",
                "IncludeExecutionData": parameter("execution_data"),
                "Destinations": [{ "CloudWatchLogsLogGroup": { "LogGroupArn": arn(log) } }],
            },
            "TracingConfiguration": { "Enabled": true },
            "Tags": TAGS,
        },
    })
}

fn grants(functions: &[String]) -> [Grant; 3] {
    // Every version, not the newest alone: an execution in flight ends with the one that it began with.
    let versions = functions
        .iter()
        .map(|state| substituted(format!("${{{}.Arn}}:*", function_id(state))));
    [
        Grant::new("Steps", &["lambda:InvokeFunction"], versions.collect()),
        Grant::on_all(
            "LogDelivery",
            &[
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups",
            ],
            "Log delivery knows no narrower resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
        ),
        Grant::on_all(
            "Tracing",
            &[
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
            ],
            "X-Ray knows no resource: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
        ),
    ]
}
