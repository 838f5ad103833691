//! `check --aws`: has Step Functions itself judge each state machine, by the command line of AWS, which has the credentials,
//! the region and the endpoint (`AWS_ENDPOINT_URL`) of whoever runs it.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>

use std::io::Write;
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::project::{GenerateError, Project};
use super::terminal::progress;
use crate::bounds::{Finding, Severity};
use crate::flow::Flow;
use crate::lower::{Diagnosis, StateOrigin, lower, state_origins};
use crate::workflow::WorkflowKind;

/// What AWS answers.
#[derive(Debug, Deserialize)]
struct Answer {
    /// `OK` or `FAIL`.
    result: String,
    #[serde(default)]
    diagnostics: Vec<AwsDiagnostic>,
}

/// One thing that AWS has to say.
#[derive(Debug, Deserialize)]
struct AwsDiagnostic {
    severity: String,
    code: String,
    message: String,
    location: Option<String>,
}

impl AwsDiagnostic {
    fn is_error(&self) -> bool {
        self.severity != "WARNING"
    }
}

impl Project {
    /// What AWS says about the state machines: warnings.
    ///
    /// # Errors
    /// [`GenerateError::Workflow`] with all that AWS refuses; [`GenerateError::Aws`] where it could not be asked.
    pub(super) fn ask_aws(&self) -> Result<Vec<Finding>, GenerateError> {
        let mut findings = Vec::new();
        for flow in self.flows() {
            let machine = lower(flow).map_err(GenerateError::Workflow)?.to_value();
            let origins = state_origins(flow).map_err(GenerateError::Workflow)?;
            progress(&format!("asking AWS about `{}`", flow.name));
            let answer = ask(flow, &with_arns("", machine)).map_err(|reason| GenerateError::Aws { reason })?;
            findings.extend(answer.diagnostics.iter().map(|it| finding(flow, &origins, it)));
        }
        let (errors, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(|it| it.severity == Severity::Error);
        match errors.is_empty() {
            true => Ok(warnings),
            false => {
                let errors = errors.into_iter().map(Finding::into_diagnosis);
                Err(GenerateError::Workflow(errors.collect()))
            }
        }
    }
}

fn ask(flow: &Flow, definition: &Value) -> Result<Answer, String> {
    let failed = |error: std::io::Error| format!("`aws` could not be run: {error}");
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(definition.to_string().as_bytes()).map_err(failed)?;
    let kind = match flow.kind {
        WorkflowKind::Standard => "STANDARD",
        WorkflowKind::Express => "EXPRESS",
    };
    let output = Command::new("aws")
        .args(["stepfunctions", "validate-state-machine-definition", "--output", "json"])
        .args(["--type", kind, "--severity", "WARNING", "--definition"])
        .arg(format!("file://{}", file.path().display()))
        .output()
        .map_err(failed)?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let answer: Answer =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("what `aws` printed is no answer: {error}"))?;
    // Only the result is promised: whoever refuses without a word must not pass.
    match answer.result == "OK" || answer.diagnostics.iter().any(AwsDiagnostic::is_error) {
        true => Ok(answer),
        false => Err(format!(
            "it answered {} about `{}`, and not why",
            answer.result, flow.name
        )),
    }
}

/// The definition as it may be deployed: ARNs for its placeholders.
fn with_arns(name: &str, value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name.clone(), with_arns(&name, value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| with_arns(name, item)).collect(),
        Value::String(text) => match text.strip_prefix("${").and_then(|it| it.strip_suffix('}')) {
            Some(placeholder) if name == "StateMachineArn" => {
                format!("arn:aws:states:us-east-1:123456789012:stateMachine:{placeholder}").into()
            }
            Some(placeholder) => format!("arn:aws:lambda:us-east-1:123456789012:function:{placeholder}").into(),
            None => Value::String(text),
        },
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

/// What AWS says, at the Rust line that it is about.
fn finding(flow: &Flow, origins: &[StateOrigin], it: &AwsDiagnostic) -> Finding {
    let location = it.location.as_deref().unwrap_or("/");
    let state = state_at(location);
    let origin = origins.iter().find(|origin| Some(origin.state.as_str()) == state);
    let message = format!("AWS says {} at {location} of `{}`: {}", it.code, flow.name, it.message);
    let help = "change what the line says, or, if Step Functions takes the state machine all the same, say so to \
                stepwright: its own rules did not find this";
    Finding {
        severity: match it.is_error() {
            true => Severity::Error,
            false => Severity::Warning,
        },
        diagnosis: Diagnosis::new("SW0008", flow, origin.and_then(|it| it.line), message, help),
        path: Vec::new(),
    }
}

/// The state that a location is in, the innermost of several: `Ship` of `/States/Both/Branches[0]/States/Ship/Next`.
fn state_at(location: &str) -> Option<&str> {
    let mut segments = location.split('/').skip(1);
    let mut state = None;
    while let Some(container) = segments.next() {
        match container.split('[').next() {
            Some("States") => state = segments.next(),
            Some("Branches" | "ItemProcessor") => {}
            _ => break,
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{state_at, with_arns};

    #[test]
    fn the_innermost_state_of_a_location() {
        assert_eq!(state_at("/"), None);
        assert_eq!(state_at("/States/Ship"), Some("Ship"));
        assert_eq!(state_at("/States/Both/Branches[1]/States/Ship/Next"), Some("Ship"));
        assert_eq!(state_at("/States/All/ItemProcessor/States/One/Choices[0]"), Some("One"));
        assert_eq!(state_at("/States/Ship/Arguments/States/Texas"), Some("Ship"));
    }

    #[test]
    fn placeholders_become_arns() {
        let given = json!({ "FunctionName": "${Ship}", "StateMachineArn": "${Pack}", "Payload": ["{% $a %}", 1] });
        assert_eq!(
            with_arns("", given),
            json!({
                "FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:Ship",
                "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Pack",
                "Payload": ["{% $a %}", 1],
            })
        );
    }
}
