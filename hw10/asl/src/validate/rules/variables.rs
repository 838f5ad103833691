//! SW06: variables: what they may be called, and where they can be read.

use super::{SCHEMA, Source, family, in_jsonata, page};

family! {
    UNDEFINED = "SW0601" Warning from Source::AwsRecord;
    "no state assigns the variable"
    "A variable is there once a state has assigned it. Step Functions takes a document that reads another one, and the execution fails when it comes to it: most often a misspelling, or `$state` for `$states`."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $state.input.id %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input.id %}", "End": true }"#);

    OUT_OF_SCOPE = "SW0602" Warning from page::VARIABLES;
    "the variable is out of reach"
    "A variable of a Parallel's branch or of a Map's item processor is gone when they are done, and the executions of a distributed Map see none of the variables around it. Hand the value out by `Output`, or in by `ItemSelector`."
    bad in_jsonata!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Pass", "Assign": { "id": 1 }, "End": true } } }], "Output": "{% $id %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Pass", "Output": 1, "End": true } } }], "Output": "{% $states.result[0] %}", "End": true }"#);

    NOT_YET = "SW0603" Warning from page::VARIABLES;
    "no state before this one assigns the variable"
    "What a state assigns can be read in the states after it, not in itself: within the state read `$states.result`, or the expression that is assigned."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "id": 1 }, "Output": "{% $id %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "id": 1 }, "Next": "B" }, "B": { "Type": "Succeed", "Output": "{% $id %}" }"#);

    RESERVED = "SW0604" Error aws SCHEMA; from page::VARIABLES;
    "`states` cannot be assigned"
    "`$states` is Step Functions' own: the input, the result, the context object. Give the variable another name."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "states": 1 }, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "progress": 1 }, "End": true }"#);

    NAME = "SW0605" Error aws SCHEMA; from page::VARIABLES;
    "this cannot be the name of a variable"
    "A variable's name has letters, digits and `_`, begins with no digit, and has at most 80 characters."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "order-id": 1 }, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "order_id": 1 }, "End": true }"#);

    SHADOWED = "SW0606" Error from page::VARIABLES;
    "a state around this one assigns a variable of that name"
    "States in a branch or an item processor can read the variables around them, and must give other names to their own."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "id": 1 }, "Next": "B" }, "B": { "Type": "Parallel", "Branches": [{ "StartAt": "C", "States": { "C": { "Type": "Pass", "Assign": { "id": 2 }, "End": true } } }], "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Assign": { "id": 1 }, "Next": "B" }, "B": { "Type": "Parallel", "Branches": [{ "StartAt": "C", "States": { "C": { "Type": "Pass", "Assign": { "other": 2 }, "End": true } } }], "End": true }"#);
}
