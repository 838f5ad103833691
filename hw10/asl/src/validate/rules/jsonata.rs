//! SW04: JSONata expressions.

use super::{SCHEMA, Source, family, in_jsonata, page};

family! {
    SYNTAX = "SW0401" Error aws Some("INVALID_JSONATA_EXPRESSION"); from Source::Peer("floci");
    "an expression is not JSONata"
    "Between `{%` and `%}` stands one JSONata expression: parentheses and brackets are closed, operators have both sides, texts their quotes."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $sum($states.input.numbers %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $sum($states.input.numbers) %}", "End": true }"#);

    UNSUPPORTED = "SW0402" Error aws Some("INVALID_JSONATA_EXPRESSION"); from page::JSONATA;
    "an expression uses what Step Functions does not have"
    "Step Functions runs JSONata 2.0.6 without `$eval`; the operators `?:` and `??` came later. Use `$parse` for JSON text, and `a ? a : b` or `$exists(a) ? a : b`."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $eval('1 + 1') %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $parse('2') %}", "End": true }"#);

    TOP_LEVEL = "SW0403" Error aws Some("UNSUPPORTED_JSONATA_EXPRESSION"); from page::LANGUAGE;
    "an expression reads an input document, and there is none"
    "An expression is evaluated without a document, so a bare name, `$` or `$$` at its top leads nowhere. The state's input is `$states.input`, a variable is `$name`. Within a filter or a later step, names are fine."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% phone.number %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input.phone.number %}", "End": true }"#);

    NO_RESULT = "SW0404" Error aws Some("UNSUPPORTED_JSONATA_EXPRESSION"); from page::LANGUAGE;
    "there is no `$states.result` here"
    "`$states.result` is what a Task, Parallel or Map gave, and it can be read in that state's `Output` and `Assign`: not before it is there, and not where something failed instead."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.result %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input %}", "End": true }"#);

    NO_ERROR_OUTPUT = "SW0405" Error aws Some("UNSUPPORTED_JSONATA_EXPRESSION"); from Source::Peer("floci");
    "there is no `$states.errorOutput` here"
    "`$states.errorOutput` is what has failed, and it can be read in a Catcher's `Output` and `Assign` only. Assign it to a variable there to read it in a later state."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.errorOutput.Error %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Catch": [{ "ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.Error %}", "Next": "B" }], "Next": "B" }, "B": { "Type": "Succeed" }"#);

    NO_SUCH_FIELD = "SW0406" Error aws Some("UNSUPPORTED_JSONATA_EXPRESSION"); from page::LANGUAGE;
    "`$states` has no such field"
    "`$states` has `input`, `context`, and where there is one `result` or `errorOutput`. Nothing else is in it."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.Input %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input %}", "End": true }"#);

    HALF_DELIMITED = "SW0407" Warning from Source::Peer("asl-validator");
    "a text has only one of the marks around an expression"
    "An expression begins with `{%` and ends with `%}`, with not even a space outside; anything else is text as it stands. If this is meant as an expression, write both marks."
    bad in_jsonata!(r#""A": { "Type": "Pass", "Output": "$states.input.a %}", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input.a %}", "End": true }"#);

    NOT_AN_EXPRESSION = "SW0408" Error aws SCHEMA; from page::LANGUAGE;
    "an expression is needed here"
    "A rule's `Condition` is an expression `{% … %}` that gives true or false, or one of the two. `Items` is an array, an object, or an expression that gives an array."
    bad in_jsonata!(r#""A": { "Type": "Choice", "Choices": [{ "Condition": "$states.input.a > 1", "Next": "B" }] }, "B": { "Type": "Succeed" }"#);
    good in_jsonata!(r#""A": { "Type": "Choice", "Choices": [{ "Condition": "{% $states.input.a > 1 %}", "Next": "B" }] }, "B": { "Type": "Succeed" }"#);
}
