//! A state machine in a few lines: what each state takes, sets and leads to. What is the same everywhere (resource,
//! retries, timeouts) is left out; `machine.rs` looks at that.

use asl::{ExecutionType, StateMachine};
use serde_json::Value;
use stepwright::flow::Record;

/// The workflow's machine, which must be one that Step Functions takes.
pub(crate) fn machine<W: Record>() -> Value {
    let machine = stepwright::lower(&W::flow()).expect("the workflow is a state machine");
    let read = StateMachine::parse(&machine.to_json()).expect("what is written can be read");
    let found = read.diagnostics(ExecutionType::Standard);
    assert_eq!(found, [], "{}", machine.to_json());
    assert_eq!(read, machine);
    machine.to_value()
}

/// The outline of the workflow's machine.
pub(crate) fn outline<W: Record>() -> String {
    states(&machine::<W>())
}

fn states(branch: &Value) -> String {
    let states = branch["States"].as_object().expect("states");
    states
        .iter()
        .filter(|(name, _)| *name != "ContractViolation")
        .map(|(name, state)| {
            let lines = lines(state).into_iter().map(|line| format!("\n  {line}"));
            format!("{name}{}\n", lines.collect::<String>())
        })
        .collect()
}

/// What is within a state, further in.
fn within(branch: &Value) -> Vec<String> {
    states(branch).lines().map(|line| format!("| {line}")).collect()
}

/// What a Map says beside its item processor.
const MAP_FIELDS: [&str; 9] = [
    "Items",
    "ItemReader",
    "ItemSelector",
    "ItemBatcher",
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
    "Label",
    "ResultWriter",
];

fn lines(state: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    match (state.pointer("/Arguments/Payload"), state.get("Arguments")) {
        (Some(payload), _) => lines.push(format!("call {}", short(payload))),
        (None, Some(arguments)) => lines.push(format!("{} {}", text(&state["Resource"]), short(arguments))),
        (None, None) => {}
    }
    for field in MAP_FIELDS.iter().filter(|field| state.get(**field).is_some()) {
        lines.push(format!("{field} {}", short(&state[*field])));
    }
    for (index, branch) in state["Branches"].as_array().into_iter().flatten().enumerate() {
        lines.push(format!("branch {}", index + 1));
        lines.extend(within(branch));
    }
    if let Some(processor) = state.get("ItemProcessor") {
        lines.push("each item".to_owned());
        lines.extend(within(processor));
    }
    for rule in state["Choices"].as_array().into_iter().flatten() {
        lines.push(format!("if {} -> {}", short(&rule["Condition"]), text(&rule["Next"])));
        lines.extend(assigned(rule).into_iter().map(|line| format!("  {line}")));
    }
    if let Some(Value::String(next)) = state.get("Default") {
        lines.push(format!("else -> {next}"));
        lines.extend(assigned(state).into_iter().map(|line| format!("  {line}")));
    } else {
        lines.extend(assigned(state));
    }
    for wait in ["Seconds", "Timestamp"] {
        if let Some(until) = state.get(wait) {
            lines.push(format!("wait {} {}", wait.to_lowercase(), short(until)));
        }
    }
    if state["Type"] == "Fail" {
        lines.push(format!(
            "fail {} {}",
            short(&state["Error"]).trim_matches('"'),
            short(&state["Cause"])
        ));
    }
    if let Some(output) = state.get("Output") {
        lines.push(format!("output {}", short(output)));
    }
    if let Some(Value::String(next)) = state.get("Next") {
        lines.push(format!("-> {next}"));
    }
    for catcher in state["Catch"].as_array().into_iter().flatten() {
        let errors: Vec<_> = catcher["ErrorEquals"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect();
        lines.push(format!("catch {} -> {}", errors.join(", "), text(&catcher["Next"])));
        lines.extend(assigned(catcher).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

fn assigned(state: &Value) -> Vec<String> {
    let variables = state.get("Assign").and_then(Value::as_object).into_iter().flatten();
    variables
        .map(|(name, value)| format!("${name} := {}", short(value)))
        .collect()
}

/// JSON with its expressions bare: `{% $order %}` as `$order`.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => match asl::jsonata_in(text) {
            Some(jsonata) => jsonata.trim().to_owned(),
            None => value.to_string(),
        },
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{name}: {}", short(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
