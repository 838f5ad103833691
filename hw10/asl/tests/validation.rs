//! Judging whole documents: what the table of rules does not show by itself.

use asl::{ExecutionType, StateMachine, validate, validate_text};
use serde_json::{Value, json};

const LAMBDA: &str = "arn:aws:states:::lambda:invoke";

fn found(document: &Value) -> Vec<String> {
    let found = validate(document, ExecutionType::Standard);
    found
        .iter()
        .map(|it| format!("{} {}", it.code(), it.location))
        .collect()
}

/// What is found about states in JSONata, the first of which is the first.
fn jsonata(states: Value, expected: &[&str]) {
    let start = states.as_object().and_then(|it| it.keys().next()).cloned();
    let document = json!({ "QueryLanguage": "JSONata", "StartAt": start, "States": states });
    assert_eq!(found(&document), expected, "{document:#}");
}

/// What is found about states in JSONPath.
fn jsonpath(states: Value, expected: &[&str]) {
    let start = states.as_object().and_then(|it| it.keys().next()).cloned();
    let document = json!({ "StartAt": start, "States": states });
    assert_eq!(found(&document), expected, "{document:#}");
}

/// A state that ends, with these fields beside.
fn ending(kind: &str, fields: Value) -> Value {
    let mut state = json!({ "Type": kind, "End": true });
    let fields = fields.as_object().expect("an object").clone();
    state.as_object_mut().expect("an object").extend(fields);
    state
}

fn task(fields: Value) -> Value {
    let mut task = ending("Task", json!({ "Resource": LAMBDA }));
    let fields = fields.as_object().expect("an object").clone();
    task.as_object_mut().expect("an object").extend(fields);
    task
}

/// A branch, or an item processor, of these states.
fn branch(states: Value) -> Value {
    let start = states.as_object().and_then(|it| it.keys().next()).cloned();
    json!({ "StartAt": start, "States": states })
}

fn distributed(fields: Value) -> Value {
    let mut processor = branch(json!({ "B": { "Type": "Succeed" } }));
    processor["ProcessorConfig"] = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let mut map = ending("Map", fields);
    map["ItemProcessor"] = processor;
    map
}

#[test]
fn every_problem_is_found_at_once() {
    jsonata(
        json!({
            "A": { "Type": "Pass", "Next": "B", "End": true, "InputPath": "$.a" },
            "B": { "Type": "Task", "Ressource": "r", "TimeoutSeconds": "ten" },
            "C": { "Type": "Tusk" },
            "D": []
        }),
        &[
            "SW0110 /States/A/InputPath",
            "SW0205 /States/A",
            "SW0104 /States/B",
            "SW0105 /States/B/Ressource",
            "SW0106 /States/B/TimeoutSeconds",
            "SW0204 /States/B",
            "SW0112 /States/C/Type",
            "SW0106 /States/D",
            "SW0202 /States/C",
            "SW0202 /States/D",
        ],
    );
}

#[test]
fn a_place_is_a_pointer_and_aws_location() {
    let document = json!({ "StartAt": "A/B", "States": { "A/B": { "Type": "Choice", "Choices": [
        { "Variable": "$.a", "IsNull": true, "Next": "Nowhere" }
    ], "Default": "C" }, "C": { "Type": "Succeed" } } });
    let found = validate(&document, ExecutionType::Standard);
    assert_eq!(found[0].pointer, "/States/A~1B/Choices/0/Next");
    assert_eq!(found[0].location, "/States/A/B/Choices[0]/Next");
    assert_eq!(document.pointer(&found[0].pointer), Some(&json!("Nowhere")));
    assert_eq!(found[0].state().as_deref(), Some("A/B"));
}

#[test]
fn a_finding_knows_its_innermost_state() {
    let inner = json!({ "In": { "Type": "Pass", "Output": { "States": { "x": "{% ( %}" } }, "End": true } });
    let states = json!({ "Out": ending("Parallel", json!({ "Branches": [branch(inner)] })) });
    let document = json!({ "QueryLanguage": "JSONata", "StartAt": "Out", "States": states });
    let found = validate(&document, ExecutionType::Standard);
    assert_eq!(found[0].state().as_deref(), Some("In"));
}

#[test]
fn a_text_has_lines_and_columns() {
    let text = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": { \"Type\": \"Pass\", \"Next\": \"B\" }\n  }\n}";
    let found = validate_text(text, ExecutionType::Standard);
    assert_eq!((found[0].code(), found[0].position), ("SW0201", Some((4, 28))));
}

#[test]
fn what_only_a_text_shows_is_found_beside_the_rest() {
    let text = r#"{ "StartAt": "A", "StartAt": "B", "States": { "A": { "Type": "Succeed" } } }"#;
    let codes: Vec<_> = validate_text(text, ExecutionType::Standard)
        .iter()
        .map(|it| it.code())
        .collect();
    assert_eq!(codes, ["SW0102", "SW0201"]);
    for nothing in ["", " \n"] {
        assert_eq!(validate_text(nothing, ExecutionType::Standard)[0].code(), "SW0103");
    }
}

#[test]
fn a_branch_leads_to_its_own_states_only() {
    let inner = json!({ "B": { "Type": "Pass", "Next": "A" }, "C": { "Type": "Succeed" } });
    jsonata(
        json!({ "A": ending("Parallel", json!({ "Branches": [branch(inner)] })) }),
        &[
            "SW0201 /States/A/Branches[0]/States/B/Next",
            "SW0202 /States/A/Branches[0]/States/C",
        ],
    );
}

#[test]
fn a_cycle_that_nothing_leads_to_is_not_reached() {
    jsonata(
        json!({
            "A": { "Type": "Succeed" },
            "B": { "Type": "Pass", "Next": "C" },
            "C": { "Type": "Pass", "Next": "B" }
        }),
        &["SW0202 /States/B", "SW0202 /States/C"],
    );
}

#[test]
fn a_start_that_is_nowhere_is_one_problem() {
    let document = json!({ "StartAt": "X", "States": { "A": { "Type": "Succeed" } } });
    assert_eq!(found(&document), ["SW0201 /StartAt"]);
}

#[test]
fn numbers_have_ranges_however_they_are_written() {
    let retry = |field: &str, value: Value, expected: &[&str]| {
        let mut retrier = json!({ "ErrorEquals": ["E"], "IntervalSeconds": 2 });
        retrier[field] = value;
        jsonata(json!({ "A": task(json!({ "Retry": [retrier] })) }), expected);
    };
    retry(
        "IntervalSeconds",
        json!(0),
        &["SW0305 /States/A/Retry[0]/IntervalSeconds"],
    );
    retry("IntervalSeconds", json!(2.0), &[]);
    retry(
        "IntervalSeconds",
        json!(2.5),
        &["SW0305 /States/A/Retry[0]/IntervalSeconds"],
    );
    retry("MaxAttempts", json!(0), &[]);
    retry(
        "MaxAttempts",
        json!(100_000_000),
        &["SW0305 /States/A/Retry[0]/MaxAttempts"],
    );
    retry("BackoffRate", json!(1), &[]);
    retry("BackoffRate", json!("2"), &["SW0305 /States/A/Retry[0]/BackoffRate"]);
    retry(
        "MaxDelaySeconds",
        json!(2),
        &["SW0305 /States/A/Retry[0]/MaxDelaySeconds"],
    );
    retry("MaxDelaySeconds", json!(3), &[]);
    retry(
        "MaxDelaySeconds",
        json!(31_622_400),
        &["SW0305 /States/A/Retry[0]/MaxDelaySeconds"],
    );
    retry(
        "JitterStrategy",
        json!("HALF"),
        &["SW0108 /States/A/Retry[0]/JitterStrategy"],
    );
}

#[test]
fn expressions_are_read_wherever_they_stand() {
    jsonata(
        json!({ "A": task(json!({
            "Arguments": { "list": [1, "{% ( %}"] },
            "TimeoutSeconds": "{% ) %}",
            "Assign": { "fine": "{% $states.result ?? 1 %}" },
            "Catch": [{ "ErrorEquals": ["E"], "Output": "{% + %}", "Next": "A" }]
        })) }),
        &[
            "SW0401 /States/A/Arguments/list[1]",
            "SW0401 /States/A/TimeoutSeconds",
            "SW0402 /States/A/Assign/fine",
            "SW0401 /States/A/Catch[0]/Output",
        ],
    );
    jsonata(
        json!({ "A": distributed(json!({
            "Items": "{% ( %}", "ItemSelector": { "a": "{% ( %}" }, "MaxConcurrency": "{% ( %}",
            "ItemBatcher": { "MaxItemsPerBatch": 1, "BatchInput": "{% ( %}" },
            "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": "{% ( %}" }
        })) }),
        &[
            "SW0401 /States/A/Items",
            "SW0401 /States/A/ItemSelector/a",
            "SW0401 /States/A/MaxConcurrency",
            "SW0401 /States/A/ItemBatcher/BatchInput",
            "SW0401 /States/A/ResultWriter/Arguments",
        ],
    );
}

#[test]
fn result_and_error_are_read_where_they_are() {
    jsonata(
        json!({ "A": task(json!({
            "Arguments": "{% $states.result %}",
            "Output": "{% $states.result %}",
            "Assign": { "a": "{% $states.errorOutput %}" },
            "Catch": [{ "ErrorEquals": ["E"], "Output": "{% $states.result %}",
                        "Assign": { "e": "{% $states.errorOutput %}" }, "Next": "A" }]
        })) }),
        &[
            "SW0404 /States/A/Arguments",
            "SW0405 /States/A/Assign/a",
            "SW0404 /States/A/Catch[0]/Output",
        ],
    );
}

#[test]
fn a_condition_is_an_expression_or_true_itself() {
    let choice = |condition: Value| json!({ "A": { "Type": "Choice", "Choices": [{ "Condition": condition, "Next": "B" }] }, "B": { "Type": "Succeed" } });
    jsonata(choice(json!(true)), &[]);
    jsonata(choice(json!("{% 1 = 1 %}")), &[]);
    jsonata(choice(json!("true")), &["SW0408 /States/A/Choices[0]/Condition"]);
    jsonata(choice(json!(1)), &["SW0408 /States/A/Choices[0]/Condition"]);
}

#[test]
fn a_variable_is_there_once_a_way_has_assigned_it() {
    jsonata(
        json!({
            "Pick": { "Type": "Choice", "Choices": [
                { "Condition": "{% $states.input.a %}", "Assign": { "chosen": 1 }, "Next": "One" }
            ], "Default": "Other", "Assign": { "otherwise": 1 } },
            "One": { "Type": "Pass", "Output": "{% [$chosen, $otherwise] %}", "Next": "Both" },
            "Other": { "Type": "Pass", "Output": "{% $chosen %}", "Next": "Both" },
            "Both": { "Type": "Succeed", "Output": "{% [$chosen, $otherwise] %}" }
        }),
        &["SW0603 /States/One/Output", "SW0603 /States/Other/Output"],
    );
}

#[test]
fn a_catcher_assigns_on_its_own_way() {
    jsonata(
        json!({
            "A": { "Type": "Task", "Resource": LAMBDA, "Assign": { "answer": 1 }, "Next": "Fine", "Catch": [
                { "ErrorEquals": ["States.ALL"], "Assign": { "problem": "{% $states.errorOutput %}" }, "Next": "Failed" }
            ] },
            "Fine": { "Type": "Succeed", "Output": "{% [$answer, $problem] %}" },
            "Failed": { "Type": "Succeed", "Output": "{% [$problem, $answer] %}" }
        }),
        &["SW0603 /States/Fine/Output", "SW0603 /States/Failed/Output"],
    );
}

#[test]
fn a_loop_comes_back_with_what_it_has_assigned() {
    jsonata(
        json!({
            "Start": { "Type": "Pass", "Assign": { "n": 0 }, "Next": "Again" },
            "Again": { "Type": "Choice", "Choices": [
                { "Condition": "{% $n > 3 and $exists($last) %}", "Next": "End" }
            ], "Default": "Step" },
            "Step": { "Type": "Pass", "Assign": { "n": "{% $n + 1 %}", "last": "{% $n %}" }, "Next": "Again" },
            "End": { "Type": "Succeed" }
        }),
        &[],
    );
}

#[test]
fn inner_states_read_outer_variables_and_keep_their_own() {
    let reads = |name: &str| json!({ "In": ending("Pass", json!({ "Output": format!("{{% ${name} %}}"), "Assign": { "own": 1 } })) });
    let states = |name: &str| {
        json!({
            "A": { "Type": "Pass", "Assign": { "outer": 1 }, "Next": "P" },
            "P": { "Type": "Parallel", "Branches": [branch(reads(name))], "Next": "Z" },
            "Z": { "Type": "Succeed", "Output": "{% $outer %}" }
        })
    };
    jsonata(states("outer"), &[]);
    jsonata(states("own"), &["SW0603 /States/P/Branches[0]/States/In/Output"]);
    jsonata(states("nothing"), &["SW0601 /States/P/Branches[0]/States/In/Output"]);
}

#[test]
fn items_of_a_distributed_map_see_no_variables_around() {
    let mut map = distributed(json!({}));
    map["ItemProcessor"]["States"]["B"] =
        json!({ "Type": "Pass", "Output": "{% $outer %}", "Assign": { "outer": 2 }, "Next": "C" });
    map["ItemProcessor"]["States"]["C"] = json!({ "Type": "Succeed", "Output": "{% $far %}" });
    let first = json!({ "Type": "Pass", "Assign": { "outer": 1, "far": 1 }, "Next": "M" });
    jsonata(
        json!({ "A": first, "M": map }),
        &[
            "SW0603 /States/M/ItemProcessor/States/B/Output",
            "SW0602 /States/M/ItemProcessor/States/C/Output",
        ],
    );
}

#[test]
fn what_the_state_around_assigns_may_have_an_inner_name() {
    let inner = |name: &str| branch(json!({ "In": ending("Pass", json!({ "Assign": { name: 1 } })) }));
    let around = |name: &str| {
        let own = json!({ "Type": "Parallel", "Branches": [inner(name)], "Assign": { "own": 1 }, "Next": "Z" });
        json!({ "A": own, "Z": ending("Pass", json!({ "Assign": { "outer": 1 } })) })
    };
    jsonata(around("own"), &[]);
    jsonata(
        around("outer"),
        &["SW0606 /States/A/Branches[0]/States/In/Assign/outer"],
    );
}

#[test]
fn jsonpath_reads_variables_too() {
    jsonpath(
        json!({
            "A": { "Type": "Pass", "Assign": { "id.$": "$.id" }, "Next": "B" },
            "B": ending("Pass", json!({ "Parameters": { "a.$": "$id.x", "b.$": "States.Array($id, $idd)" } }))
        }),
        &["SW0601 /States/B/Parameters/b.$"],
    );
}

#[test]
fn states_of_either_language_stand_in_a_machine_of_jsonpath() {
    jsonpath(
        json!({
            "A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "Next": "B" },
            "B": ending("Pass", json!({ "Output": 1 }))
        }),
        &["SW0110 /States/B/Output"],
    );
    // The language of a Map is not that of the states in it.
    let inner = branch(json!({ "In": ending("Pass", json!({ "Output": 1 })) }));
    let map = ending("Map", json!({ "QueryLanguage": "JSONata", "ItemProcessor": inner }));
    jsonpath(
        json!({ "M": map }),
        &["SW0110 /States/M/ItemProcessor/States/In/Output"],
    );
}

#[test]
fn rules_of_a_choice_nest() {
    let choice = |rule: Value| json!({ "A": { "Type": "Choice", "Choices": [rule], "Default": "B" }, "B": { "Type": "Succeed" } });
    let inner = json!({ "Variable": "$.a", "StringMatches": "x*" });
    jsonpath(choice(json!({ "And": [inner, { "Not": inner }], "Next": "B" })), &[]);
    jsonpath(
        choice(json!({ "Or": [inner, { "Variable": "$.a", "IsNull": "yes", "Next": "B" }], "Next": "B" })),
        &[
            "SW0105 /States/A/Choices[0]/Or[1]/Next",
            "SW0509 /States/A/Choices[0]/Or[1]/IsNull",
        ],
    );
    jsonpath(
        choice(json!({ "StringEquals": "x", "Next": "B" })),
        &["SW0104 /States/A/Choices[0]"],
    );
    jsonpath(
        choice(json!({ "Variable": "$.a", "TimestampLessThanPath": "soon", "Next": "B" })),
        &["SW0501 /States/A/Choices[0]/TimestampLessThanPath"],
    );
    jsonpath(
        choice(json!({ "Variable": "$.a", "Next": "B" })),
        &["SW0508 /States/A/Choices[0]"],
    );
}

#[test]
fn what_a_map_reads_batches_and_writes_is_complete() {
    let reader = |config: Value| {
        let resource = "arn:aws:states:::s3:getObject";
        json!({ "ItemReader": { "Resource": resource, "ReaderConfig": config } })
    };
    let at = "/States/A/ItemReader/ReaderConfig";
    jsonata(
        json!({ "A": distributed(reader(json!({ "InputType": "CSV" }))) }),
        &[&format!("SW0121 {at}")],
    );
    let given = json!({ "InputType": "CSV", "CSVHeaderLocation": "GIVEN" });
    jsonata(json!({ "A": distributed(reader(given)) }), &[&format!("SW0121 {at}")]);
    jsonata(
        json!({ "A": distributed(json!({ "ItemReader": { "Resource": "arn:aws:states:::s3:copyObject" } })) }),
        &["SW0115 /States/A/ItemReader/Resource"],
    );
    jsonata(
        json!({ "A": distributed(json!({ "ItemBatcher": { "MaxInputBytesPerBatch": 262_145 } })) }),
        &["SW0107 /States/A/ItemBatcher/MaxInputBytesPerBatch"],
    );
    jsonata(
        json!({ "A": distributed(json!({ "ToleratedFailurePercentage": 100.5, "Items": "$.items" })) }),
        &["SW0107 /States/A/ToleratedFailurePercentage", "SW0408 /States/A/Items"],
    );
}

#[test]
fn labels_are_short_and_plain() {
    for label in ["", "a b", "a?", "a/b", "a\u{1}", "a\"", &"l".repeat(41)] {
        jsonata(
            json!({ "A": distributed(json!({ "Label": label })) }),
            &["SW0805 /States/A/Label"],
        );
    }
}

#[test]
fn express_forbids_by_type_and_not_by_document() {
    let document = json!({ "StartAt": "A", "States": { "A": ending("Task", json!({
        "Resource": "arn:aws:states:::ecs:runTask.sync"
    })) } });
    let codes = |execution_type| {
        let found = validate(&document, execution_type);
        found.iter().map(|it| it.code()).collect::<Vec<_>>()
    };
    assert!(codes(ExecutionType::Standard).is_empty());
    assert_eq!(codes(ExecutionType::Express), ["SW0701"]);
}

#[test]
fn placeholders_of_a_deployment_are_left_alone() {
    for resource in [
        "${Function}",
        "arn:${AWS::Partition}:states:::lambda:invoke",
        "arn:aws:lambda:${R}:1:function:f",
    ] {
        jsonata(json!({ "A": ending("Task", json!({ "Resource": resource })) }), &[]);
    }
    jsonata(
        json!({ "A": ending("Task", json!({ "Resource": "${Function" })) }),
        &["SW0114 /States/A/Resource"],
    );
}

#[test]
fn a_model_is_judged_by_the_same_rules() {
    let states = json!({ "A": { "Type": "Pass", "Output": "{% $nobody %}", "Next": "B" } });
    let document = json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states });
    let machine = StateMachine::from_value(document.clone()).expect("its form is right");
    assert_eq!(
        machine.diagnostics(ExecutionType::Standard),
        validate(&document, ExecutionType::Standard)
    );
    let problems: Vec<String> = machine.problems().iter().map(|it| it.pointer.clone()).collect();
    assert_eq!(problems, ["/States/A/Next", ""], "warnings are no problems");
}

/// Ten thousand states that assign and read, one after the other: a second of judging would be felt.
#[test]
fn a_long_machine_is_judged_whole() {
    let count = 10_000;
    let state = |index: usize| {
        let next = index + 1;
        let state = json!({ "Type": "Pass", "Assign": { format!("v{index}"): "{% $states.input %}" }, "Next": format!("S{next}") });
        (format!("S{index}"), state)
    };
    let mut states: serde_json::Map<String, Value> = (0..count).map(state).collect();
    states.insert(
        format!("S{count}"),
        json!({ "Type": "Succeed", "Output": "{% [$v0, $v9999] %}" }),
    );
    jsonata(Value::Object(states), &[]);
}
