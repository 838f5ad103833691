//! The Lambda functions: one a step, all from one zip, each with a role and a log group of its own.

use serde_json::{Map, Value, json};

use super::Service;
use super::cloudformation::{Grant, NAMESPACE, arn, log_group, name, reference, role, substituted, template};
use crate::access::{Access, Action, Table};
use crate::fault::FaultEntry;
use crate::generate::Artifact;
use crate::signals::NAMESPACE_VARIABLE;
use crate::step::{LogLevel, StepDescription, TaskKind};

/// The longest that a Lambda function may take.
const SECONDS_MAX: u32 = 900;

pub(super) fn files(service: &Service<'_>) -> Vec<Artifact> {
    let steps = steps(service);
    let rust_path = service.workflows.first().map_or("", |(flow, _)| flow.rust_path);
    let functions: Map<_, _> = steps
        .iter()
        .map(|step| (step.state.to_owned(), function(step, service.tables)))
        .collect();
    let resources = steps.iter().flat_map(|step| resources(step, service.tables));
    vec![
        Artifact::json("deploy/functions.json".to_owned(), &functions.into()).of(rust_path),
        Artifact::json("deploy/functions.resources.json".to_owned(), &template(resources)).of(rust_path),
    ]
}

/// What a function has beside itself.
fn resources(step: &StepDescription, tables: &[Table]) -> [(String, Value); 2] {
    let log = log_group(format!("/aws/lambda/{}", name(step.state)), step.log_days);
    let role = role("lambda.amazonaws.com", &grants(step, tables));
    [(log_of(step), log), (role_of(step), role)]
}

/// Every step that is a function, once: workflows may share steps.
pub(super) fn steps<'a>(service: &Service<'a>) -> Vec<&'a StepDescription> {
    let mut steps = Vec::<&StepDescription>::new();
    let all = service.workflows.iter().flat_map(|(flow, _)| &flow.steps);
    for step in all.filter(|it| it.task == TaskKind::Lambda) {
        if !steps.iter().any(|known| known.state == step.state) {
            steps.push(step);
        }
    }
    steps
}

/// How they can fail, each fault once.
pub(super) fn faults(service: &Service<'_>) -> Vec<&'static FaultEntry> {
    let mut faults = Vec::<&FaultEntry>::new();
    for fault in steps(service).iter().flat_map(|step| &step.faults) {
        if !faults.iter().any(|known| known.name == fault.name) {
            faults.push(fault);
        }
    }
    faults
}

/// What the framework calls the function of a state.
pub(super) fn function_id(state: &str) -> String {
    format!("{state}LambdaFunction")
}

fn role_of(step: &StepDescription) -> String {
    format!("{}Role", step.state)
}

fn log_of(step: &StepDescription) -> String {
    format!("{}Log", step.state)
}

/// The function as the framework knows one. It makes the resource `<state>LambdaFunction`, and a version of it.
fn function(step: &StepDescription, tables: &[Table]) -> Value {
    let variable = |(table, _): (&Table, &Access)| (table.variable.to_owned(), reference(table.resource));
    let mut environment: Map<_, _> = accesses(step, tables).map(variable).collect();
    environment.insert(NAMESPACE_VARIABLE.to_owned(), NAMESPACE.into());
    let mut function = json!({
        "handler": step.name,
        "description": description(step),
        "timeout": seconds(step),
        // By the role's name, or `Fn::GetAtt`, the framework would say that dependency twice, which cfn-lint warns of.
        "role": substituted(format!("${{{}.Arn}}", role_of(step))),
        // The framework's own log group would bear no tags.
        "disableLogs": true,
        "dependsOn": [log_of(step)],
        "environment": environment,
        "logs": {
            "logFormat": "JSON",
            "applicationLogLevel": step.log_level.map_or("INFO", LogLevel::name),
            "systemLogLevel": "WARN",
        },
    });
    let numbers = [
        ("memorySize", step.memory_mb),
        ("reservedConcurrency", step.reserved_concurrency),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            function[name] = number.into();
        }
    }
    function
}

/// Lambda's limit: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>.
const DESCRIPTION_CHARACTERS_MAX: usize = 256;

fn description(step: &StepDescription) -> String {
    step.description.chars().take(DESCRIPTION_CHARACTERS_MAX).collect()
}

/// A second more than the state machine waits: who waits longest says that time is up, and it is to be the state machine.
fn seconds(step: &StepDescription) -> u32 {
    step.timeout_seconds.saturating_add(1).min(SECONDS_MAX)
}

fn grants(step: &StepDescription, tables: &[Table]) -> Vec<Grant> {
    let log = Grant::new(
        "Log",
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        vec![arn(&log_of(step))],
    );
    let tables = accesses(step, tables).map(|(table, access)| {
        let actions: Vec<_> = access.actions.iter().copied().map(Action::iam).collect();
        let (id, resource) = match access.index {
            None => (table.resource.to_owned(), arn(table.resource)),
            Some(index) => (
                format!("{}Index", table.resource),
                substituted(format!("${{{}.Arn}}/index/{index}", table.resource)),
            ),
        };
        Grant::new(id, &actions, vec![resource])
    });
    tables.chain([log]).collect()
}

/// What the step may do with each table.
fn accesses<'a>(step: &'a StepDescription, tables: &'a [Table]) -> impl Iterator<Item = (&'a Table, &'a Access)> {
    let of = |table: &'a Table| table.access.iter().map(move |access| (table, access));
    tables
        .iter()
        .flat_map(of)
        .filter(|(_, access)| access.step == step.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Attribute, Key};

    fn step() -> StepDescription {
        StepDescription {
            name: "pack_parcel",
            rust_path: "depot::Steps::pack_parcel",
            state: "PackParcel",
            description: "",
            task: TaskKind::Lambda,
            timeout_seconds: 5,
            heartbeat_seconds: None,
            memory_mb: None,
            log_level: None,
            log_days: None,
            reserved_concurrency: None,
            idempotent: true,
            retry: Vec::new(),
            parameters: Vec::new(),
            output: |_| schemars::Schema::default(),
            faults: Vec::new(),
        }
    }

    #[test]
    fn a_function_outlasts_its_task_as_far_as_lambda_goes() {
        for (timeout_seconds, expected) in [(5, 6), (900, 900), (86_400, 900)] {
            let step = StepDescription {
                timeout_seconds,
                ..step()
            };
            assert_eq!(function(&step, &[])["timeout"], expected);
        }
    }

    #[test]
    fn a_function_has_what_its_step_says_and_else_what_all_have() {
        let plain = function(&step(), &[]);
        assert_eq!(
            (plain.get("memorySize"), plain.get("reservedConcurrency")),
            (None, None)
        );
        assert_eq!(plain["logs"]["applicationLogLevel"], "INFO");
        let particular = StepDescription {
            memory_mb: Some(1769),
            log_level: Some(LogLevel::Trace),
            reserved_concurrency: Some(20),
            ..step()
        };
        let function = function(&particular, &[]);
        assert_eq!(function["memorySize"], 1769);
        assert_eq!(function["reservedConcurrency"], 20);
        assert_eq!(
            function["logs"],
            json!({ "logFormat": "JSON", "applicationLogLevel": "TRACE", "systemLogLevel": "WARN" })
        );
    }

    #[test]
    fn a_log_is_kept_for_as_long_as_the_step_says_or_else_the_stage() {
        let days = |step: &StepDescription| resources(step, &[])[0].1["Properties"]["RetentionInDays"].clone();
        assert_eq!(days(&step()), "${param:log_days}");
        let long = StepDescription {
            log_days: Some(90),
            ..step()
        };
        assert_eq!(days(&long), 90);
    }

    #[test]
    fn an_index_is_granted_by_itself_and_another_steps_access_not_at_all() {
        let table = Table {
            name: "Parcels",
            resource: "Parcels",
            variable: "PARCELS_TABLE",
            key: Key::of(Attribute::text("parcel")),
            indexes: Vec::new(),
            access: vec![
                Access::new("pack_parcel", &[Action::Query]).of_index("by-day"),
                Access::new("send_parcel", &[Action::DeleteItem]),
            ],
        };
        let role = role("lambda.amazonaws.com", &grants(&step(), &[table]));
        let statements = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
        assert_eq!(statements[0]["Action"], json!(["dynamodb:Query"]));
        assert_eq!(
            statements[0]["Resource"],
            json!([{ "Fn::Sub": "${Parcels.Arn}/index/by-day" }])
        );
        assert_eq!(statements.as_array().map(Vec::len), Some(2));
    }
}
