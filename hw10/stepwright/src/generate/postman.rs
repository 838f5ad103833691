//! The API as a Postman collection (v2.1), whose requests carry tests, and an environment for each place where it is served:
//! <https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html>.

use schemars::generate::Contract as Side;
use serde_json::{Value, json};

use super::artifact::Artifact;
use super::problems::{self, Problem};
use super::types::{Dialect, Types};
use crate::api::{Api, EndpointDescription, Example, ExampleAnswer, ExampleHeaders};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Where a stage is served; what it is called only its deployment knows.
const STAGE_URL: &str = "https://API-ID.execute-api.REGION.amazonaws.com/STAGE";

pub(super) fn files(api: &Api) -> Vec<Artifact> {
    let file = |name: &str, content: &Value| Artifact::json(format!("postman/{name}.json"), content);
    vec![
        file("api.postman_collection", &collection(api)),
        file("local.postman_environment", &environment("local", api.local_url)),
        file("stage.postman_environment", &environment("stage", STAGE_URL)),
    ]
}

fn environment(name: &str, url: &str) -> Value {
    json!({
        "name": name,
        "values": [{ "key": "base_url", "value": url, "type": "default", "enabled": true }],
        "_postman_variable_scope": "environment",
    })
}

fn collection(api: &Api) -> Value {
    let items = api
        .endpoints
        .iter()
        .flat_map(|endpoint| endpoint.examples.iter().map(|example| item(api, endpoint, example)));
    json!({
        "info": { "name": api.title, "description": api.description, "schema": SCHEMA },
        "variable": [{ "key": "base_url", "value": api.local_url }],
        "item": items.collect::<Vec<_>>(),
    })
}

fn item(api: &Api, endpoint: &EndpointDescription, example: &Example) -> Value {
    let path: Vec<_> = endpoint.path.split('/').filter(|it| !it.is_empty()).collect();
    json!({
        "name": example.name,
        "event": [
            event("prerequest", &preparation(endpoint, example)),
            event("test", &tests(api, endpoint, example)),
        ],
        "request": {
            "method": endpoint.method,
            "header": headers(endpoint, example),
            "body": {
                "mode": "raw",
                "raw": format!("{:#}", example.body),
                "options": { "raw": { "language": "json" } },
            },
            "url": { "raw": format!("{{{{base_url}}}}{}", endpoint.path), "host": ["{{base_url}}"], "path": path },
            "description": endpoint.description,
        },
        "response": [],
    })
}

fn event(listen: &str, lines: &[String]) -> Value {
    json!({ "listen": listen, "script": { "type": "text/javascript", "exec": lines } })
}

fn headers(endpoint: &EndpointDescription, example: &Example) -> Value {
    let mut headers = vec![json!({ "key": "Content-Type", "value": "application/json" })];
    if example.headers != ExampleHeaders::Absent {
        let known = endpoint.headers();
        headers.extend(known.map(|(field, header)| {
            let value = format!("{{{{{}}}}}", field.name);
            json!({ "key": header.name, "value": value })
        }));
    }
    Value::Array(headers)
}

/// A fresh header is one that no run before has sent.
fn preparation(endpoint: &EndpointDescription, example: &Example) -> Vec<String> {
    if example.headers != ExampleHeaders::Fresh {
        return Vec::new();
    }
    let set = |name: &str| format!("pm.collectionVariables.set({name:?}, pm.variables.replaceIn('{{{{$guid}}}}'));");
    endpoint.headers().map(|(field, _)| set(field.name)).collect()
}

fn tests(api: &Api, endpoint: &EndpointDescription, example: &Example) -> Vec<String> {
    let mut lines = match &example.answer {
        ExampleAnswer::Output(fields) => {
            let mut lines = output(endpoint);
            lines.extend(
                fields
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| has(name, value)),
            );
            lines.push("pm.collectionVariables.set('answer', pm.response.text());".to_owned());
            lines
        }
        ExampleAnswer::SameOutput => {
            let mut lines = output(endpoint);
            let answer = "JSON.parse(pm.collectionVariables.get('answer'))";
            let same = format!("pm.expect(pm.response.json()).to.eql({answer})");
            lines.push(test("the answer is the one before", &same));
            lines
        }
        ExampleAnswer::Fault(name) => fault(api, endpoint, name),
    };
    let id = format!("pm.response.to.have.header({:?})", api.request_id_header);
    lines.push(test("the request has an id", &id));
    lines
}

fn output(endpoint: &EndpointDescription) -> Vec<String> {
    let mut types = Types::new(Dialect::Draft07, Side::Serialize);
    let schema = types.schema(endpoint.output);
    answer(200, "application/json", &types.document(schema))
}

fn fault(api: &Api, endpoint: &EndpointDescription, name: &str) -> Vec<String> {
    let problems = problems::of_endpoint(api, endpoint);
    let problem = problems.iter().find(|it| it.name == name);
    problem.map_or_else(|| vec![unknown(name)], |it| refused(api, it))
}

/// An example that promises a fault that there is not fails when it is run, and says why.
fn unknown(name: &str) -> String {
    test(
        "the example's fault is one of the endpoint's",
        &format!("pm.expect.fail('there is no fault {name}')"),
    )
}

fn refused(api: &Api, problem: &Problem) -> Vec<String> {
    let mut types = Types::new(Dialect::Draft07, Side::Serialize);
    let schema = problem.schema(api, &mut types);
    let mut lines = answer(problem.status, "application/problem+json", &types.document(schema));
    lines.push(has("type", &api.problem_type(problem.name).into()));
    if problem.retry_after_seconds.is_some() {
        let header = "pm.response.to.have.header('Retry-After')";
        lines.push(test("it says when to try again", header));
    }
    lines
}

/// What every answer is asked.
fn answer(status: u16, media_type: &str, schema: &Value) -> Vec<String> {
    let content = format!("pm.expect(pm.response.headers.get('Content-Type')).to.include({media_type:?})");
    // The validator divides in floating point, and knows few formats.
    let options = "{ multipleOfPrecision: 6, unknownFormats: 'ignore' }";
    vec![
        format!("const schema = {};", asl::canonical(schema)),
        test(
            &format!("the status is {status}"),
            &format!("pm.response.to.have.status({status})"),
        ),
        test(&format!("the answer is {media_type}"), &content),
        test(
            "the answer is what its schema says",
            &format!("pm.response.to.have.jsonSchema(schema, {options})"),
        ),
    ]
}

fn has(name: &str, value: &Value) -> String {
    let expected = format!("pm.expect(pm.response.json()[{name:?}]).to.eql({value})");
    test(&format!("{name} is {value}"), &expected)
}

/// One test: what it asks, and the expression that fails if it is not so.
fn test(what: &str, expression: &str) -> String {
    format!("pm.test({what:?}, () => {expression});")
}
