//! How callers come to a new state machine: at once, or a part of them after the other, and back if an alarm goes off.

use serde_json::{Value, json};

use super::choices::{Choice, Takes};
use super::cloudformation::{absent, either, parameter, pascal_case, reference};
use super::routes::Named;

/// How callers are shifted.
pub(super) const SHIFT: Choice = Choice {
    id: "Shift",
    parameter: "shift",
    description: "How callers come to a new state machine: none is at once, and without an alias; all_at_once is by an alias; \
                  canary is a part of them and then all; linear is one part after the other",
    takes: Takes::OneOf(&["none", "all_at_once", "canary", "linear"]),
};

/// Whether callers go by an alias.
const HAS_ALIAS: &str = "HasAlias";
const IS_CANARY: &str = "IsCanary";
const IS_LINEAR: &str = "IsLinear";

pub(super) fn conditions() -> [(&'static str, Value); 3] {
    [
        (HAS_ALIAS, SHIFT.is_not("none")),
        (IS_CANARY, SHIFT.is("canary")),
        (IS_LINEAR, SHIFT.is("linear")),
    ]
}

/// What an API calls to start the workflow.
pub(super) fn target(workflow: &str) -> Value {
    let machine = pascal_case(workflow);
    either(HAS_ALIAS, reference(&alias_id(&machine)), reference(&machine))
}

fn alias_id(machine: &str) -> String {
    format!("{machine}Alias")
}

/// The published version of the state machine, and the alias. An alarm that goes off while callers are shifted takes them
/// back: <https://docs.aws.amazon.com/step-functions/latest/dg/version-rolling-deployment.html>.
pub(super) fn resources(machine: &str, alarms: &[&str]) -> [Named; 2] {
    let version_id = format!("{machine}Version");
    let version = json!({
        "Type": "AWS::StepFunctions::StateMachineVersion",
        "Condition": HAS_ALIAS,
        // Another revision is another version, and the one before is where the alias comes from, and may go back to.
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "StateMachineArn": reference(machine),
            "StateMachineRevisionId": { "Fn::GetAtt": [machine, "StateMachineRevisionId"] },
        },
    });
    let step = |parameter_name| {
        either(
            IS_CANARY,
            parameter(parameter_name),
            either(IS_LINEAR, parameter(parameter_name), absent()),
        )
    };
    let mut preference = json!({
        "StateMachineVersionArn": reference(&version_id),
        "Type": either(IS_CANARY, "CANARY", either(IS_LINEAR, "LINEAR", "ALL_AT_ONCE")),
        "Percentage": step("shift_percent"),
        "Interval": step("shift_minutes"),
    });
    if !alarms.is_empty() {
        preference["Alarms"] = alarms.iter().map(|it| reference(it)).collect();
    }
    let alias = json!({
        "Type": "AWS::StepFunctions::StateMachineAlias",
        "Condition": HAS_ALIAS,
        "Properties": { "Name": "live", "DeploymentPreference": preference },
    });
    [(version_id, version), (alias_id(machine), alias)]
}
