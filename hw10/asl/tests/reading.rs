//! Reading a document into the model, and writing it. Judging it is the matter of `validation`.

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

fn lines(problems: Vec<Problem>) -> Vec<String> {
    problems.iter().map(Problem::to_string).collect()
}

fn both() -> Value {
    json!({
        "Type": "Parallel",
        "Arguments": { "a": 1 },
        "Branches": [
            { "StartAt": "Left", "States": { "Left": { "Type": "Pass", "Assign": { "x": 1 }, "End": true } } },
            { "StartAt": "Right", "States": { "Right": { "Type": "Pass", "Assign": { "x": 2 }, "End": true } } }
        ],
        "Retry": [{ "ErrorEquals": ["E"] }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Broken" }],
        "Assign": { "sides": "{% $states.result %}" },
        "Next": "Each"
    })
}

fn each() -> Value {
    json!({
        "Type": "Map",
        "Items": "{% $sides %}",
        "ItemSelector": { "side": "{% $states.context.Map.Item.Value %}" },
        "MaxConcurrency": "{% $count($sides) %}",
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "INLINE" },
            "StartAt": "One",
            "States": { "One": { "Type": "Succeed" } }
        },
        "Retry": [{ "ErrorEquals": ["E"] }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Broken" }],
        "Output": "{% $states.result %}",
        "Next": "Every"
    })
}

fn every() -> Value {
    json!({
        "Type": "Map",
        "Label": "rows",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "Arguments": { "Bucket": "b", "Key": "{% $sides[0] %}" },
            "ReaderConfig": {
                "InputType": "CSV",
                "CSVHeaderLocation": "GIVEN",
                "CSVHeaders": ["id"],
                "CSVDelimiter": "TAB",
                "MaxItems": 10,
                "ItemsPointer": "/rows"
            }
        },
        "ItemBatcher": { "MaxItemsPerBatch": 5, "MaxInputBytesPerBatch": 1000, "BatchInput": { "of": "{% $sides %}" } },
        "MaxConcurrency": 3,
        "ToleratedFailureCount": 2,
        "ToleratedFailurePercentage": 12.5,
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" },
            "StartAt": "Row",
            "States": { "Row": { "Type": "Pass", "Assign": { "sides": 1 }, "End": true } }
        },
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Arguments": { "Bucket": "b", "Prefix": "p" },
            "WriterConfig": { "Transformation": "COMPACT", "OutputType": "JSONL" }
        },
        "Next": "Compute"
    })
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
                "Credentials": { "RoleArn": "{% $states.input.role %}" },
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
            "Until": { "Type": "Wait", "Timestamp": "2026-11-22T00:00:00Z", "Next": "Both" },
            "Both": both(),
            "Each": each(),
            "Every": every(),
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
fn a_condition_that_is_true_itself_is_kept_as_an_expression() {
    let states = json!({ "A": { "Type": "Choice", "Choices": [{ "Condition": true, "Next": "A" }] } });
    let machine = parsed(states).expect("reads");
    assert!(machine.to_json().contains(r#""Condition": "{% true %}""#));
}

/// A Map `A` with these fields.
fn map(mode: Value, fields: Value) -> Value {
    let mut map = json!({ "Type": "Map", "End": true });
    map["ItemProcessor"] = json!({
        "ProcessorConfig": mode, "StartAt": "B", "States": { "B": { "Type": "Succeed" } }
    });
    let fields = fields.as_object().expect("an object").clone();
    map.as_object_mut().expect("an object").extend(fields);
    json!({ "A": map })
}

#[test]
fn a_map_without_a_processor_or_with_half_of_its_mode_is_told() {
    assert_eq!(
        form(json!({ "A": { "Type": "Map", "End": true } })),
        ["/States/A: the field `ItemProcessor` is missing"]
    );
    let mode = |config| form(map(config, json!({})));
    let at = "/States/A/ItemProcessor/ProcessorConfig";
    assert_eq!(
        mode(json!({ "Mode": "DISTRIBUTED" })),
        [format!(
            "{at}: the field `ExecutionType` is missing: \"STANDARD\" or \"EXPRESS\""
        )]
    );
    assert!(mode(json!({ "Mode": "inline" }))[0].starts_with(&format!("{at}/Mode: must be \"INLINE\"")));
    assert!(mode(json!({ "ExecutionType": "EXPRESS" }))[0].starts_with(&format!("{at}/ExecutionType: belongs to")));
}

#[test]
fn the_states_in_a_map_have_the_language_of_the_machine() {
    let inner = |state: Value| {
        let processor = json!({ "StartAt": "B", "States": { "B": state } });
        let map = json!({ "Type": "Map", "QueryLanguage": "JSONata", "ItemProcessor": processor, "End": true });
        StateMachine::from_value(json!({ "StartAt": "A", "States": { "A": map } }))
    };
    assert!(inner(json!({ "Type": "Pass", "QueryLanguage": "JSONPath", "End": true })).is_ok());
    let problems = lines(inner(json!({ "Type": "Pass", "Output": 1, "End": true })).expect_err("it is JSONPath"));
    assert!(
        problems[0].starts_with("/States/A/ItemProcessor/States/B/Output: "),
        "{problems:?}"
    );
}

#[test]
fn a_state_in_jsonpath_has_no_expressions() {
    let wait = json!({ "Type": "Wait", "Timestamp": "{% $now() %}", "End": true });
    let document = json!({ "StartAt": "A", "States": { "A": wait } });
    let problems = lines(StateMachine::from_value(document).expect_err("it is JSONPath"));
    assert!(
        problems[0].starts_with("/States/A/Timestamp: is an expression"),
        "{problems:?}"
    );
}
