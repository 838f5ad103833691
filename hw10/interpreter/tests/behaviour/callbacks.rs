//! Tasks that wait for their token, and tasks that wait for what they have started.

use interpreter::Event;
use serde_json::{Value, json};

use crate::harness::{Harness, LAMBDA, machine, task};

const BATCH: &str = "arn:aws:states:::batch:submitJob.sync";

/// A call that hands over its token, with these fields.
fn waiting(fields: Value) -> Harness {
    let mut state = task(json!({
        "Resource": format!("{LAMBDA}.waitForTaskToken"),
        "Arguments": { "FunctionName": "ask", "Payload": { "token": "{% $states.context.Task.Token %}" } }
    }));
    let fields = fields.as_object().expect("an object").clone();
    state.as_object_mut().expect("an object").extend(fields);
    Harness::new(machine(json!({ "A": state })), json!({}))
}

fn token(harness: &Harness) -> String {
    let call = harness.calls.last().expect("there was a call");
    call.token.clone().expect("it has a token")
}

fn succeed(harness: &mut Harness, token: String, output: Value) {
    harness.send(Event::TokenSucceeded { token, output });
}

fn beat(harness: &mut Harness, token: String) {
    harness.send(Event::TokenHeartbeat { token });
}

#[test]
fn the_arguments_carry_the_token_and_its_answer_is_the_result() {
    let mut harness = waiting(json!({}));
    let token = token(&harness);
    assert_eq!(harness.calls[0].arguments["Payload"], json!({ "token": token }));
    harness.succeed(json!({ "Payload": "asked" }));
    assert!(harness.is_waiting());
    succeed(&mut harness, token, json!("yes"));
    assert_eq!(harness.output(), "yes");
    assert_eq!(
        harness.events()[2..6],
        ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    );
}

#[test]
fn the_token_may_come_back_before_the_call_has() {
    let mut harness = waiting(json!({}));
    let token = token(&harness);
    succeed(&mut harness, token, json!("yes"));
    assert_eq!(harness.output(), "yes");
}

#[test]
fn a_token_that_fails_fails_the_task() {
    let mut harness = waiting(json!({}));
    let token = token(&harness);
    harness.succeed(json!({}));
    harness.send(Event::TokenFailed {
        token,
        error: "No".to_owned(),
        cause: "never".to_owned(),
    });
    assert_eq!(harness.failure(), ("No", "never"));
}

#[test]
fn a_call_that_could_not_be_made_fails_the_task() {
    let mut harness = waiting(json!({}));
    harness.fail("E");
    assert_eq!(harness.error(), "E");
    assert!(harness.events().contains(&"TaskSubmitFailed".to_owned()));
}

#[test]
fn another_token_changes_nothing() {
    let mut harness = waiting(json!({}));
    succeed(&mut harness, "another".to_owned(), json!("no"));
    assert!(harness.is_waiting());
}

#[test]
fn every_attempt_has_a_token_of_its_own() {
    let mut harness = waiting(json!({ "Retry": [{ "ErrorEquals": ["E"] }] }));
    let first = token(&harness);
    harness.fail("E").wake();
    let second = token(&harness);
    assert_ne!(first, second);
    succeed(&mut harness, first, json!("late"));
    assert!(harness.is_waiting());
    succeed(&mut harness, second, json!("in time"));
    assert_eq!(harness.output(), "in time");
}

#[test]
fn signs_of_life_put_off_the_heartbeat_but_not_the_timeout() {
    let mut harness = waiting(json!({ "TimeoutSeconds": 25, "HeartbeatSeconds": 10 }));
    let token = token(&harness);
    for _ in 0..2 {
        harness.pass(8);
        beat(&mut harness, token.clone());
        assert!(harness.is_waiting());
    }
    assert_eq!(harness.wake(), 9.0);
    assert_eq!(harness.error(), "States.Timeout");
}

#[test]
fn without_a_sign_of_life_the_task_times_out() {
    let mut harness = waiting(json!({ "HeartbeatSeconds": 10 }));
    let token = token(&harness);
    harness.succeed(json!({}));
    harness.pass(8);
    beat(&mut harness, token);
    assert_eq!(harness.wake(), 10.0);
    assert_eq!(harness.error(), "States.Timeout");
    assert_eq!(harness.cancelled.len(), 1);
}

#[test]
fn a_missing_heartbeat_is_caught_by_its_name() {
    let states = json!({
        "A": task(json!({
            "Resource": format!("{LAMBDA}.waitForTaskToken"),
            "HeartbeatSeconds": 1,
            "Catch": [{ "ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Z" }]
        })),
        "Z": { "Type": "Pass", "Output": "caught", "End": true }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.wake();
    assert_eq!(harness.output(), "caught");
}

#[test]
fn a_job_is_submitted_and_then_done() {
    let state = task(json!({ "Resource": BATCH, "Arguments": { "JobName": "j" } }));
    let mut harness = Harness::new(machine(json!({ "A": state })), json!({}));
    let id = harness.calls[0].id;
    harness.send(Event::TaskSubmitted {
        id,
        output: json!({ "JobId": "1" }),
    });
    assert!(harness.is_waiting());
    harness.succeed(json!({ "Status": "SUCCEEDED" }));
    assert_eq!(harness.output(), &json!({ "Status": "SUCCEEDED" }));
    assert_eq!(harness.events()[4..6], ["TaskSubmitted", "TaskSucceeded"]);
}

#[test]
fn a_job_fails_before_or_after_it_is_submitted() {
    let state = || task(json!({ "Resource": BATCH, "Arguments": {} }));
    let mut harness = Harness::new(machine(json!({ "A": state() })), json!({}));
    harness.fail("Batch.ServerException");
    assert_eq!(harness.events()[4], "TaskSubmitFailed");
    let mut harness = Harness::new(machine(json!({ "A": state() })), json!({}));
    let id = harness.calls[0].id;
    harness.send(Event::TaskSubmitted { id, output: json!({}) });
    harness.fail("States.TaskFailed");
    assert_eq!(harness.events()[5], "TaskFailed");
}

#[test]
fn credentials_go_with_the_call() {
    let state = task(json!({ "Credentials": { "RoleArn": "{% $states.input.role %}" } }));
    let harness = Harness::new(machine(json!({ "A": state })), json!({ "role": "r" }));
    assert_eq!(harness.calls[0].credentials, Some(json!({ "RoleArn": "r" })));
}
