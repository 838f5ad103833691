//! API Gateway's models, draft-04: they accept what the schemas accept that are 2020-12.

use serde_json::Value;

use crate::forms::definition;
use crate::judge::{Judge, try_values};
use crate::{catalogue, forms};

#[track_caller]
fn check(model: &Value, schema: &Value) {
    assert_eq!(model["$schema"], "http://json-schema.org/draft-04/schema#");
    let (model, judge) = (Judge::of(model), Judge::of(schema));
    try_values(schema, |value| {
        let complaints = || format!("{value}\n{}\n{}", model.complaints(value), judge.complaints(value));
        assert_eq!(model.accepts(value), judge.accepts(value), "{}", complaints());
    });
}

#[test]
fn the_bodys_model_accepts_what_its_schema_does() {
    let input = catalogue::file("generated/bank-transaction/schemas/workflow/input.schema.json");
    let model = catalogue::file("generated/bank-transaction/models/request.json");
    check(&model, &definition(&input, "Transaction"));
}

#[test]
fn the_answers_model_accepts_what_its_schema_does() {
    let output = catalogue::file("generated/bank-transaction/schemas/workflow/output.schema.json");
    check(
        &catalogue::file("generated/bank-transaction/models/response.json"),
        &output,
    );
}

#[test]
fn every_form_of_a_contract_stays_checked() {
    let input = forms::artifact("schemas/workflow/input.schema.json");
    check(&forms::artifact("models/request.json"), &definition(&input, "Forms"));
    check(
        &forms::artifact("models/response.json"),
        &forms::artifact("schemas/workflow/output.schema.json"),
    );
}

#[test]
fn a_model_says_nothing_that_draft_04_does_not_know() {
    for model in [
        catalogue::file("generated/bank-transaction/models/request.json"),
        catalogue::file("generated/bank-transaction/models/response.json"),
        forms::artifact("models/request.json"),
        forms::artifact("models/response.json"),
    ] {
        let text = model.to_string();
        for word in [
            "\"const\"",
            "\"$defs\"",
            "\"prefixItems\"",
            "\"examples\"",
            "\"exclusiveMinimum\":0",
        ] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}
