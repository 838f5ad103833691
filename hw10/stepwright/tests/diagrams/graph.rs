//! The nodes and edges that each construct gives.

use serde_json::{Value, json};
use stepwright::diagram::Region;

use super::diagram;

/// The graph as text: a line for each node with what is said of it, then a line for each edge.
fn graph(states: Value) -> String {
    let mut lines = Vec::new();
    outline(&diagram(states).region, 0, &mut lines);
    lines.join("\n")
}

fn outline(region: &Region, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for node in &region.nodes {
        let said = node.lines.join(" | ");
        lines.push(
            format!("{indent}{:?} {}: {said}", node.kind, node.name)
                .trim_end_matches(": ")
                .to_owned(),
        );
        node.regions.iter().for_each(|it| {
            lines.push(format!("{indent}  --"));
            outline(it, depth + 1, lines);
        });
    }
    for edge in &region.edges {
        let (from, to) = (&region.nodes[edge.from].name, &region.nodes[edge.to].name);
        let label = edge.label.join(" | ");
        lines.push(
            format!("{indent}{from} -{:?}-> {to} {label}", edge.kind)
                .trim_end()
                .to_owned(),
        );
    }
}

#[test]
fn a_task_shows_what_it_calls_its_timeout_its_retries_and_where_its_errors_go() {
    let states = json!({
        "Charge": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${ChargeCard}" },
            "TimeoutSeconds": 5,
            "Retry": [
                { "ErrorEquals": ["Lambda.Unknown"], "MaxAttempts": 0 },
                { "ErrorEquals": ["A"] },
                { "ErrorEquals": ["B"], "MaxAttempts": 8 }
            ],
            "Catch": [
                { "ErrorEquals": ["One", "Two", "Three", "Four", "Five"], "Next": "Refund" },
                { "ErrorEquals": ["States.ALL"], "Next": "Broken" }
            ],
            "End": true
        },
        "Refund": { "Type": "Succeed" },
        "Broken": { "Type": "Fail", "Error": "Broken" }
    });
    insta::assert_snapshot!(graph(states), @r"
    Start Start
    Task Charge: Lambda ChargeCard | timeout 5 s · retries 3×, 8×
    Succeed Refund: succeeds
    Fail Broken: fails with Broken
    End End
    Start -Next-> Charge
    Charge -Next-> End
    Charge -Catch-> Refund One | Two | Three | and 2 more
    Charge -Catch-> Broken States.ALL
    ");
}

#[test]
fn a_task_names_its_callee_and_how_it_waits_for_it() {
    let check = |resource: &str, arguments: Value, expected: &str| {
        let task = json!({ "Type": "Task", "Resource": resource, "Arguments": arguments, "End": true });
        let diagram = diagram(json!({ "Call": task }));
        assert_eq!(diagram.region.nodes[1].lines, [expected], "{resource}");
    };
    check(
        "arn:aws:states:::lambda:invoke",
        json!({ "FunctionName": "${Pay}" }),
        "Lambda Pay",
    );
    check(
        "arn:aws-cn:states:::lambda:invoke",
        json!({ "FunctionName": "${Pay}" }),
        "Lambda Pay",
    );
    check(
        "arn:aws:states:::lambda:invoke",
        json!({ "FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:pay:live" }),
        "Lambda pay",
    );
    check(
        "arn:aws:states:::lambda:invoke",
        json!({ "FunctionName": "{% $which %}" }),
        "Lambda which",
    );
    check("arn:aws:states:::lambda:invoke", json!({}), "lambda:invoke");
    check(
        "arn:aws:lambda:eu-west-1:123456789012:function:pay",
        json!({}),
        "Lambda pay",
    );
    check("arn:aws:states:::sqs:sendMessage", json!({}), "sqs:sendMessage");
    check(
        "arn:aws:states:::aws-sdk:dynamodb:getItem",
        json!({}),
        "dynamodb:getItem",
    );
    check(
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        json!({ "FunctionName": "${Ask}" }),
        "Lambda Ask, until called back",
    );
    check(
        "arn:aws:states:::glue:startJobRun.sync",
        json!({}),
        "glue:startJobRun, until done",
    );
    check(
        "arn:aws:states:::states:startExecution.sync:2",
        json!({ "StateMachineArn": "${BookStay}" }),
        "state machine BookStay, until done",
    );
    check(
        "arn:aws:states:eu-west-1:123456789012:activity:sign",
        json!({}),
        "activity:sign",
    );
}

#[test]
fn a_choice_has_an_edge_for_each_rule_and_for_the_default() {
    let states = json!({
        "Match": {
            "Type": "Choice",
            "Choices": [
                { "Condition": "{% $order.kind = '$ft' and\n   $not($exists($states.input.x)) %}", "Next": "One" },
                { "Condition": "{% $count($items) > 3 %}", "Next": "Two" }
            ],
            "Default": "One"
        },
        "One": { "Type": "Succeed" },
        "Two": { "Type": "Succeed" }
    });
    insta::assert_snapshot!(graph(states), @r"
    Start Start
    Choice Match
    Succeed One: succeeds
    Succeed Two: succeeds
    Start -Next-> Match
    Match -Rule-> One order.kind = '$ft' and not(exists(input.x))
    Match -Rule-> Two count(items) > 3
    Match -Default-> One default
    ");
}

#[test]
fn pass_and_wait_say_what_they_do() {
    let states = json!({
        "Begin": { "Type": "Pass", "Assign": { "one": 1, "two": 2 }, "Next": "Nothing" },
        "Nothing": { "Type": "Pass", "Next": "Short" },
        "Short": { "Type": "Wait", "Seconds": 30, "Next": "Long" },
        "Long": { "Type": "Wait", "Seconds": 172800, "Next": "Computed" },
        "Computed": { "Type": "Wait", "Seconds": "{% $delay %}", "Next": "Until" },
        "Until": { "Type": "Wait", "Timestamp": "{% $states.input.due %}", "End": true }
    });
    insta::assert_snapshot!(graph(states), @r"
    Start Start
    Pass Begin: sets one, two
    Pass Nothing: Pass
    Wait Short: waits 30 s
    Wait Long: waits 2 d
    Wait Computed: waits delay s
    Wait Until: waits until input.due
    End End
    Start -Next-> Begin
    Begin -Next-> Nothing
    Nothing -Next-> Short
    Short -Next-> Long
    Long -Next-> Computed
    Computed -Next-> Until
    Until -Next-> End
    ");
}

#[test]
fn parallel_and_map_hold_their_states() {
    let task = |name: &str| json!({ "StartAt": name, "States": { name: { "Type": "Pass", "End": true } } });
    let mut inline = task("Item");
    inline["ProcessorConfig"] = json!({ "Mode": "INLINE" });
    let mut distributed = task("Batch");
    distributed["ProcessorConfig"] = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" });
    let states = json!({
        "Both": {
            "Type": "Parallel", "Branches": [task("Left"), task("Right")],
            "Retry": [{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 2 }], "Next": "Each"
        },
        "Each": {
            "Type": "Map", "Items": "{% $items %}", "MaxConcurrency": 8, "ItemProcessor": inline, "Next": "Many"
        },
        "Many": {
            "Type": "Map", "Label": "many", "MaxConcurrency": 1000, "ToleratedFailurePercentage": 5,
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "Arguments": { "Bucket": "b", "Key": "k" },
                "ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" }
            },
            "ItemBatcher": { "MaxItemsPerBatch": 25 },
            "ItemProcessor": distributed,
            "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": { "Bucket": "b", "Prefix": "p" } },
            "Catch": [{ "ErrorEquals": ["States.ItemReaderFailed"], "Next": "Unread" }],
            "End": true
        },
        "Unread": { "Type": "Fail", "Error": "{% $caught.Error %}" }
    });
    insta::assert_snapshot!(graph(states), @r"
    Start Start
    Parallel Both: Parallel, 2 branches · retries 2×
      --
      Start Start
      Pass Left: Pass
      End End
      Start -Next-> Left
      Left -Next-> End
      --
      Start Start
      Pass Right: Pass
      End End
      Start -Next-> Right
      Right -Next-> End
    Map Each: Map · 8 at once | over items
      --
      Start Start
      Pass Item: Pass
      End End
      Start -Next-> Item
      Item -Next-> End
    DistributedMap Many: Distributed Map, Express executions · 1000 at once | reads s3:getObject (CSV) · batches of 25 | 5 % may fail · writes s3:putObject
      --
      Start Start
      Pass Batch: Pass
      End End
      Start -Next-> Batch
      Batch -Next-> End
    Fail Unread: fails with what was caught
    End End
    Start -Next-> Both
    Both -Next-> Each
    Each -Next-> Many
    Many -Next-> End
    Many -Catch-> Unread States.ItemReaderFailed
    ");
}

#[test]
fn a_state_that_the_machine_does_not_have_is_drawn_as_such() {
    insta::assert_snapshot!(graph(json!({ "Go": { "Type": "Pass", "Next": "Nowhere" } })), @r"
    Start Start
    Pass Go: Pass
    Undefined Nowhere: is not defined
    Start -Next-> Go
    Go -Next-> Nowhere
    ");
}
