//! Map in executions of their own.

use interpreter::{Event, TaskId};
use serde_json::{Value, json};

use crate::harness::{Harness, check, machine, run, task};

const GET: &str = "arn:aws:states:::s3:getObject";
const PUT: &str = "arn:aws:states:::s3:putObject";

/// A distributed Map `M` with one state `I`, and these fields.
fn map(inner: Value, fields: Value) -> Value {
    let config = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let processor = json!({ "ProcessorConfig": config, "StartAt": "I", "States": { "I": inner } });
    let mut map = json!({ "Type": "Map", "ItemProcessor": processor });
    let fields = fields.as_object().expect("an object").clone();
    map.as_object_mut().expect("an object").extend(fields);
    if map.get("Next").is_none() {
        map["End"] = json!(true);
    }
    json!({ "M": map })
}

fn pass(output: &str) -> Value {
    json!({ "Type": "Pass", "Output": format!("{{% {output} %}}"), "End": true })
}

fn calls(fields: Value, input: Value) -> Harness {
    let call = task(json!({ "Arguments": { "item": "{% $states.input %}" } }));
    Harness::new(machine(map(call, fields)), input)
}

fn answer(harness: &mut Harness, call: usize, result: Value) {
    let id = harness.calls[call].id;
    harness.send(Event::TaskSucceeded { id, result });
}

fn fail(harness: &mut Harness, call: usize) {
    let id = harness.calls[call].id;
    refuse(harness, id);
}

fn refuse(harness: &mut Harness, id: TaskId) {
    let (error, cause) = ("E".to_owned(), "because".to_owned());
    harness.send(Event::TaskFailed { id, error, cause });
}

/// The output of a Map that reads this text.
fn read(config: Value, text: &str) -> Harness {
    let reader = json!({ "Resource": GET, "Arguments": { "Bucket": "b", "Key": "k" }, "ReaderConfig": config });
    let mut harness = run(map(pass("$states.input"), json!({ "ItemReader": reader })), json!({}));
    let (id, text) = (harness.reads[0].id, text.to_owned());
    harness.send(Event::ObjectRead { id, text });
    harness
}

#[track_caller]
fn check_read(config: Value, text: &str, expected: Value) {
    assert_eq!(read(config, text).output(), &expected);
}

/// A Map that writes its results, and calls for each of two items.
fn writing(fields: Value) -> Harness {
    let mut fields = fields;
    fields["Label"] = json!("rows");
    fields["ResultWriter"]["Resource"] = json!(PUT);
    fields["ResultWriter"]["Arguments"] = json!({ "Bucket": "b", "Prefix": "p" });
    calls(fields, json!([1, 2]))
}

#[test]
fn children_run_at_once_and_their_outputs_come_in_order() {
    let mut harness = calls(json!({ "MaxConcurrency": 2 }), json!([1, 2, 3]));
    assert_eq!(harness.calls.len(), 2);
    answer(&mut harness, 1, json!("b"));
    assert_eq!(harness.calls[2].arguments["item"], 3);
    answer(&mut harness, 2, json!("c"));
    answer(&mut harness, 0, json!("a"));
    assert_eq!(harness.output(), &json!(["a", "b", "c"]));
    assert_eq!(
        harness.events()[1..],
        [
            "MapStateEntered",
            "MapStateStarted",
            "MapRunStarted",
            "MapRunSucceeded",
            "MapStateSucceeded",
            "MapStateExited",
            "ExecutionSucceeded"
        ]
    );
}

#[test]
fn a_child_is_an_execution_of_its_own() {
    let inner = pass("$states.context.{ 'in': Execution.Input, 'arn': Execution.Id, 'of': StateMachine.Name }");
    let harness = run(map(inner, json!({ "Label": "rows" })), json!(["x"]));
    let child = &harness.output()[0];
    assert_eq!(child["in"], "x");
    assert_eq!(child["of"], "m/rows");
    let arn = child["arn"].as_str().expect("text");
    assert!(arn.starts_with("arn:aws:states:eu-west-1:1:execution:m/rows:"), "{arn}");
}

#[test]
fn variables_around_the_map_do_not_reach_into_children() {
    let states = |inner| {
        let mut states = json!({ "A": { "Type": "Pass", "Assign": { "outer": [1] }, "Next": "M" } });
        let fields = json!({ "Items": "{% $outer %}" });
        states["M"] = map(inner, fields)["M"].clone();
        states
    };
    check(states(pass("$exists($outer)")), json!({}), json!([false]));
    check(states(pass("$states.input")), json!({}), json!([1]));
}

#[test]
fn an_express_child_has_five_minutes() {
    let mut states = map(task(json!({})), json!({ "ToleratedFailureCount": 1 }));
    states["M"]["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = json!("EXPRESS");
    let mut harness = run(states, json!([1]));
    assert_eq!(harness.wake(), 300.0);
    assert_eq!(harness.output()[0]["Status"], "TIMED_OUT");
    assert!(
        harness.output()[0]["ExecutionArn"]
            .as_str()
            .expect("text")
            .contains(":express:")
    );
}

#[test]
fn waits_and_retries_of_children_are_woken() {
    let wait = json!({ "Type": "Wait", "Seconds": "{% $states.input %}", "End": true });
    let mut harness = run(map(wait, json!({})), json!([5, 2]));
    assert_eq!(harness.wake(), 2.0);
    assert_eq!(harness.wake(), 3.0);
    assert_eq!(harness.output(), &json!([5, 2]));
}

#[test]
fn one_failed_child_is_too_many_where_none_is_tolerated() {
    let mut harness = calls(json!({}), json!([1, 2]));
    fail(&mut harness, 1);
    assert_eq!(
        harness.failure(),
        (
            "States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded"
        )
    );
    assert_eq!(harness.cancelled, [harness.calls[0].id]);
    let events = harness.events();
    assert_eq!(events[4..], ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]);
}

#[test]
fn as_many_children_may_fail_as_the_machine_says() {
    let outcome = |fields: Value, failures: usize| {
        let mut harness = calls(fields, json!([1, 2, 3, 4]));
        for call in 0..4 {
            if call < failures {
                fail(&mut harness, call);
            } else {
                answer(&mut harness, call, json!("ok"));
            }
        }
        harness
    };
    let succeeds = |fields: Value, failures| {
        matches!(
            outcome(fields, failures).execution.outcome(),
            Some(interpreter::Outcome::Succeeded { .. })
        )
    };
    assert!(succeeds(json!({ "ToleratedFailureCount": 1 }), 1));
    assert!(!succeeds(json!({ "ToleratedFailureCount": 1 }), 2));
    assert!(succeeds(json!({ "ToleratedFailurePercentage": 50 }), 2));
    assert!(!succeeds(json!({ "ToleratedFailurePercentage": 50 }), 3));
    let both = json!({ "ToleratedFailureCount": 1, "ToleratedFailurePercentage": 75 });
    assert!(!succeeds(both, 2));
    let harness = outcome(json!({ "ToleratedFailureCount": "{% 1 %}" }), 1);
    let failed = &harness.output()[0];
    assert_eq!((&failed["Status"], &failed["Error"]), (&json!("FAILED"), &json!("E")));
    assert_eq!(failed["Input"], "1");
    assert_eq!(harness.output()[1], "ok");
}

#[test]
fn a_percentage_beyond_a_hundred_fails_the_map() {
    let fields = json!({ "ToleratedFailurePercentage": "{% 100.1 %}" });
    let failed = run(map(pass("1"), fields), json!([1]));
    assert!(
        failed
            .failure()
            .1
            .ends_with("ToleratedFailurePercentage must be between 0 and 100.")
    );
}

#[test]
fn too_many_failures_are_caught_or_tried_again() {
    let fields = json!({
        "Retry": [{ "ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1 }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Z" }], "Next": "Z"
    });
    let mut states = map(task(json!({})), fields);
    states["Z"] = json!({ "Type": "Pass", "End": true });
    let mut harness = run(states, json!([1]));
    fail(&mut harness, 0);
    harness.wake();
    assert_eq!(harness.calls.len(), 2);
    fail(&mut harness, 1);
    assert_eq!(harness.output()["Error"], "States.ExceedToleratedFailureThreshold");
}

#[test]
fn batches_hold_as_many_items_as_the_machine_says() {
    let fields = json!({
        "ItemSelector": "{% $states.context.Map.Item.Value + $states.context.Map.Item.Index %}",
        "ItemBatcher": { "MaxItemsPerBatch": 2, "BatchInput": { "of": "{% $count($states.input) %}" } }
    });
    let expected = json!([
        { "Items": [1, 2], "BatchInput": { "of": 3 } },
        { "Items": [3], "BatchInput": { "of": 3 } }
    ]);
    check(map(pass("$states.input"), fields), json!([1, 1, 1]), expected);
}

#[test]
fn batches_are_no_larger_than_the_machine_says() {
    // `{"Items":["aaaa","aaaa"]}` has 25 bytes.
    let batches = |bytes: u64| {
        let fields = json!({ "ItemBatcher": { "MaxInputBytesPerBatch": bytes } });
        let harness = run(
            map(pass("$count($states.input.Items)"), fields),
            json!(["aaaa", "aaaa", "aaaa"]),
        );
        harness.output().clone()
    };
    assert_eq!(batches(25), json!([2, 1]));
    assert_eq!(batches(24), json!([1, 1, 1]));
    assert_eq!(batches(1), json!([1, 1, 1]));
}

#[test]
fn all_items_of_a_failed_batch_have_failed() {
    let fields = json!({ "ItemBatcher": { "MaxItemsPerBatch": 3 }, "ToleratedFailureCount": 2 });
    let mut harness = calls(fields, json!([1, 2, 3]));
    fail(&mut harness, 0);
    assert_eq!(harness.error(), "States.ExceedToleratedFailureThreshold");
}

#[test]
fn the_reader_asks_for_its_object() {
    let reader = json!({ "Resource": GET, "Arguments": { "Bucket": "b", "Key": "{% $states.input.key %}" } });
    let harness = run(map(pass("1"), json!({ "ItemReader": reader })), json!({ "key": "k" }));
    assert_eq!(harness.reads[0].resource, GET);
    assert_eq!(harness.reads[0].arguments, json!({ "Bucket": "b", "Key": "k" }));
}

#[test]
fn items_are_read_from_json() {
    check_read(
        json!({ "InputType": "JSON" }),
        "[1, {\"a\": 2}]",
        json!([1, { "a": 2 }]),
    );
    let pointer = json!({ "InputType": "JSON", "ItemsPointer": "/rows" });
    check_read(pointer, "{\"rows\": [1]}", json!([1]));
    check_read(json!({ "InputType": "JSON", "MaxItems": 1 }), "[1, 2]", json!([1]));
}

#[test]
fn items_are_read_from_json_lines() {
    check_read(
        json!({ "InputType": "JSONL" }),
        "{\"a\":1}\n\n2\r\n",
        json!([{ "a": 1 }, 2]),
    );
}

#[test]
fn items_are_read_from_csv() {
    let first_row = || json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    let quoted = "\u{feff}id,text\r\n1,\"a,\"\"b\"\"\nc\"\r\n\r\n2,\n";
    check_read(
        first_row(),
        quoted,
        json!([{ "id": "1", "text": "a,\"b\"\nc" }, { "id": "2", "text": "" }]),
    );
    check_read(
        first_row(),
        "a,b\n1\n1,2,3",
        json!([{ "a": "1", "b": "" }, { "a": "1", "b": "2" }]),
    );
    let given = json!({
        "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"], "CSVDelimiter": "SEMICOLON"
    });
    check_read(given, "1;2", json!([{ "a": "1", "b": "2" }]));
}

#[test]
fn what_cannot_be_read_fails_the_map() {
    let failure = |config: Value, text: &str| {
        let harness = read(config, text);
        let (error, cause) = harness.failure();
        assert_eq!(error, "States.ItemReaderFailed");
        cause.to_owned()
    };
    assert!(failure(json!({ "InputType": "JSON" }), "{").contains("not JSON"));
    assert!(failure(json!({ "InputType": "JSON" }), "{}").contains("no JSON array"));
    assert!(failure(json!({ "InputType": "JSONL" }), "1\n{").contains("Line 2"));
    let csv = json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    assert!(failure(csv, "a\n\"b").contains("line 2"));
}

#[test]
fn an_object_that_is_not_there_fails_the_map() {
    let reader = json!({ "Resource": GET, "Arguments": { "Bucket": "b", "Key": "k" } });
    let mut harness = run(map(pass("1"), json!({ "ItemReader": reader })), json!({}));
    let id = harness.reads[0].id;
    refuse(&mut harness, id);
    assert_eq!(harness.failure(), ("States.ItemReaderFailed", "E: because"));
    assert!(harness.events().contains(&"MapRunFailed".to_owned()));
}

#[test]
fn formats_that_cannot_be_read_are_refused_before_anything_runs() {
    for format in ["MANIFEST", "PARQUET"] {
        let reader = json!({ "Resource": GET, "ReaderConfig": { "InputType": format } });
        let document = machine(map(pass("1"), json!({ "ItemReader": reader })));
        let definition = asl::StateMachine::from_value(document).expect("well-formed");
        let problems = interpreter::Machine::compile(definition).expect_err("it cannot be run");
        assert_eq!(problems[0].pointer, "/States/M/ItemReader/ReaderConfig/InputType");
    }
}

#[test]
fn results_are_written_and_the_state_tells_where() {
    let mut harness = writing(json!({ "ToleratedFailureCount": 1 }));
    fail(&mut harness, 0);
    answer(&mut harness, 1, json!({ "b": 2 }));
    assert!(harness.is_waiting());
    let write = harness.writes[0].clone();
    assert_eq!((write.bucket.as_str(), write.objects.len()), ("b", 3));
    let parsed = |index: usize| -> Value { serde_json::from_str(&write.objects[index].text).expect("JSON") };
    assert!(write.objects[0].key.ends_with("/FAILED_0.json"));
    assert_eq!(parsed(0)[0]["Status"], "FAILED");
    assert!(write.objects[1].key.ends_with("/SUCCEEDED_0.json"));
    assert_eq!(parsed(1)[0]["Output"], "{\"b\":2}");
    let (id, key) = (write.id, write.objects[2].key.clone());
    assert!(key.starts_with("p/") && key.ends_with("/manifest.json"), "{key}");
    assert_eq!(parsed(2)["ResultFiles"]["SUCCEEDED"][0]["Key"], write.objects[1].key);
    harness.send(Event::ObjectsWritten { id });
    let arn = harness.output()["MapRunArn"].as_str().expect("text");
    assert!(arn.starts_with("arn:aws:states:eu-west-1:1:mapRun:m/rows:"), "{arn}");
    assert_eq!(
        harness.output()["ResultWriterDetails"],
        json!({ "Bucket": "b", "Key": key })
    );
}

#[test]
fn results_are_written_even_when_too_many_have_failed() {
    let mut harness = writing(json!({}));
    fail(&mut harness, 0);
    let id = harness.writes[0].id;
    harness.send(Event::ObjectsWritten { id });
    assert_eq!(harness.error(), "States.ExceedToleratedFailureThreshold");
}

#[test]
fn results_that_cannot_be_written_fail_the_map() {
    let mut harness = writing(json!({}));
    answer(&mut harness, 0, json!(1));
    answer(&mut harness, 1, json!(2));
    let id = harness.writes[0].id;
    refuse(&mut harness, id);
    assert_eq!(harness.failure(), ("States.ResultWriterFailed", "E: because"));
}

#[test]
fn the_form_of_the_results_can_be_chosen() {
    let mut harness = writing(json!({
        "ResultWriter": { "WriterConfig": { "Transformation": "FLATTEN", "OutputType": "JSONL" } }
    }));
    answer(&mut harness, 0, json!([1, 2]));
    answer(&mut harness, 1, json!(3));
    let object = &harness.writes[0].objects[0];
    assert!(object.key.ends_with("/SUCCEEDED_0.jsonl"));
    assert_eq!(object.text, "1\n2\n3\n");
    let flattened = json!({ "ResultWriter": { "WriterConfig": { "Transformation": "FLATTEN" } } });
    check(
        map(pass("$states.input"), flattened),
        json!([[1], [2, 3]]),
        json!([1, 2, 3]),
    );
}

#[test]
fn the_timeout_of_the_machine_ends_children_and_requests() {
    let mut document = machine(map(task(json!({})), json!({})));
    document["TimeoutSeconds"] = json!(4);
    let mut harness = Harness::new(document, json!([1, 2]));
    harness.wake();
    assert_eq!(harness.cancelled.len(), 2);
}

#[test]
fn the_labels_of_states_with_odd_names_are_plain() {
    let mut states = map(pass("$states.context.StateMachine.Name"), json!({}));
    let map = states["M"].take();
    check(json!({ "Each row: 1": map }), json!([1]), json!(["m/Eachrow1"]));
}

#[test]
fn thousands_of_children_leave_the_history_of_their_parent_alone() {
    let items: Vec<u32> = (0..2_000).collect();
    let mut harness = calls(json!({ "MaxConcurrency": 100 }), json!(items));
    for call in 0..items.len() {
        answer(&mut harness, call, json!(call));
    }
    assert_eq!(harness.output(), &json!(items));
    assert_eq!(harness.events().len(), 8);
}
