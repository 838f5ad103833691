//! What lets a web page of another origin call an API (<https://fetch.spec.whatwg.org/#http-cors-protocol>): the answer to
//! its preflight, and two headers of every other answer. All of it is there only where an origin has been chosen.

use serde_json::{Map, Value, json};

use super::choices::{HAS_ORIGIN, ORIGIN};
use super::cloudformation::{absent, either, pascal_case, reference, substituted};
use super::routes::{Named, path_id};
use crate::api::Api;

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

/// What a page may send beside the headers of the endpoints: the body's type, and what each kind of authorization is shown by.
const HEADERS: [&str; 6] = [
    "Content-Type",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "X-Amz-Content-Sha256",
];

/// How long a browser may remember the answer to a preflight.
const PREFLIGHT_SECONDS: u32 = 3600;

/// Adds the headers of an answer; `place` is what API Gateway calls a header there.
pub(super) fn add_headers(api: &Api, place: &str, parameters: &mut Value) {
    let exposed = format!("'{}, Retry-After'", api.request_id_header);
    parameters[format!("{place}.{ALLOW_ORIGIN}")] = either(HAS_ORIGIN, origin(), absent());
    parameters[format!("{place}.{EXPOSE_HEADERS}")] = either(HAS_ORIGIN, exposed, absent());
}

/// Says that a method's answer may have them.
pub(super) fn announce_headers(parameters: &mut Value) {
    for header in [ALLOW_ORIGIN, EXPOSE_HEADERS] {
        parameters[format!("method.response.header.{header}")] = either(HAS_ORIGIN, true, absent());
    }
}

fn origin() -> Value {
    substituted(format!("'${{{}}}'", ORIGIN.id))
}

/// At each path the answer to a preflight, which nobody signs.
pub(super) fn preflights(api: &Api) -> Vec<Named> {
    let mut methods = Vec::<Named>::new();
    for endpoint in &api.endpoints {
        let id = format!("{}Preflight", pascal_case(endpoint.path));
        if !methods.iter().any(|(known, _)| *known == id) {
            methods.push((id, preflight(api, endpoint.path)));
        }
    }
    methods
}

fn preflight(api: &Api, path: &str) -> Value {
    let endpoints = || api.endpoints.iter().filter(|it| it.path == path);
    let methods: Vec<_> = endpoints().map(|it| it.method).collect();
    let own = endpoints().flat_map(|it| it.headers()).map(|(_, header)| header.name);
    let allowed: Vec<_> = HEADERS.into_iter().chain(own).collect();
    let headers = [
        (ALLOW_ORIGIN, origin()),
        (
            "Access-Control-Allow-Methods",
            format!("'{}'", methods.join(", ")).into(),
        ),
        (
            "Access-Control-Allow-Headers",
            format!("'{}'", allowed.join(", ")).into(),
        ),
        ("Access-Control-Max-Age", format!("'{PREFLIGHT_SECONDS}'").into()),
    ];
    let named = |header: &str| format!("method.response.header.{header}");
    let announced: Map<_, _> = headers.iter().map(|(it, _)| (named(it), true.into())).collect();
    let sent: Map<_, _> = headers.into_iter().map(|(it, value)| (named(it), value)).collect();
    json!({
        "Type": "AWS::ApiGateway::Method",
        "Condition": HAS_ORIGIN,
        "Properties": {
            "RestApiId": reference("Api"),
            "ResourceId": reference(&path_id(path)),
            "HttpMethod": "OPTIONS",
            "AuthorizationType": "NONE",
            "Integration": {
                "Type": "MOCK",
                "PassthroughBehavior": "NEVER",
                "RequestTemplates": { "application/json": "{\"statusCode\": 204}" },
                "IntegrationResponses": [{
                    "StatusCode": "204",
                    "ResponseParameters": sent,
                    "ResponseTemplates": { "application/json": "" },
                }],
            },
            "MethodResponses": [{ "StatusCode": "204", "ResponseParameters": announced }],
        },
    })
}
