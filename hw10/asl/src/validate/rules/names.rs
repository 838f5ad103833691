//! SW08: names and sizes.

use super::{Example, Source, family, in_jsonpath, page};

/// A document larger than AWS takes.
fn too_large() -> String {
    let comment = "x".repeat(super::super::DOCUMENT_BYTES_MAX);
    format!(r#"{{ "Comment": "{comment}", "StartAt": "A", "States": {{ "A": {{ "Type": "Succeed" }} }} }}"#)
}

family! {
    STATE_NAME = "SW0801" Error aws Some("INVALID_STATE_NAME"); from page::QUOTAS;
    "a state's name is empty or too long"
    "A state's name has 1 to 80 characters."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Next": "A name so long that nobody would ever read it to its end, let alone write it twice." }, "A name so long that nobody would ever read it to its end, let alone write it twice.": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Next": "Done" }, "Done": { "Type": "Succeed" }"#);

    DUPLICATE_STATE = "SW0802" Error aws Some("DUPLICATE_STATE_NAME"); from page::DIAGNOSTICS;
    "two states have one name"
    "Names of states are unique over the whole machine, branches and item processors included: events tell a state by its name alone."
    bad in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }], "End": true }"#);

    CONTROL_CHARACTER = "SW0803" Warning from Source::Ours;
    "a state's name has a control character"
    "A tab or a line feed in a name cannot be seen in a console, a log or a diagram."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B\n" }, "B\n": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Succeed" }"#);

    DOCUMENT_SIZE = "SW0804" Error from page::QUOTAS;
    "the document is too large"
    "A definition has at most 1 MB (1,048,576 bytes). Move part of it into a workflow of its own, and start that by `states:startExecution`."
    bad Example::Made(too_large, "A document of more than 1,048,576 bytes.");
    good in_jsonpath!(r#""A": { "Type": "Succeed" }"#);

    LABEL = "SW0805" Error aws Some("INVALID_LABEL_NAME"); from page::MAP;
    "this cannot be the label of a Map"
    "A label is part of an ARN: 1 to 40 characters, no white space, no control characters, none of `?*<>{}[]:;,\\|^~$#%&` and the like."
    bad in_jsonpath!(r#""A": { "Type": "Map", "Label": "all rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "Label": "all-rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    DUPLICATE_LABEL = "SW0806" Error aws Some("DUPLICATE_LABEL_NAME"); from page::DIAGNOSTICS;
    "two Maps have one label"
    "Labels are unique over the whole machine."
    bad in_jsonpath!(r#""A": { "Type": "Map", "Label": "rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "Next": "C" }, "C": { "Type": "Map", "Label": "rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "D", "States": { "D": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "Label": "rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "Next": "C" }, "C": { "Type": "Map", "Label": "totals", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "D", "States": { "D": { "Type": "Succeed" } } }, "End": true }"#);

    ERROR_NAME = "SW0807" Warning from page::FAILED;
    "an error's name or its cause is too long"
    "What an execution tells of its failure has at most 256 characters of a name, and 32,768 of a cause."
    bad Example::Made(long_error, "A Fail whose `Error` has 257 characters.");
    good in_jsonpath!(r#""A": { "Type": "Fail", "Error": "UnknownAccount" }"#);
}

/// A Fail with more of a name than an error can have.
fn long_error() -> String {
    let name = "E".repeat(257);
    format!(r#"{{ "StartAt": "A", "States": {{ "A": {{ "Type": "Fail", "Error": "{name}" }} }} }}"#)
}
