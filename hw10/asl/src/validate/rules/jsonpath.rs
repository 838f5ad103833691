//! SW05: JSONPath: paths, payload templates, intrinsic functions, rules of a Choice.

use super::{SCHEMA, Source, family, in_jsonpath, page};

family! {
    NOT_A_PATH = "SW0501" Error aws SCHEMA; from page::PATHS;
    "a path cannot be read"
    "A path begins with `$` (the input), `$$` (the context object) or `$name` (a variable), and goes on with `.field`, `['field']`, `[0]`, and where several places are allowed `[*]`, `..`, slices and filters."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "InputPath": "order.id", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "InputPath": "$.order.id", "End": true }"#);

    NOT_A_REFERENCE = "SW0502" Error aws SCHEMA; from page::PATHS;
    "a path leads to more than one place"
    "Where a value is put, and where one number or time is read, the path must lead to one place: no `[*]`, `..`, slice or filter. `ResultPath` leads into the state's input, never into the context object."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Result": 1, "ResultPath": "$.rows[*].seen", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Result": 1, "ResultPath": "$.seen", "End": true }"#);

    NOT_A_DYNAMIC_VALUE = "SW0503" Error aws SCHEMA; from Source::AwsRecord;
    "a field that ends in `.$` has neither a path nor a call"
    "In a payload template, a field whose name ends in `.$` is computed: its value is a path, or an intrinsic function such as `States.Format('{}', $.a)`. A value that is meant as it stands has a name without `.$`."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id.$": "order-1" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id.$": "$.order.id" }, "End": true }"#);

    NAMED_TWICE = "SW0504" Error aws SCHEMA; from Source::Peer("asl-validator");
    "a template has a field both as it stands and computed"
    "`id` and `id.$` give the same field of the payload. Keep one."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id": 1, "id.$": "$.id" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id.$": "$.id" }, "End": true }"#);

    NO_DOLLAR = "SW0505" Warning aws Some("NO_DOLLAR"); from page::DIAGNOSTICS;
    "a value looks like a path, and its field's name does not end in `.$`"
    "Without `.$` at the end of the name, a path is handed on as the text that it is."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id": "$.order.id" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id.$": "$.order.id" }, "End": true }"#);

    NO_PATH = "SW0506" Warning aws Some("NO_PATH"); from page::DIAGNOSTICS;
    "a value looks like a path, and its field's name does not end in `Path`"
    "`Error` and `Cause` are texts as they stand; `ErrorPath` and `CausePath` are read from the input."
    bad in_jsonpath!(r#""A": { "Type": "Fail", "Error": "$.error" }"#);
    good in_jsonpath!(r#""A": { "Type": "Fail", "ErrorPath": "$.error" }"#);

    STATIC_RESULT = "SW0507" Warning aws Some("PASS_RESULT_IS_STATIC"); from page::DIAGNOSTICS;
    "a Pass's result looks computed, and is not"
    "A Pass hands on its `Result` as it stands, `.$` and paths included. `Parameters` is computed."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Result": { "id.$": "$.order.id" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id.$": "$.order.id" }, "End": true }"#);

    OPERATOR = "SW0508" Error aws SCHEMA; from page::CHOICE;
    "a rule has no operator, or more than one"
    "A rule compares one `Variable` by one operator, such as `StringEquals`, or combines rules by one of `And`, `Or`, `Not`."
    bad in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "StringEquals": "b", "NumericEquals": 1, "Next": "B" }] }, "B": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "StringEquals": "b", "Next": "B" }] }, "B": { "Type": "Succeed" }"#);

    OPERAND = "SW0509" Error aws SCHEMA; from page::CHOICE;
    "an operator is given the wrong type"
    "`String…` takes text, `Numeric…` a number, `Boolean…` and `Is…` true or false, `Timestamp…` a time; an operator that ends in `Path` takes a path."
    bad in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "NumericEquals": "1", "Next": "B" }] }, "B": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "NumericEquals": 1, "Next": "B" }] }, "B": { "Type": "Succeed" }"#);

    EXPRESSION = "SW0510" Warning from Source::Ours;
    "a JSONata expression stands in a JSONPath state"
    "In a JSONPath state `{% … %}` is text as it stands. Set `\"QueryLanguage\": \"JSONata\"` for the state or the machine."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "id": "{% $states.input.id %}" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": { "id": "{% $states.input.id %}" }, "End": true }"#);

    CALL = "SW0511" Error aws SCHEMA; from page::INTRINSICS;
    "a call of an intrinsic function cannot be read"
    "A call is `States.` and the function's name, then in parentheses its arguments: paths, texts in `'…'`, numbers, calls. In a text, `\\` stands before `'`, `{`, `}` and `\\` only. One field holds at most ten calls."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "sum.$": "States.MathAdd($.a)" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Parameters": { "sum.$": "States.MathAdd($.a, 1)" }, "End": true }"#);
}
