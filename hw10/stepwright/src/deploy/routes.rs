//! The paths of an API and their methods: those that start a workflow, and the answer to all others.

use serde_json::{Value, json};

use super::choices::IS_IAM;
use super::cloudformation::{arn, attribute, either, file, pascal_case, reference, substituted};
use super::problem::{self, MEDIA_TYPE};
use super::velocity::with_letters;
use super::{authorization, cors, shift};
use crate::api::{Api, EndpointDescription, GatewayCause};

/// A resource of the template, with its name.
pub(super) type Named = (String, Value);

/// What a client sends JSON as: `curl -d` says the second where nobody tells it otherwise.
const MEDIA_TYPES: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

/// The resources of every path of the API's endpoints, those above them too, each once.
pub(super) fn paths(api: &Api) -> Vec<Named> {
    let mut resources = Vec::<Named>::new();
    for endpoint in &api.endpoints {
        let mut parent = attribute("Api", "RootResourceId");
        let mut path = String::new();
        for part in endpoint.path.split('/').filter(|it| !it.is_empty()) {
            path = format!("{path}/{part}");
            let id = path_id(&path);
            let resource = json!({
                "Type": "AWS::ApiGateway::Resource",
                "Properties": { "RestApiId": reference("Api"), "ParentId": parent, "PathPart": part },
            });
            if !resources.iter().any(|(known, _)| *known == id) {
                resources.push((id.clone(), resource));
            }
            parent = reference(&id);
        }
    }
    resources
}

pub(super) fn path_id(path: &str) -> String {
    format!("{}Path", pascal_case(path))
}

/// The method that starts the workflow, and what checks its body.
pub(super) fn endpoint(api: &Api, endpoint: &EndpointDescription) -> Vec<Named> {
    let id = endpoint_id(endpoint);
    let model = |what: &str| {
        let path = format!("{}/models/{what}.json", endpoint.workflow);
        json!({
            "Type": "AWS::ApiGateway::Model",
            "Properties": { "RestApiId": reference("Api"), "ContentType": "application/json", "Schema": file(&path) },
        })
    };
    let mut resources = vec![
        (format!("{id}Method"), method(api, endpoint)),
        (format!("{id}Response"), model("response")),
    ];
    if endpoint.body().is_some() {
        resources.push((format!("{id}Request"), model("request")));
    }
    resources
}

/// `POST /transactions` is `PostTransactions`.
pub(super) fn endpoint_id(endpoint: &EndpointDescription) -> String {
    format!(
        "{}{}",
        pascal_case(&endpoint.method.to_ascii_lowercase()),
        pascal_case(endpoint.path)
    )
}

/// Where the two mapping templates of an endpoint stand.
pub(super) fn template_path(endpoint: &EndpointDescription, what: &str) -> String {
    format!("deploy/{}.{what}.vtl", endpoint.workflow)
}

fn method(api: &Api, endpoint: &EndpointDescription) -> Value {
    let id = endpoint_id(endpoint);
    let request = file(&template_path(endpoint, "request"));
    let target = json!({ pascal_case(endpoint.workflow): shift::target(endpoint.workflow) });
    let request = json!({ "Fn::Sub": [request, target] });
    let mut method = json!({
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": reference("Api"),
            "ResourceId": reference(&path_id(endpoint.path)),
            "HttpMethod": endpoint.method,
            "Integration": {
                "Type": "AWS",
                "IntegrationHttpMethod": "POST",
                "Uri": substituted("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartSyncExecution"),
                "Credentials": arn("ApiRole"),
                "TimeoutInMillis": 29_000,
                "PassthroughBehavior": "NEVER",
                "RequestTemplates": MEDIA_TYPES.map(|it| (it.to_owned(), request.clone())).into_iter()
                    .collect::<serde_json::Map<_, _>>(),
                "IntegrationResponses": [
                    answered(api, "200", None, &template_path(endpoint, "response")),
                    answered(api, "500", Some("[45]\\d{2}"), "deploy/refused.response.vtl"),
                ],
            },
            "MethodResponses": [
                told(api, "200", json!({ "application/json": reference(&format!("{id}Response")) })),
                told(api, "500", json!({ MEDIA_TYPE: "Empty" })),
            ],
        },
    });
    authorization::ask(&mut method);
    if endpoint.body().is_some() {
        let properties = &mut method["Properties"];
        properties["RequestValidatorId"] = reference("ApiBodies");
        // Whatever the body is said to be: a model for one content type would let the others pass.
        properties["RequestModels"] = json!({ "$default": reference(&format!("{id}Request")) });
    }
    method
}

/// What is made of an answer of Step Functions whose status fits to the pattern; without one, of every other.
fn answered(api: &Api, status: &str, pattern: Option<&str>, template: &str) -> Value {
    let mut response = json!({
        "StatusCode": status,
        "ResponseParameters": { header(api): "context.requestId" },
        "ResponseTemplates": { "application/json": file(template) },
    });
    cors::add_headers(api, METHOD_HEADER, &mut response["ResponseParameters"]);
    if let Some(pattern) = pattern {
        response["SelectionPattern"] = pattern.into();
    }
    response
}

/// What a method may answer.
fn told(api: &Api, status: &str, models: Value) -> Value {
    let mut parameters = json!({ header(api): true });
    cors::announce_headers(&mut parameters);
    json!({ "StatusCode": status, "ResponseParameters": parameters, "ResponseModels": models })
}

/// What a header of an answer is called where a method says how it is made.
const METHOD_HEADER: &str = "method.response.header";

fn header(api: &Api) -> String {
    format!("{METHOD_HEADER}.{}", api.request_id_header)
}

/// At each path the answer to every method that it does not have.
pub(super) fn other_methods(api: &Api) -> Vec<Named> {
    let mut methods = Vec::<Named>::new();
    for endpoint in &api.endpoints {
        let id = format!("{}OtherMethods", pascal_case(endpoint.path));
        if methods.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let allowed = api.endpoints.iter().filter(|it| it.path == endpoint.path);
        let allowed: Vec<_> = allowed.map(|it| it.method).collect();
        methods.push((id, other_method(api, endpoint.path, &allowed.join(", "))));
    }
    methods
}

fn other_method(api: &Api, path: &str, allowed: &str) -> Value {
    let fault = (api.gateway_fault)(GatewayCause::UnknownMethod);
    let status = fault.status.to_string();
    let template = with_letters(format!(
        "#set($context.responseOverride.header.Content-Type = '{MEDIA_TYPE}')\n{}",
        problem::of_gateway(api, &fault)
    ));
    let allow = format!("{METHOD_HEADER}.Allow");
    let mut parameters = json!({ header(api): "context.requestId", allow.clone(): format!("'{allowed}'") });
    cors::add_headers(api, METHOD_HEADER, &mut parameters);
    let mut told = told(api, &status, json!({ MEDIA_TYPE: "Empty" }));
    told["ResponseParameters"][allow] = true.into();
    json!({
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": reference("Api"),
            "ResourceId": reference(&path_id(path)),
            "HttpMethod": "ANY",
            "AuthorizationType": "NONE",
            "Integration": {
                "Type": "MOCK",
                "PassthroughBehavior": "NEVER",
                "RequestTemplates": { "application/json": format!("{{\"statusCode\": {status}}}") },
                "IntegrationResponses": [{
                    "StatusCode": status,
                    "ResponseParameters": parameters,
                    "ResponseTemplates": { "application/json": template },
                }],
            },
            "MethodResponses": [told],
        },
    })
}

/// What the gateway answers by itself, before a method has its say. Its own types of answers:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>.
pub(super) fn gateway_responses(api: &Api) -> Vec<Named> {
    let known = [
        ("BAD_REQUEST_BODY", GatewayCause::InvalidBody),
        ("BAD_REQUEST_PARAMETERS", GatewayCause::InvalidHeader),
        ("REQUEST_TOO_LARGE", GatewayCause::BodyTooLarge),
        ("UNSUPPORTED_MEDIA_TYPE", GatewayCause::UnsupportedMediaType),
        ("RESOURCE_NOT_FOUND", GatewayCause::UnknownPath),
        ("THROTTLED", GatewayCause::Throttled),
        ("QUOTA_EXCEEDED", GatewayCause::Throttled),
        ("INTEGRATION_TIMEOUT", GatewayCause::OutcomeUnknown),
        ("INTEGRATION_FAILURE", GatewayCause::Internal),
        ("API_CONFIGURATION_ERROR", GatewayCause::Internal),
        ("DEFAULT_5XX", GatewayCause::Internal),
    ];
    let known = known.map(|(of, cause)| {
        let fault = (api.gateway_fault)(cause);
        let (status, template) = (fault.status.to_string(), problem::without_template(api, &fault));
        gateway_response(
            of,
            headers(api, fault.retry_after_seconds),
            Some(status.into()),
            template,
        )
    });
    let unsigned = (api.gateway_fault)(GatewayCause::UnknownPath);
    // What the gateway says of a path that it does not have; and, where callers sign, of a request that is not signed.
    let unsigned = gateway_response(
        "MISSING_AUTHENTICATION_TOKEN",
        headers(api, None),
        Some(either(IS_IAM, "403", unsigned.status.to_string())),
        either(IS_IAM, AWS_WORDS, problem::without_template(api, &unsigned)),
    );
    // Signed wrongly, not let in: each keeps its own status, and AWS's words.
    let other = gateway_response("DEFAULT_4XX", headers(api, None), None, AWS_WORDS.into());
    known.into_iter().chain([unsigned, other]).collect()
}

/// A problem of which AWS says what it is.
const AWS_WORDS: &str =
    r#"{"type":"about:blank","title":$context.error.messageString,"instance":"urn:uuid:$context.requestId"}"#;

fn headers(api: &Api, retry_after_seconds: Option<u32>) -> Value {
    let place = "gatewayresponse.header";
    let mut headers = json!({
        format!("{place}.Content-Type"): format!("'{MEDIA_TYPE}'"),
        format!("{place}.{}", api.request_id_header): "context.requestId",
    });
    if let Some(seconds) = retry_after_seconds {
        headers[format!("{place}.Retry-After")] = format!("'{seconds}'").into();
    }
    cors::add_headers(api, place, &mut headers);
    headers
}

fn gateway_response(of: &str, headers: Value, status: Option<Value>, template: Value) -> Named {
    let mut properties = json!({
        "RestApiId": reference("Api"),
        "ResponseType": of,
        "ResponseParameters": headers,
        "ResponseTemplates": { "application/json": template },
    });
    if let Some(status) = status {
        properties["StatusCode"] = status;
    }
    let id = format!("Answer{}", pascal_case(&of.to_ascii_lowercase()));
    (
        id,
        json!({ "Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties }),
    )
}
