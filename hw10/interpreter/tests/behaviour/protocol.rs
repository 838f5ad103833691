//! What a driver may do wrong, and that the same events always give the same execution.

use interpreter::{Event, Execution, Machine, TaskId};
use serde_json::json;

use crate::harness::{Harness, compile, machine, task};

#[test]
fn answers_that_nobody_waits_for_change_nothing() {
    let mut harness = Harness::new(machine(json!({ "A": task(json!({})) })), json!({}));
    let id = harness.calls[0].id;
    let before = harness.events();
    harness.send(Event::TaskSucceeded {
        id: TaskId(999),
        result: json!(0),
    });
    harness.send(Event::Wake);
    assert_eq!(harness.events(), before);
    harness.succeed(json!(1));
    let after = harness.events();
    harness.send(Event::TaskSucceeded { id, result: json!(2) });
    harness.send(Event::TaskFailed {
        id,
        error: "E".to_owned(),
        cause: String::new(),
    });
    assert_eq!(harness.output(), 1);
    assert_eq!(harness.events(), after);
}

#[test]
fn an_answer_to_an_attempt_that_has_been_given_up_is_ignored() {
    let retry = json!([{ "ErrorEquals": ["States.Timeout"] }]);
    let states = json!({ "A": task(json!({ "TimeoutSeconds": 5, "Retry": retry })) });
    let mut harness = Harness::new(machine(states), json!({}));
    harness.wake();
    let first = harness.calls[0].id;
    harness.send(Event::TaskSucceeded {
        id: first,
        result: json!("late"),
    });
    harness.wake();
    assert!(harness.is_waiting());
    assert_eq!(harness.succeed(json!("in time")).output(), "in time");
}

#[test]
fn every_call_has_an_id_of_its_own() {
    let retry = json!([{ "ErrorEquals": ["E"], "MaxAttempts": 2 }]);
    let mut harness = Harness::new(machine(json!({ "A": task(json!({ "Retry": retry })) })), json!({}));
    harness.fail("E").wake();
    harness.fail("E").wake();
    let ids: Vec<u64> = harness.calls.iter().map(|it| it.id.0).collect();
    assert_eq!(ids, [1, 2, 3]);
}

#[test]
fn the_same_seed_gives_the_same_execution() {
    let retrier = json!({ "ErrorEquals": ["E"], "MaxAttempts": 5, "JitterStrategy": "FULL" });
    let states = json!({
        "A": task(json!({
            "Arguments": { "id": "{% $uuid() %}", "draw": "{% $random() %}", "at": "{% $now() %}" },
            "Retry": [retrier]
        }))
    });
    let trace = |seed| {
        let mut harness = Harness::seeded(machine(states.clone()), json!({}), seed);
        for _ in 0..5 {
            harness.fail("E").wake();
        }
        harness.succeed(json!(1));
        let events: Vec<_> = harness.execution.history().iter().map(|it| it.to_value()).collect();
        (harness.calls, events)
    };
    assert_eq!(trace(7), trace(7));
    assert_ne!(trace(7), trace(8));
}

#[test]
fn a_machine_can_be_shared_and_an_execution_sent() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<Machine>();
    sent::<Execution>();
}

#[test]
fn a_machine_with_problems_is_not_compiled() {
    let problems = |states| {
        let definition = asl::StateMachine::from_value(machine(states)).expect("well-formed");
        Machine::compile(definition).expect_err("it has problems")
    };
    assert_eq!(
        problems(json!({ "A": { "Type": "Pass", "Next": "B" } }))[0].pointer,
        "/States/A/Next"
    );
    let wait = json!({ "A": { "Type": "Wait", "Timestamp": "2016-12-05 21:29:29Z", "End": true } });
    assert_eq!(problems(wait)[0].pointer, "/States/A/Timestamp");
}

#[test]
fn an_activity_is_refused() {
    let resource = "arn:aws:states:us-east-1:1:activity:a";
    let states = json!({ "A": { "Type": "Task", "Resource": resource, "End": true } });
    let definition = asl::StateMachine::from_value(machine(states)).expect("well-formed");
    let problems = Machine::compile(definition).expect_err("it cannot be run");
    assert_eq!(problems[0].pointer, "/States/A/Resource");
}

#[test]
fn the_definition_can_be_read_back() {
    let document = machine(json!({ "A": { "Type": "Succeed" } }));
    assert_eq!(compile(document.clone()).definition().to_value(), document);
}
