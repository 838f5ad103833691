//! Timeouts and waits, in virtual time.

use interpreter::{Event, Outcome};
use serde_json::json;

use crate::harness::{Harness, machine, run, task};

#[test]
fn a_task_that_takes_too_long_is_cancelled_and_fails() {
    let mut harness = Harness::new(machine(json!({ "A": task(json!({ "TimeoutSeconds": 5 })) })), json!({}));
    assert_eq!(harness.wake(), 5.0);
    assert_eq!(harness.failure(), ("States.Timeout", "(none)"));
    assert_eq!(harness.cancelled, [harness.calls[0].id]);
    assert_eq!(harness.events()[4..], ["TaskTimedOut", "ExecutionFailed"]);
}

#[test]
fn an_answer_after_the_timeout_is_too_late() {
    let mut harness = Harness::new(machine(json!({ "A": task(json!({ "TimeoutSeconds": 5 })) })), json!({}));
    harness.pass(5).succeed(json!(1));
    assert_eq!(harness.error(), "States.Timeout");
}

#[test]
fn an_answer_in_time_ends_the_timeout() {
    let states = json!({
        "A": task(json!({ "TimeoutSeconds": 5, "Next": "B" })),
        "B": { "Type": "Wait", "Seconds": 100, "End": true }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.pass(4).succeed(json!(1));
    assert_eq!(harness.wake(), 100.0);
    assert_eq!(harness.output(), 1);
}

#[test]
fn every_attempt_has_the_whole_timeout() {
    let retry = json!([{ "ErrorEquals": ["States.Timeout"], "MaxAttempts": 1 }]);
    let fields = json!({ "TimeoutSeconds": "{% 2 + 3 %}", "Retry": retry });
    let mut harness = Harness::new(machine(json!({ "A": task(fields) })), json!({}));
    assert_eq!([harness.wake(), harness.wake(), harness.wake()], [5.0, 1.0, 5.0]);
    assert_eq!(harness.error(), "States.Timeout");
}

#[test]
fn a_heartbeat_that_stays_away_fails_the_task_and_can_be_caught_by_its_own_name() {
    let states = json!({
        "A": task(json!({
            "TimeoutSeconds": 60,
            "HeartbeatSeconds": 5,
            "Catch": [{ "ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B" }],
            "Next": "B"
        })),
        "B": { "Type": "Succeed" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    assert_eq!(harness.wake(), 5.0);
    assert_eq!(harness.output(), &json!({ "Error": "States.Timeout", "Cause": "" }));
}

#[test]
fn an_execution_that_takes_too_long_is_timed_out_and_lets_go_of_its_call() {
    let mut document = machine(json!({ "A": task(json!({ "TimeoutSeconds": 60 })) }));
    document["TimeoutSeconds"] = json!(25);
    let mut harness = Harness::new(document, json!({}));
    assert_eq!(harness.wake(), 25.0);
    assert_eq!(harness.execution.outcome(), Some(&Outcome::TimedOut));
    assert_eq!(harness.cancelled.len(), 1);
    assert_eq!(harness.events().last().map(String::as_str), Some("ExecutionTimedOut"));
}

#[test]
fn a_day_is_waited_for_in_no_time() {
    let states = json!({ "A": { "Type": "Wait", "Seconds": 86_400, "End": true } });
    let mut harness = run(states, json!("kept"));
    assert!(harness.is_waiting());
    assert_eq!(harness.wake(), 86_400.0);
    assert_eq!(harness.output(), "kept");
}

#[test]
fn a_wait_ends_at_its_time_and_one_in_the_past_at_once() {
    let states = |timestamp: &str| json!({ "A": { "Type": "Wait", "Timestamp": timestamp, "End": true } });
    let mut harness = run(states("2026-11-22T01:00:00+00:30"), json!({}));
    assert_eq!(harness.wake(), 1800.0);
    assert!(!run(states("2020-01-01T00:00:00Z"), json!({})).is_waiting());
    let computed = run(states("{% $fromMillis($millis() + 3000) %}"), json!({})).wake();
    assert_eq!(computed, 3.0);
}

#[test]
fn a_wait_refuses_what_is_no_number_of_seconds() {
    for seconds in ["{% 1.5 %}", "{% -1 %}", "{% 'ten' %}", "{% $nothing %}"] {
        let harness = run(
            json!({ "A": { "Type": "Wait", "Seconds": seconds, "End": true } }),
            json!({}),
        );
        assert_eq!(harness.error(), "States.QueryEvaluationError", "{seconds}");
    }
    let harness = run(
        json!({ "A": { "Type": "Wait", "Seconds": "{% 2147483649 %}", "End": true } }),
        json!({}),
    );
    assert_eq!(harness.error(), "States.Runtime");
}

#[test]
fn an_execution_asks_to_be_woken_for_as_long_as_it_needs_to_be() {
    let mut harness = run(
        json!({ "A": { "Type": "Wait", "Seconds": 10, "End": true } }),
        json!({}),
    );
    for _ in 0..3 {
        assert!(harness.asks_to_be_woken());
        harness.pass(1).send(Event::Wake);
    }
    assert_eq!(harness.wake(), 7.0);
    assert!(!harness.asks_to_be_woken());
}

#[test]
fn a_clock_that_goes_back_does_no_harm() {
    let mut harness = run(
        json!({ "A": { "Type": "Wait", "Seconds": 10, "End": true } }),
        json!({}),
    );
    harness.pass(-3600).send(Event::Wake);
    assert!(harness.is_waiting());
    harness.pass(3610).send(Event::Wake);
    assert_eq!(harness.output(), &json!({}));
}
