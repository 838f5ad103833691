//! SW02: how states lead to each other.

use super::{SCHEMA, Source, family, in_jsonpath, page};

family! {
    MISSING_TARGET = "SW0201" Error aws Some("MISSING_TRANSITION_TARGET"); from page::DIAGNOSTICS;
    "there is no state of that name"
    "`StartAt`, `Next`, `Default` and a Catcher's `Next` name a state of the same `States`. A branch or an item processor leads to its own states only."
    bad in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }], "Default": "C" }, "B": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }], "Default": "B" }, "B": { "Type": "Succeed" }"#);

    UNREACHABLE = "SW0202" Error aws Some("MISSING_TRANSITION_TARGET"); from Source::Peer("floci");
    "no state leads here"
    "A state that nothing leads to is a mistake: a `Next` is misspelt, or the state is a leftover. Lead to it, or remove it."
    bad in_jsonpath!(r#""A": { "Type": "Succeed" }, "B": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Succeed" }"#);

    NO_END = "SW0203" Error aws Some("MISSING_END_STATE"); from page::DIAGNOSTICS;
    "the machine has no state in which it ends"
    "An execution ends in a Succeed, a Fail, or a state with `\"End\": true`. A machine without any of them never ends."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Pass", "Next": "A" }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Pass", "End": true }"#);

    NOWHERE_TO_GO = "SW0204" Error aws SCHEMA; from page::LANGUAGE;
    "a state says neither where it leads nor that it ends"
    "Every Task, Parallel, Map, Pass and Wait has `Next` or `\"End\": true`."
    bad in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }], "Default": "C" }, "B": { "Type": "Pass" }, "C": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }], "Default": "C" }, "B": { "Type": "Pass", "End": true }, "C": { "Type": "Succeed" }"#);

    NEXT_AND_END = "SW0205" Error aws SCHEMA; from page::LANGUAGE;
    "a state both leads on and ends"
    "A state has `Next` or `\"End\": true`, not both. Keep one."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B", "End": true }, "B": { "Type": "Succeed" }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Succeed" }"#);

    NO_END_WITHIN = "SW0206" Warning from Source::Peer("amazon-states-language-service");
    "states within a state have no end"
    "A branch or an item processor in which no state ends runs until something fails. Step Functions takes it; it asks for an end in the outermost states only."
    bad in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Wait", "Seconds": 60, "Next": "B" } } }], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Wait", "Seconds": 60, "End": true } } }], "End": true }"#);
}
