//! The API: a description as OpenAPI has it, edited.

use serde_json::{Value, json};
use stepwright::compat::{Baseline, Functions, compare};

/// An API with one operation.
fn api() -> Value {
    json!({
        "openapi": "3.1.0",
        "paths": { "/orders": { "post": {
            "parameters": [{ "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 255 } }],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } },
            },
            "responses": {
                "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Receipt" } } } },
                "404": { "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } },
            },
        } } },
        "components": { "schemas": {
            "Order": {
                "type": "object",
                "properties": { "article": { "type": "string" }, "pieces": { "type": "integer", "minimum": 1 } },
                "required": ["article"],
                "additionalProperties": false,
            },
            "Receipt": { "type": "object", "properties": { "cents": { "type": "integer" } }, "required": ["cents"] },
            "Problem": { "type": "object", "properties": { "title": { "type": "string" } }, "required": ["title"] },
        } },
    })
}

fn files(api: &Value) -> Baseline {
    let file = |path: &str, value: &Value| (path.to_owned(), value.to_string());
    let files = [
        file("manifest.json", &json!({ "workflows": {} })),
        file("openapi.json", api),
    ];
    Baseline::from_files("here", files).expect("the files are what is generated")
}

/// The changes when the place in the API becomes that value; nothing: it goes.
fn check(pointer: &str, value: Option<Value>, expected: &[&str]) {
    let mut edited = api();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/");
    let fields = edited
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("an object");
    match value {
        Some(value) => fields.insert(name, value),
        None => fields.remove(&name),
    };
    let changes = compare(&files(&api()), &files(&edited), Functions::Latest);
    let said: Vec<_> = changes
        .iter()
        .map(|it| format!("{} {}", it.verdict.words(), it.code))
        .collect();
    assert_eq!(said, expected, "{changes:#?}");
}

#[test]
fn an_api_that_stays_as_it_is_changes_nothing() {
    check("/openapi", Some(json!("3.1.1")), &[]);
}

#[test]
fn an_operation_on_another_path_is_breaking() {
    check("/paths/~1orders", None, &["breaking SW1060"]);
    check("/paths/~1orders/post", None, &["breaking SW1060"]);
    check("/paths/~1receipts", Some(json!({ "get": {} })), &["safe SW1061"]);
}

#[test]
fn a_request_may_ask_for_no_more_than_it_did() {
    let required = json!(["article", "pieces"]);
    check(
        "/components/schemas/Order/required",
        Some(required),
        &["breaking SW1062"],
    );
    check("/components/schemas/Order/required", Some(json!([])), &[]);
    let color = Some(json!({ "type": "string" }));
    check("/components/schemas/Order/properties/color", color, &[]);
    check(
        "/components/schemas/Order/properties/pieces",
        None,
        &["breaking SW1062"],
    );
}

#[test]
fn a_body_that_must_be_sent_now_is_asked_for() {
    let mut optional = api();
    optional["paths"]["/orders"]["post"]["requestBody"]["required"] = json!(false);
    let codes = |old: &Value, new: &Value| -> Vec<_> {
        let changes = compare(&files(old), &files(new), Functions::Latest);
        changes.into_iter().map(|it| it.code).collect()
    };
    assert_eq!(codes(&optional, &api()), ["SW1062"]);
    assert_eq!(codes(&api(), &optional), [""; 0]);
}

#[test]
fn a_parameter_may_ask_for_no_more_than_it_did() {
    let key = |length: u32, required: bool| {
        let schema = json!({ "type": "string", "maxLength": length });
        Some(json!([{ "name": "Idempotency-Key", "in": "header", "required": required, "schema": schema }]))
    };
    check("/paths/~1orders/post/parameters", key(255, false), &[]);
    check("/paths/~1orders/post/parameters", key(64, false), &["breaking SW1062"]);
    check("/paths/~1orders/post/parameters", key(255, true), &["breaking SW1062"]);
}

#[test]
fn a_response_has_what_clients_read() {
    check(
        "/components/schemas/Receipt/required",
        Some(json!([])),
        &["breaking SW1063"],
    );
    let article = Some(json!({ "type": "string" }));
    check("/components/schemas/Receipt/properties/article", article, &[]);
    check(
        "/components/schemas/Problem/properties/title",
        Some(json!({ "type": "integer" })),
        &["breaking SW1063"],
    );
}

/// A problem as the generator describes it.
fn problem(of: &str, field: &str) -> Value {
    json!({
        "type": "object",
        "properties": { "type": { "const": of }, "title": { "const": of.to_uppercase() }, field: { "type": "string" } },
        "required": ["type", "title", field],
    })
}

#[test]
fn problems_are_told_apart_by_their_type() {
    let base = |problems: Value| {
        let mut api = api();
        api["components"]["schemas"]["Problem"] = problems;
        files(&api)
    };
    let check = |old: Value, new: Value, expected: &[&str]| {
        let changes = compare(&base(old), &base(new), Functions::Latest);
        let said: Vec<_> = changes
            .iter()
            .map(|it| format!("{} {}", it.verdict.words(), it.code))
            .collect();
        assert_eq!(said, expected, "{changes:#?}");
    };
    let one_of = |problems: &[Value]| json!({ "oneOf": problems });
    let [gone, lost, renamed] = [
        problem("gone", "account"),
        problem("lost", "account"),
        problem("gone", "id"),
    ];
    check(gone.clone(), one_of(&[gone.clone(), lost.clone()]), &["safe SW1063"]);
    check(one_of(&[gone.clone(), lost]), gone.clone(), &["safe SW1063"]);
    check(gone.clone(), renamed, &["breaking SW1063"]);
    let mut retitled = gone.clone();
    retitled["properties"]["title"] = json!({ "const": "Away" });
    check(gone, retitled, &[]);
}

#[test]
fn an_error_status_may_come_and_go() {
    check("/paths/~1orders/post/responses/503", Some(json!({})), &["safe SW1063"]);
    check("/paths/~1orders/post/responses/404", None, &["safe SW1063"]);
    check("/paths/~1orders/post/responses/200", None, &["breaking SW1063"]);
}
