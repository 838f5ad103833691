//! Retry: how often, how long apart, and counted by whom.

use serde_json::{Value, json};

use crate::harness::{Harness, machine, task};

fn retrying(retriers: Value) -> Harness {
    Harness::new(machine(json!({ "A": task(json!({ "Retry": retriers })) })), json!({}))
}

/// Fails every attempt; gives the delays before each retry.
fn delays(harness: &mut Harness, error: &str) -> Vec<f64> {
    let mut delays = Vec::new();
    harness.fail(error);
    while harness.is_waiting() {
        delays.push(harness.wake());
        harness.fail(error);
    }
    delays
}

#[test]
fn a_retry_says_of_which_call_it_is_one() {
    let retry = json!([{ "ErrorEquals": ["E"] }]);
    let states = json!({ "A": task(json!({ "Retry": retry, "Next": "B" })), "B": task(json!({})) });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.fail("E").wake();
    harness.succeed(json!({}));
    let firsts: Vec<_> = harness.calls.iter().map(|call| (call.id, call.first)).collect();
    let [first, again, next] = [0, 1, 2].map(|call| harness.calls[call].id);
    assert_eq!(firsts, [(first, first), (again, first), (next, next)]);
}

#[test]
fn without_numbers_there_are_three_retries_one_two_and_four_seconds_apart() {
    let mut harness = retrying(json!([{ "ErrorEquals": ["E"] }]));
    assert_eq!(delays(&mut harness, "E"), [1.0, 2.0, 4.0]);
    assert_eq!(harness.calls.len(), 4);
    assert_eq!(harness.failure(), ("E", "because"));
}

#[test]
fn the_interval_grows_by_the_rate_up_to_the_longest_delay() {
    let retrier = json!({
        "ErrorEquals": ["E"], "IntervalSeconds": 2, "BackoffRate": 1.5, "MaxAttempts": 4, "MaxDelaySeconds": 4
    });
    assert_eq!(delays(&mut retrying(json!([retrier])), "E"), [2.0, 3.0, 4.0, 4.0]);
}

#[test]
fn no_attempts_means_no_retry() {
    let mut harness = retrying(json!([{ "ErrorEquals": ["E"], "MaxAttempts": 0 }]));
    assert_eq!(delays(&mut harness, "E"), Vec::<f64>::new());
}

#[test]
fn an_error_that_no_retrier_names_is_not_tried_again() {
    let mut harness = retrying(json!([{ "ErrorEquals": ["E"] }]));
    assert_eq!(delays(&mut harness, "F"), Vec::<f64>::new());
    assert_eq!(harness.error(), "F");
}

#[test]
fn each_retrier_counts_its_own_attempts() {
    let mut harness = retrying(json!([
        { "ErrorEquals": ["E"], "MaxAttempts": 1 },
        { "ErrorEquals": ["F"], "MaxAttempts": 1, "IntervalSeconds": 7 }
    ]));
    assert_eq!(harness.fail("E").wake(), 1.0);
    assert_eq!(harness.fail("F").wake(), 7.0);
    assert!(!harness.fail("E").is_waiting());
}

#[test]
fn the_first_retrier_that_matches_decides_even_when_its_attempts_are_used_up() {
    let mut harness = retrying(json!([
        { "ErrorEquals": ["E"], "MaxAttempts": 1 },
        { "ErrorEquals": ["States.ALL"], "MaxAttempts": 5 }
    ]));
    assert_eq!(delays(&mut harness, "E"), [1.0]);
}

#[test]
fn attempts_are_counted_anew_when_the_state_is_entered_again() {
    let states = json!({
        "A": task(json!({ "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }], "Output": "{% $states.result %}", "Next": "B" })),
        "B": { "Type": "Choice", "Choices": [{ "Condition": "{% $states.input.again %}", "Next": "A" }], "Default": "C" },
        "C": { "Type": "Succeed" }
    });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.fail("E").wake();
    harness.succeed(json!({ "again": true }));
    harness.fail("E").wake();
    assert_eq!(
        harness.succeed(json!({ "again": false })).output(),
        &json!({ "again": false })
    );
}

#[test]
fn full_jitter_draws_a_share_of_each_delay_and_follows_the_seed() {
    let retrier = json!({ "ErrorEquals": ["E"], "MaxAttempts": 8, "JitterStrategy": "FULL", "MaxDelaySeconds": 60 });
    let states = json!({ "A": task(json!({ "Retry": [retrier] })) });
    let draw = |seed| delays(&mut Harness::seeded(machine(states.clone()), json!({}), seed), "E");
    for seed in 0..50 {
        let delays = draw(seed);
        let bounds = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0];
        assert_eq!(delays.len(), bounds.len());
        assert!(
            delays
                .iter()
                .zip(bounds)
                .all(|(delay, bound)| (0.0..=bound).contains(delay)),
            "{delays:?}"
        );
    }
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3), draw(4));
}

#[test]
fn a_retry_shows_in_the_context_and_not_as_a_new_visit() {
    let states = json!({ "A": task(json!({
        "Arguments": { "count": "{% $states.context.State.RetryCount %}" },
        "Retry": [{ "ErrorEquals": ["States.ALL"] }]
    })) });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.fail("E").wake();
    harness.fail("E").wake();
    let counts: Vec<&Value> = harness.calls.iter().map(|it| &it.arguments["count"]).collect();
    assert_eq!(counts, [0, 1, 2]);
    let entered = harness.events().iter().filter(|it| *it == "TaskStateEntered").count();
    assert_eq!(entered, 1);
}

#[test]
fn waking_too_early_does_not_retry() {
    let mut harness = retrying(json!([{ "ErrorEquals": ["E"], "IntervalSeconds": 10 }]));
    harness.fail("E").pass(9).send(interpreter::Event::Wake);
    assert_eq!(harness.calls.len(), 1);
    assert_eq!(harness.wake(), 1.0);
    assert_eq!(harness.calls.len(), 2);
}
