//! The API as an OpenAPI 3.1 document: <https://spec.openapis.org/oas/v3.1.1.html>.

use std::collections::BTreeMap;

use schemars::generate::Contract as Side;
use serde_json::{Map, Value, json};

use super::example::example;
use super::problems::{self, Problem};
use super::types::{Dialect, Types};
use crate::api::{Api, EndpointDescription, Example, ExampleAnswer, GatewayCause, kebab_case};

pub(super) fn document(api: &Api) -> Value {
    let mut components = Components::new(api);
    let operations: Vec<_> = api.endpoints.iter().map(|it| components.operation(it)).collect();
    let root = components.into_document();
    let mut paths = Map::new();
    for operation in &operations {
        let endpoint = operation.endpoint;
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.to_ascii_lowercase()] = operation.render(api, &root);
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": api.title,
            "description": api.description,
            "version": api.version,
            "license": { "name": api.license, "identifier": api.license },
        },
        "servers": servers(api),
        "security": [],
        "paths": paths,
        "components": root["components"],
    })
}

fn servers(api: &Api) -> Value {
    let variable = |description: &str, default: &str| json!({ "description": description, "default": default });
    json!([
        { "description": "A developer's machine.", "url": api.local_url },
        {
            "description": "A stage on AWS.",
            "url": "https://{api}.execute-api.{region}.amazonaws.com/{stage}",
            "variables": {
                "api": variable("The id that API Gateway gave to the API.", "abcdefghij"),
                "region": variable("The region that it is deployed to.", "us-east-1"),
                "stage": variable("The stage.", "dev"),
            },
        },
    ])
}

/// What operations refer to. A type that is both read and written is described as it is read: what is written can be read.
struct Components<'api> {
    api: &'api Api,
    read: Types,
    written: Types,
    problems: Map<String, Value>,
}

/// An endpoint, its types rendered.
struct Operation<'api> {
    endpoint: &'api EndpointDescription,
    headers: Vec<Value>,
    body: Option<Value>,
    output: Value,
    problems: Vec<Problem>,
    others: Vec<Problem>,
}

impl<'api> Components<'api> {
    fn new(api: &'api Api) -> Components<'api> {
        Components {
            api,
            read: Types::new(Dialect::OpenApi, Side::Deserialize),
            written: Types::new(Dialect::OpenApi, Side::Serialize),
            problems: Map::new(),
        }
    }

    fn operation(&mut self, endpoint: &'api EndpointDescription) -> Operation<'api> {
        let operation = Operation {
            endpoint,
            headers: endpoint
                .headers()
                .map(|(field, _)| self.read.schema(field.schema))
                .collect(),
            body: endpoint.body().map(|body| self.read.schema(body.schema)),
            output: self.written.schema(endpoint.output),
            problems: problems::of_endpoint(self.api, endpoint),
            others: problems::of_no_endpoint(self.api),
        };
        for problem in operation.problems.iter().chain(&operation.others) {
            let schema = problem.schema(self.api, &mut self.written);
            self.problems.insert(component(problem), schema);
        }
        operation
    }

    fn into_document(self) -> Value {
        let mut schemas = self.written.definitions();
        schemas.extend(self.read.definitions());
        schemas.extend(self.problems);
        json!({ "components": { "schemas": schemas } })
    }
}

/// The name of a problem's component. A fault's name may have a dot, which a component's may have too.
fn component(problem: &Problem) -> String {
    format!("{}Problem", problem.name)
}

impl Operation<'_> {
    fn render(&self, api: &Api, root: &Value) -> Value {
        let endpoint = self.endpoint;
        let mut operation = json!({
            "operationId": endpoint.rust_path.rsplit("::").next(),
            "summary": endpoint.description,
            "parameters": self.parameters(),
            "responses": self.responses(api, root),
        });
        if let Some(body) = &self.body {
            operation["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": body, "examples": self.requests(api) } },
            });
        }
        operation
    }

    fn parameters(&self) -> Value {
        let headers = self.endpoint.headers().zip(&self.headers);
        let parameter = |((_, header), schema): ((_, crate::api::Header), &Value)| {
            json!({
                "name": header.name,
                "in": "header",
                "description": header.description,
                "required": false,
                "schema": schema,
            })
        };
        headers.map(parameter).collect()
    }

    /// The bodies to try, but for those that are none.
    fn requests(&self, api: &Api) -> Value {
        let malformed = (api.gateway_fault)(GatewayCause::InvalidBody).name;
        let wellformed = |it: &&Example| it.answer != ExampleAnswer::Fault(malformed);
        let request = |it: &Example| {
            let key = it.name.to_lowercase().replace(' ', "-");
            (key, json!({ "summary": it.name, "value": it.body }))
        };
        let examples = self.endpoint.examples.iter().filter(wellformed).map(request);
        Value::Object(examples.collect())
    }

    fn responses(&self, api: &Api, root: &Value) -> Value {
        let mut by_status = BTreeMap::<u16, Vec<&Problem>>::new();
        for problem in &self.problems {
            by_status.entry(problem.status).or_default().push(problem);
        }
        let mut responses = Map::from_iter([("200".to_owned(), self.success(api, root))]);
        let failures = by_status
            .into_iter()
            .map(|(status, of)| (status.to_string(), failure(api, root, &of)));
        responses.extend(failures);
        let others: Vec<_> = self.others.iter().collect();
        responses.insert("default".to_owned(), failure(api, root, &others));
        Value::Object(responses)
    }

    fn success(&self, api: &Api, root: &Value) -> Value {
        let mut answer = example(&self.output, root);
        if let (Value::Object(answer), Some(ExampleAnswer::Output(Value::Object(fields)))) =
            (&mut answer, self.endpoint.examples.first().map(|it| it.answer.clone()))
        {
            answer.extend(fields);
        }
        json!({
            "description": description(&self.output, root),
            "headers": headers(api, None),
            "content": { "application/json": { "schema": self.output, "example": answer } },
        })
    }
}

/// What the documentation of a type says.
fn description(schema: &Value, root: &Value) -> Value {
    let definition = schema["$ref"]
        .as_str()
        .and_then(|it| root.pointer(it.trim_start_matches('#')));
    match definition.unwrap_or(schema).get("description") {
        Some(description) => description.clone(),
        None => "The workflow's output.".into(),
    }
}

/// The answer of one status.
fn failure(api: &Api, root: &Value, problems: &[&Problem]) -> Value {
    let titles: Vec<_> = problems.iter().map(|it| it.title).collect();
    let retry_after = problems.iter().filter_map(|it| it.retry_after_seconds).max();
    let references: Vec<_> = problems.iter().map(|it| reference(it)).collect();
    let examples = problems.iter().map(|it| {
        let schema = &root["components"]["schemas"][component(it)];
        let value = it.example(schema, root);
        (kebab_case(it.name), json!({ "summary": it.title, "value": value }))
    });
    let schema = match references.as_slice() {
        [one] => one.clone(),
        _ => json!({ "oneOf": references }),
    };
    let content = json!({ "schema": schema, "examples": examples.collect::<Map<_, _>>() });
    json!({
        "description": format!("{}.", titles.join("; ")),
        "headers": headers(api, retry_after),
        "content": { "application/problem+json": content },
    })
}

fn reference(problem: &Problem) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", component(problem)) })
}

fn headers(api: &Api, retry_after: Option<u32>) -> Value {
    let mut headers = json!({
        api.request_id_header: {
            "description": "The request's id, which the logs have too.",
            "schema": { "type": "string" },
        },
    });
    if let Some(seconds) = retry_after {
        headers["Retry-After"] = json!({
            "description": "After how many seconds it may work.",
            "schema": { "type": "integer", "minimum": 0, "examples": [seconds] },
        });
    }
    headers
}
