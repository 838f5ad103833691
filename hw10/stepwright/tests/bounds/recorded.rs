//! The events that are counted beside those that the interpreter records, which AWS's records judge: every call fails as
//! often as it is tried again, and then succeeds.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::StateMachine;
use interpreter::{Command, Event, Execution, Invocation, Machine, Outcome, Start};
use jiff::Timestamp;
use serde_json::{Value, json};
use stepwright::bounds::history_events_max;

const RETRIES: usize = 2;

/// What is counted is what is recorded.
#[track_caller]
fn check(start_at: &str, states: Value) {
    let document = json!({ "QueryLanguage": "JSONata", "StartAt": start_at, "States": states });
    let machine = StateMachine::parse(&document.to_string()).expect("a state machine");
    let counted = history_events_max(&machine).expect("everything is known");
    let machine = Machine::compile(machine).expect("its expressions can be read");
    assert_eq!(counted, recorded(Arc::new(machine)));
}

/// How many events the execution has whose calls all fail as often as they are tried again.
fn recorded(machine: Arc<Machine>) -> u64 {
    let mut now = Timestamp::UNIX_EPOCH;
    let (mut execution, commands) = Execution::start(machine, start(), now);
    let (mut commands, mut failures) = (commands, BTreeMap::<String, usize>::new());
    let (mut events, mut wake) = (Vec::new(), Vec::new());
    loop {
        for command in commands {
            match command {
                Command::Invoke(invocation) => events.extend(answer(&invocation, &mut failures)),
                Command::WakeAt(at) => wake.push(at),
                other => panic!("{other:?}"),
            }
        }
        if let Some(outcome) = execution.outcome() {
            assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
            return execution.history().len() as u64;
        }
        commands = if events.is_empty() {
            now = wake
                .iter()
                .copied()
                .filter(|at| *at > now)
                .min()
                .expect("it waits for something");
            execution.handle(Event::Wake, now)
        } else {
            execution.handle(events.remove(0), now)
        };
    }
}

/// A failure, until the call has failed often enough; then what it gives.
fn answer(invocation: &Invocation, failures: &mut BTreeMap<String, usize>) -> Vec<Event> {
    let id = invocation.id;
    let failed = failures.entry(invocation.arguments["Payload"].to_string()).or_default();
    let fails = *failed % (RETRIES + 1) < RETRIES;
    *failed += 1;
    match (&invocation.token, fails) {
        (None, true) => vec![Event::TaskFailed {
            id,
            error: "Busy".to_owned(),
            cause: String::new(),
        }],
        (None, false) => vec![Event::TaskSucceeded {
            id,
            result: json!({ "Payload": 1 }),
        }],
        (Some(token), fails) => {
            let taken_on = Event::TaskSucceeded {
                id,
                result: json!({ "Payload": null }),
            };
            let token = token.clone();
            let answer = if fails {
                Event::TokenFailed {
                    token,
                    error: "Busy".to_owned(),
                    cause: String::new(),
                }
            } else {
                Event::TokenSucceeded {
                    token,
                    output: json!(1),
                }
            };
            vec![taken_on, answer]
        }
    }
}

fn start() -> Start {
    Start {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:counted:one".to_owned(),
        name: "one".to_owned(),
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:counted".to_owned(),
        state_machine_name: "counted".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/counted".to_owned(),
        input: json!({}),
        seed: 7,
    }
}

/// A call with that payload, tried again twice; then on to the next state.
fn task(pattern: &str, payload: &str, next: Option<&str>) -> Value {
    let mut task = json!({
        "Type": "Task",
        "Resource": format!("arn:aws:states:::lambda:invoke{pattern}"),
        "Arguments": { "FunctionName": "f", "Payload": payload },
        "Retry": [{ "ErrorEquals": ["Busy"], "MaxAttempts": RETRIES }],
    });
    match next {
        Some(next) => task["Next"] = next.into(),
        None => task["End"] = true.into(),
    }
    task
}

fn branch(name: &str) -> Value {
    json!({ "StartAt": name, "States": { name: task("", &format!("of {name}"), None) } })
}

#[test]
fn calls_and_their_retries() {
    check(
        "A",
        json!({ "A": task("", "one", Some("B")), "B": task("", "two", None) }),
    );
}

#[test]
fn calls_that_are_answered_by_a_token() {
    let payload = "{% $states.context.Task.Token ? 'asked' : '' %}";
    check("A", json!({ "A": task(".waitForTaskToken", payload, None) }));
}

#[test]
fn states_without_work() {
    let states = json!({
        "Pass": { "Type": "Pass", "Next": "Wait" },
        "Wait": { "Type": "Wait", "Seconds": 5, "Next": "Choice" },
        "Choice": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Done" }], "Default": "Done" },
        "Done": { "Type": "Succeed" },
    });
    check("Pass", states);
}

#[test]
fn branches_of_a_parallel() {
    let parallel = json!({ "Type": "Parallel", "Branches": [branch("A"), branch("B")], "Next": "Done" });
    check("Both", json!({ "Both": parallel, "Done": { "Type": "Succeed" } }));
}

#[test]
fn items_of_an_inline_map() {
    let processor = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" }, "B": task("", "{% $string($states.context.Map.Item.Index) %}", None) } });
    check(
        "Each",
        json!({ "Each": { "Type": "Map", "Items": [1, 2, 3], "ItemProcessor": processor, "End": true } }),
    );
}

#[test]
fn turns_of_a_counting_loop() {
    let choice = json!({
        "Type": "Choice",
        "Choices": [{ "Condition": "{% $index < 7 %}", "Next": "A" }],
        "Default": "Done",
    });
    let mut body = task("", "{% $string($index) %}", Some("Count"));
    body["Assign"] = json!({ "index": "{% $index + 1 %}" });
    let states = json!({
        "Start": { "Type": "Pass", "Assign": { "index": 2 }, "Next": "Count" },
        "Count": choice,
        "A": body,
        "Done": { "Type": "Succeed" },
    });
    check("Start", states);
}
