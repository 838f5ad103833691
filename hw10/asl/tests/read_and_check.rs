//! Reading a document, and judging it.

use asl::{Problem, StateMachine};
use serde_json::{Value, json};

fn parsed(states: Value) -> Result<StateMachine, Vec<Problem>> {
    let document = json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states });
    StateMachine::parse(&document.to_string())
}

/// The lines of what reading finds.
fn form(states: Value) -> Vec<String> {
    lines(parsed(states).expect_err("something is wrong with it"))
}

/// The lines of what judging finds.
fn meaning(states: Value) -> Vec<String> {
    lines(parsed(states).expect("its form is right").problems())
}

fn lines(problems: Vec<Problem>) -> Vec<String> {
    problems.iter().map(Problem::to_string).collect()
}

fn everything() -> Value {
    json!({
        "Comment": "all of it",
        "QueryLanguage": "JSONata",
        "TimeoutSeconds": 25,
        "StartAt": "Call",
        "States": {
            "Call": {
                "Type": "Task",
                "Comment": "calls",
                "QueryLanguage": "JSONata",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": { "FunctionName": "f", "Payload": { "a": "{% $states.input.a %}" } },
                "TimeoutSeconds": 10,
                "HeartbeatSeconds": "{% 5 %}",
                "Retry": [{
                    "ErrorEquals": ["Lambda.TooManyRequestsException"],
                    "IntervalSeconds": 1,
                    "MaxAttempts": 5,
                    "BackoffRate": 1.5,
                    "MaxDelaySeconds": 8,
                    "JitterStrategy": "FULL"
                }],
                "Catch": [{
                    "ErrorEquals": ["States.ALL"],
                    "Assign": { "error": "{% $states.errorOutput %}" },
                    "Output": { "failed": true },
                    "Next": "Broken"
                }],
                "Assign": { "answer": "{% $states.result.Payload %}" },
                "Output": "{% $states.result.Payload %}",
                "Next": "Choose"
            },
            "Choose": {
                "Type": "Choice",
                "Choices": [{
                    "Comment": "the first",
                    "Condition": "{% $answer > 1 %}",
                    "Assign": { "chosen": 1 },
                    "Output": {},
                    "Next": "Pause"
                }],
                "Default": "Until",
                "Assign": { "chosen": 0 }
            },
            "Pause": { "Type": "Wait", "Seconds": 3, "Next": "Done" },
            "Until": { "Type": "Wait", "Timestamp": "2026-11-22T00:00:00Z", "Next": "Compute" },
            "Compute": { "Type": "Pass", "Output": null, "End": true },
            "Done": { "Type": "Succeed", "Output": { "ok": true } },
            "Broken": { "Type": "Fail", "Error": "Broken", "Cause": "{% $string($error) %}" }
        }
    })
}

#[test]
fn what_is_written_is_read_again() {
    let machine = StateMachine::from_value(everything()).expect("reads");
    assert_eq!(machine.problems(), []);
    assert_eq!(StateMachine::parse(&machine.to_json()), Ok(machine.clone()));
    assert_eq!(asl::canonical(&machine.to_value()), asl::canonical(&everything()));
}

#[test]
fn text_that_is_not_json_is_one_problem() {
    let problems = lines(StateMachine::parse("{").expect_err("not JSON"));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("/: not JSON: "), "{problems:?}");
}

#[test]
fn every_problem_of_form_is_reported_at_once() {
    let states = json!({
        "A": { "Type": "Pass", "Next": "B", "End": true, "InputPath": "$.a" },
        "B": { "Type": "Task", "Ressource": "r", "TimeoutSeconds": "ten" },
        "C": { "Type": "Tusk" },
        "D": [],
        "E": { "Type": "Wait", "Next": "A" },
        "F": { "Type": "Choice", "Choices": [{ "Condition": 1, "Next": "A" }] },
        "G": { "End": true }
    });
    assert_eq!(
        form(states),
        [
            "/States/D: must be an object, not a list",
            "/States/A: has both `Next` and `\"End\": true`; keep one",
            "/States/A/InputPath: `InputPath` belongs to JSONPath; in JSONata, read `$states.input`",
            "/States/B: the field `Resource` is missing",
            "/States/B/TimeoutSeconds: must be a whole number or an expression `{% … %}`, not this text",
            "/States/B: says neither `Next` nor `\"End\": true`, so nothing follows it",
            "/States/B/Ressource: `Ressource` is not a field that can stand here",
            "/States/C/Type: \"Tusk\" is not a kind of state; it must be Task, Choice, Pass, Wait, Succeed, Fail, \
             Parallel or Map",
            "/States/E: a Wait needs either `Seconds` or `Timestamp`",
            "/States/F/Choices/0/Condition: must be an expression `{% … %}`, true or false, not this number",
            "/States/G: the field `Type` is missing",
        ]
    );
}

#[test]
fn a_machine_in_jsonata_has_no_state_in_jsonpath() {
    let states = json!({ "A": { "Type": "Pass", "QueryLanguage": "JSONPath", "End": true } });
    assert!(form(states)[0].starts_with("/States/A/QueryLanguage: a state cannot go back"));
}

#[test]
fn a_state_in_jsonpath_says_what_cannot_be_read() {
    let document = json!({ "StartAt": "A", "States": { "A": {
        "Type": "Task", "Resource": "r", "Parameters": { "a.$": "$.b" }, "Assign": { "x": 1 }, "End": true
    } } });
    let problems = lines(StateMachine::from_value(document).expect_err("JSONPath"));
    assert_eq!(problems.len(), 2);
    assert!(
        problems
            .iter()
            .all(|it| it.contains("set `\"QueryLanguage\": \"JSONata\"`")),
        "{problems:?}"
    );
}

#[test]
fn targets_must_exist_and_states_must_be_reached() {
    let states = json!({
        "A": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Nowhere" }], "Default": "Gone" },
        "B/C": { "Type": "Succeed" }
    });
    assert_eq!(
        meaning(states),
        [
            "/States/A/Choices/0/Next: there is no state named \"Nowhere\"",
            "/States/A/Default: there is no state named \"Gone\"",
            "/States/B~1C: no state leads here; name it in a `Next`, or remove it",
        ]
    );
}

#[test]
fn a_cycle_that_nothing_leads_to_is_not_reached() {
    let states = json!({
        "A": { "Type": "Succeed" },
        "B": { "Type": "Pass", "Next": "C" },
        "C": { "Type": "Pass", "Next": "B" }
    });
    assert_eq!(meaning(states).len(), 2);
}

#[test]
fn names_have_at_most_eighty_characters() {
    let long = "é".repeat(81);
    let states = json!({ "A": { "Type": "Pass", "Next": long.clone() }, long: { "Type": "Succeed" } });
    let problems = meaning(states);
    assert!(
        problems[0].ends_with("a state's name has 1 to 80 characters, this one 81"),
        "{problems:?}"
    );
}

#[test]
fn expressions_must_parse_wherever_they_stand() {
    let states = json!({ "A": {
        "Type": "Task",
        "Resource": "r",
        "Arguments": { "list": [1, "{% ( %}"] },
        "Assign": { "states": 1, "a-b": 2, "fine": "{% $a ?? 1 %}" },
        "Catch": [{ "ErrorEquals": ["E"], "Output": "{% + %}", "Next": "A" }],
        "End": true
    } });
    let places = [
        "/Arguments/list/1",
        "/Catch/0/Output",
        "/Assign/states",
        "/Assign/a-b",
        "/Assign/fine",
    ];
    let problems = meaning(states);
    assert_eq!(problems.len(), places.len(), "{problems:?}");
    for (problem, place) in problems.iter().zip(places) {
        assert!(problem.starts_with(&format!("/States/A{place}: ")), "{problem}");
    }
}

#[test]
fn a_condition_is_an_expression() {
    let states = json!({ "A": { "Type": "Choice", "Choices": [{ "Condition": "true", "Next": "A" }] } });
    assert!(meaning(states)[0].contains("must be an expression"));
}

#[test]
fn a_condition_that_is_true_itself_is_kept_as_an_expression() {
    let states = json!({ "A": { "Type": "Choice", "Choices": [{ "Condition": true, "Next": "A" }] } });
    let machine = parsed(states).expect("reads");
    assert!(machine.to_json().contains(r#""Condition": "{% true %}""#));
}

#[test]
fn states_all_stands_alone_and_last() {
    let retry = |names: &[&[&str]]| {
        let retriers: Vec<Value> = names.iter().map(|it| json!({ "ErrorEquals": it })).collect();
        meaning(json!({ "A": { "Type": "Task", "Resource": "r", "Retry": retriers, "End": true } })).len()
    };
    assert_eq!(retry(&[&["E"], &["States.ALL"]]), 0);
    assert_eq!(retry(&[&["States.ALL", "E"]]), 1);
    assert_eq!(retry(&[&["States.ALL"], &["E"]]), 1);
    assert_eq!(retry(&[&[]]), 1);
}

#[test]
fn numbers_of_retriers_and_timeouts_have_ranges() {
    let task = |field: &str, value: Value| {
        let mut retrier = json!({ "ErrorEquals": ["E"], "IntervalSeconds": 2 });
        retrier[field] = value;
        meaning(json!({ "A": { "Type": "Task", "Resource": "r", "Retry": [retrier], "End": true } })).len()
    };
    assert_eq!(task("IntervalSeconds", json!(0)), 1);
    assert_eq!(task("MaxAttempts", json!(0)), 0);
    assert_eq!(task("MaxAttempts", json!(100_000_000)), 1);
    assert_eq!(task("BackoffRate", json!(0.5)), 1);
    assert_eq!(task("MaxDelaySeconds", json!(2)), 1);
    assert_eq!(task("MaxDelaySeconds", json!(3)), 0);
    let timed = json!({ "A": {
        "Type": "Task", "Resource": "r", "TimeoutSeconds": 5, "HeartbeatSeconds": 5, "End": true
    } });
    assert!(meaning(timed)[0].contains("must be smaller than `TimeoutSeconds`"));
}
