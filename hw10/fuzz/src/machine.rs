//! Makes state machines that are nearly always valid: every kind of state, with expressions that hurt, and loops.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use crate::grammar;

/// How deep a Map or a Parallel stands in another.
const DEPTH_MAX: u32 = 2;

/// Gives every state a name of its own.
struct Names(u32);

/// A machine.
pub(crate) fn machine(u: &mut Unstructured) -> Result<Value> {
    let mut machine = branch(u, &mut Names(0), DEPTH_MAX)?;
    machine["QueryLanguage"] = json!("JSONata");
    if u.ratio(1, 4)? {
        machine["TimeoutSeconds"] = json!(u.int_in_range(1..=100_000)?);
    }
    Ok(machine)
}

fn branch(u: &mut Unstructured, names: &mut Names, depth: u32) -> Result<Value> {
    let count = u.int_in_range(1..=4)?;
    let states: Vec<String> = (names.0..names.0 + count).map(|number| format!("S{number}")).collect();
    names.0 += count;
    let mut made = Map::new();
    for (index, name) in states.iter().enumerate() {
        let next = states.get(index + 1);
        made.insert(name.clone(), state(u, names, depth, &states, next)?);
    }
    Ok(json!({ "StartAt": states[0], "States": made }))
}

/// A state that leads to the next one; a Choice leads anywhere, back too.
fn state(
    u: &mut Unstructured,
    names: &mut Names,
    depth: u32,
    states: &[String],
    next: Option<&String>,
) -> Result<Value> {
    let kind = u.int_in_range(0..=if depth == 0 { 5 } else { 9 })?;
    let mut state = match kind {
        0 | 1 => json!({ "Type": "Pass" }),
        2 => json!({ "Type": "Task", "Resource": resource(u)?, "Arguments": arguments(u)? }),
        3 => return choice(u, states),
        4 => json!({ "Type": "Wait", "Seconds": text(u)? }),
        5 if next.is_none() => return fail(u),
        5 => json!({ "Type": "Pass" }),
        6 | 7 => json!({ "Type": "Map", "Items": text(u)?, "ItemProcessor": branch(u, names, depth - 1)? }),
        8 => json!({ "Type": "Parallel", "Branches": [branch(u, names, depth - 1)?, branch(u, names, depth - 1)?] }),
        _ => distributed(u, names, depth - 1)?,
    };
    if u.arbitrary()? {
        state["Output"] = template(u)?;
    }
    if u.arbitrary()? {
        state["Assign"] = json!({ "x": text(u)?, "a": text(u)? });
    }
    if matches!(kind, 2 | 6..) {
        recovery(u, &mut state, states)?;
    }
    match next {
        Some(next) => state["Next"] = json!(next),
        None => state["End"] = json!(true),
    }
    Ok(state)
}

fn text(u: &mut Unstructured) -> Result<Value> {
    Ok(json!(format!("{{% {} %}}", grammar::expression(u)?)))
}

fn template(u: &mut Unstructured) -> Result<Value> {
    Ok(match u.int_in_range(0..=2)? {
        0 => text(u)?,
        1 => json!({ "deeper": "{% $states.input %}" }),
        _ => json!({ "a": [text(u)?, 1], "b": text(u)? }),
    })
}

fn resource(u: &mut Unstructured) -> Result<&'static str> {
    u.choose(&[
        "arn:aws:states:::lambda:invoke",
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "arn:aws:states:::states:startExecution.sync:2",
        "arn:aws:states:::dynamodb:getItem",
    ])
    .copied()
}

fn arguments(u: &mut Unstructured) -> Result<Value> {
    Ok(json!({
        "FunctionName": "f",
        "StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:m",
        "Payload": { "token": "{% $states.context.Task.Token %}", "x": text(u)? },
    }))
}

fn choice(u: &mut Unstructured, states: &[String]) -> Result<Value> {
    let rule = json!({ "Condition": text(u)?, "Next": u.choose(states)?, "Assign": { "n": text(u)? } });
    Ok(json!({ "Type": "Choice", "Choices": [rule], "Default": u.choose(states)? }))
}

fn fail(u: &mut Unstructured) -> Result<Value> {
    Ok(json!({ "Type": "Fail", "Error": text(u)?, "Cause": text(u)? }))
}

fn distributed(u: &mut Unstructured, names: &mut Names, depth: u32) -> Result<Value> {
    let mut processor = branch(u, names, depth)?;
    processor["ProcessorConfig"] = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let configs = [
        json!({ "InputType": "JSON" }),
        json!({ "InputType": "JSONL" }),
        json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" }),
        json!({ "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"], "CSVDelimiter": "PIPE" }),
    ];
    let config = u.choose(&configs)?;
    Ok(json!({
        "Type": "Map",
        "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config,
                        "Arguments": { "Bucket": "b", "Key": text(u)? } },
        "ItemBatcher": { "MaxItemsPerBatch": u.int_in_range(1..=100)? },
        "ToleratedFailurePercentage": u.int_in_range(0..=100)?,
        "MaxConcurrency": u.int_in_range(0..=50)?,
        "ItemProcessor": processor,
    }))
}

fn recovery(u: &mut Unstructured, state: &mut Value, states: &[String]) -> Result<()> {
    if u.arbitrary()? {
        state["Retry"] = json!([{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": u.int_in_range(1..=1_000)?,
                                  "MaxAttempts": u.int_in_range(0..=50)?, "BackoffRate": 2 }]);
    }
    if u.arbitrary()? {
        state["Catch"] = json!([{ "ErrorEquals": ["States.ALL"], "Next": u.choose(states)?, "Output": template(u)? }]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_what_is_made_can_be_run() {
        let mut random = fastrand::Rng::with_seed(1);
        let runs = |_| {
            let choices: Vec<u8> = (0..400).map(|_| random.u8(..)).collect();
            let machine = machine(&mut Unstructured::new(&choices)).expect("choices");
            asl::StateMachine::from_value(machine).is_ok_and(|it| interpreter::Machine::compile(it).is_ok())
        };
        let count = (0..1_000).map(runs).filter(|it| *it).count();
        assert!(count > 20, "{count} of 1000");
    }
}
