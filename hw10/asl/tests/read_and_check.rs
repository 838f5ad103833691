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

/// A Parallel `A` with one branch of these states.
fn around(states: Value) -> Value {
    let (first, _) = states.as_object().and_then(|it| it.iter().next()).expect("a state");
    json!({ "A": {
        "Type": "Parallel", "Branches": [{ "StartAt": first, "States": states }], "Assign": { "own": 1 }, "Next": "Z"
    }, "Z": { "Type": "Pass", "Assign": { "outer": 1 }, "End": true } })
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

fn inline(fields: Value) -> Value {
    map(json!({ "Mode": "INLINE" }), fields)
}

fn distributed(fields: Value) -> Value {
    map(json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }), fields)
}

#[test]
fn a_name_stands_for_one_state_of_the_whole_machine() {
    let states = around(json!({ "B": { "Type": "Pass", "Next": "A" }, "A": { "Type": "Succeed" } }));
    assert_eq!(
        meaning(states),
        ["/States/A/Branches/0/States/A: another state has this name, and names are unique over the whole machine"]
    );
}

#[test]
fn a_branch_leads_to_its_own_states_only() {
    let states = around(json!({ "B": { "Type": "Pass", "Next": "A" }, "C": { "Type": "Succeed" } }));
    assert_eq!(
        meaning(states),
        [
            "/States/A/Branches/0/States/B/Next: there is no state named \"A\"",
            "/States/A/Branches/0/States/C: no state leads here; name it in a `Next`, or remove it",
        ]
    );
}

#[test]
fn an_inner_state_does_not_assign_what_an_outer_one_does() {
    let assigns = json!({ "B": { "Type": "Pass", "Assign": { "outer": 2 }, "End": true } });
    let problems = meaning(around(assigns));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("/States/A/Branches/0/States/B/Assign/outer: a state around this one assigns"),
        "{problems:?}"
    );
    let other = json!({ "B": { "Type": "Pass", "Assign": { "inner": 2, "own": 3 }, "End": true } });
    assert!(parsed(around(other)).expect("reads").problems().is_empty());
}

#[test]
fn a_parallel_has_branches() {
    let problems = meaning(json!({ "A": { "Type": "Parallel", "Branches": [], "End": true } }));
    assert_eq!(
        problems,
        ["/States/A/Branches: is empty; a Parallel needs at least one branch"]
    );
    let problems = form(json!({ "A": { "Type": "Parallel", "End": true } }));
    assert_eq!(problems, ["/States/A: the field `Branches` is missing"]);
}

#[test]
fn expressions_must_parse_within_maps_and_branches_too() {
    let fields = json!({
        "Items": "{% ( %}", "ItemSelector": { "a": "{% ( %}" }, "MaxConcurrency": "{% ( %}",
        "ItemBatcher": { "MaxItemsPerBatch": 1, "BatchInput": "{% ( %}" },
        "ResultWriter": { "Resource": "r", "Arguments": "{% ( %}" }
    });
    assert_eq!(meaning(distributed(fields)).len(), 5);
    let states = around(json!({ "B": { "Type": "Pass", "Output": "{% ( %}", "End": true } }));
    assert!(meaning(states)[0].starts_with("/States/A/Branches/0/States/B/Output: "));
}

#[test]
fn an_inline_map_has_no_fields_of_a_distributed_one() {
    let fields = json!({
        "Label": "l", "ItemReader": { "Resource": "r" }, "ItemBatcher": { "MaxItemsPerBatch": 1 },
        "ResultWriter": { "WriterConfig": { "OutputType": "JSON" } }
    });
    assert_eq!(meaning(inline(fields.clone())).len(), 4);
    assert!(parsed(distributed(fields)).expect("reads").problems().is_empty());
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
fn labels_are_short_plain_and_unique() {
    let label = |label: &str| meaning(distributed(json!({ "Label": label })));
    assert!(
        parsed(distributed(json!({ "Label": "rows-1" })))
            .expect("reads")
            .problems()
            .is_empty()
    );
    assert!(label(&"l".repeat(41))[0].contains("a label has 1 to 40 characters"));
    for forbidden in ["a b", "a?", "a/b", "a\u{1}", "a\""] {
        assert!(label(forbidden)[0].contains("a label cannot contain"), "{forbidden}");
    }
}

#[test]
fn what_a_map_reads_batches_and_writes_is_complete() {
    let count = |fields: Value| meaning(distributed(fields)).len();
    assert_eq!(
        count(json!({ "ItemReader": { "Resource": "r", "ReaderConfig": { "InputType": "CSV" } } })),
        1
    );
    let given = json!({ "InputType": "CSV", "CSVHeaderLocation": "GIVEN" });
    assert_eq!(
        count(json!({ "ItemReader": { "Resource": "r", "ReaderConfig": given } })),
        1
    );
    assert_eq!(count(json!({ "ItemReader": { "Resource": "r" }, "Items": [1] })), 1);
    assert_eq!(count(json!({ "ItemBatcher": { "BatchInput": 1 } })), 1);
    assert_eq!(count(json!({ "ItemBatcher": { "MaxInputBytesPerBatch": 262_145 } })), 1);
    assert_eq!(count(json!({ "ResultWriter": {} })), 1);
    assert_eq!(count(json!({ "ResultWriter": { "Resource": "r" } })), 1);
    assert_eq!(count(json!({ "ToleratedFailurePercentage": 100.5 })), 1);
    assert_eq!(count(json!({ "Items": 5 })), 1);
    assert_eq!(count(json!({ "Items": "$.items" })), 1);
}

#[test]
fn credentials_name_a_role() {
    let task = |credentials: Value| {
        let task = json!({ "Type": "Task", "Resource": "r", "Credentials": credentials, "End": true });
        parsed(json!({ "A": task })).expect("reads").problems().len()
    };
    assert_eq!(task(json!({})), 1);
    assert_eq!(task(json!({ "RoleArn": "r" })), 0);
    assert_eq!(task(json!("{% $states.input %}")), 0);
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
