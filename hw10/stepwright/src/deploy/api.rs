//! A REST API that starts workflows and answers with their ends; its role, its stage and its logs.

use serde_json::{Map, Value, json};

use super::Service;
use super::choices::{self, AUTHORIZATION, HAS_ORIGIN, IS_API_KEY, IS_IAM, IS_JWT, ORIGIN, USER_POOL};
use super::cloudformation::{
    Grant, TAGS, absent, arn, either, log_group, name, parameter, pascal_case, reference, role, substituted, template,
};
use super::routes::{self, Named};
use super::{authorization, cors, request, response};
use crate::api::Api;
use crate::generate::Artifact;

pub(super) fn files(api: &Api, service: &Service<'_>) -> Vec<Artifact> {
    let rust_path = api.endpoints.first().map_or("", |it| it.rust_path);
    let templates = templates(api);
    let mut resources = vec![("Api".to_owned(), rest_api(api))];
    resources.extend(routes::paths(api));
    resources.push(("ApiBodies".to_owned(), validator()));
    resources.extend(api.endpoints.iter().flat_map(|it| routes::endpoint(api, it)));
    resources.extend(cors::preflights(api));
    resources.extend(routes::other_methods(api));
    resources.extend(routes::gateway_responses(api));
    resources.push(authorization::authorizer());
    resources.push((DEPLOYMENT.to_owned(), deployment(&resources)));
    resources.push(("ApiStage".to_owned(), stage()));
    resources.extend(authorization::usage_plan());
    resources.push(("ApiRole".to_owned(), starter(api, service)));
    resources.extend(logs());
    let mut file = template(resources);
    choices::add(&mut file, &[AUTHORIZATION, USER_POOL, ORIGIN], &conditions());
    file["Outputs"] = outputs(api);
    let file = Artifact::json("deploy/api.json".to_owned(), &file);
    templates.into_iter().chain([file]).map(|it| it.of(rust_path)).collect()
}

/// The mapping templates. In the text of one, `${..}` would be CloudFormation's in the request's, Velocity's in an answer's.
fn templates(api: &Api) -> Vec<Artifact> {
    let of_endpoint = api.endpoints.iter().flat_map(|endpoint| {
        let file = |what: &str, text: String| Artifact::new(routes::template_path(endpoint, what), text);
        [
            file("request", request::template(endpoint)),
            file("response", response::template(api, endpoint)),
        ]
    });
    let refused = Artifact::new("deploy/refused.response.vtl".to_owned(), response::refused(api));
    of_endpoint.chain([refused]).collect()
}

fn rest_api(api: &Api) -> Value {
    json!({
        "Type": "AWS::ApiGateway::RestApi",
        "Properties": {
            "Name": name("api"),
            "Description": api.title,
            "EndpointConfiguration": { "Types": ["REGIONAL"] },
            "Tags": TAGS,
        },
    })
}

fn validator() -> Value {
    json!({
        "Type": "AWS::ApiGateway::RequestValidator",
        "Properties": { "RestApiId": reference("Api"), "ValidateRequestBody": true },
    })
}

fn conditions() -> [(&'static str, Value); 4] {
    [
        (IS_IAM, AUTHORIZATION.is("iam")),
        (IS_API_KEY, AUTHORIZATION.is("api_key")),
        (IS_JWT, AUTHORIZATION.is("jwt")),
        (HAS_ORIGIN, ORIGIN.is_not("")),
    ]
}

/// A deployment is a picture of the methods as they are when it is made, and is never changed. Packaging gives another
/// picture another name, by all that it shows: `serverless.yml` names the plugin that does.
const DEPLOYMENT: &str = "ApiDeployment";

fn deployment(shown: &[Named]) -> Value {
    let pictured = shown.iter().filter(|(_, resource)| is_pictured(resource));
    let (sometimes, always): (Vec<_>, Vec<_>) = pictured.partition(|(_, resource)| resource.get("Condition").is_some());
    let always: Vec<_> = always.into_iter().map(|(id, _)| id.as_str()).collect();
    // What is not always there cannot be waited for by its name; who refers to it waits for it.
    let sometimes: Vec<_> = sometimes.into_iter().map(|(id, _)| reference(id)).collect();
    let sometimes = either(HAS_ORIGIN, json!({ "Fn::Join": [" ", sometimes] }), absent());
    json!({
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": always,
        "Properties": { "RestApiId": reference("Api"), "Description": sometimes },
    })
}

fn is_pictured(resource: &Value) -> bool {
    matches!(
        resource["Type"].as_str(),
        Some("AWS::ApiGateway::Method" | "AWS::ApiGateway::GatewayResponse")
    )
}

fn stage() -> Value {
    json!({
        "Type": "AWS::ApiGateway::Stage",
        // API Gateway must be allowed to write logs, and would make the execution log itself, to be kept for ever.
        "DependsOn": ["ApiLogging", "ApiExecutionLog"],
        "Properties": {
            "RestApiId": reference("Api"),
            "DeploymentId": reference(DEPLOYMENT),
            "StageName": "${sls:stage}",
            "TracingEnabled": true,
            "AccessLogSetting": { "DestinationArn": arn("ApiAccessLog"), "Format": access_log_format() },
            "MethodSettings": [{
                "HttpMethod": "*",
                "ResourcePath": "/*",
                "LoggingLevel": "INFO",
                "DataTraceEnabled": false,
                "MetricsEnabled": true,
                "ThrottlingRateLimit": parameter("requests_per_second"),
                "ThrottlingBurstLimit": parameter("requests_burst"),
            }],
            "Tags": TAGS,
        },
    })
}

fn access_log_format() -> String {
    let fields = json!({
        "requestId": "$context.requestId",
        "traceId": "$context.xrayTraceId",
        "time": "$context.requestTime",
        "method": "$context.httpMethod",
        "path": "$context.path",
        "status": "$context.status",
        "latencyMilliseconds": "$context.responseLatency",
        "integrationLatencyMilliseconds": "$context.integrationLatency",
        "error": "$context.error.responseType",
    });
    fields.to_string()
}

/// The role by which the API starts executions.
fn starter(api: &Api, service: &Service<'_>) -> Value {
    let is_served = |name: &str| api.endpoints.iter().any(|it| it.workflow == name);
    let names = service
        .workflows
        .iter()
        .map(|(flow, _)| flow.name)
        .filter(|name| is_served(name));
    let machines = names.map(|name| reference(&pascal_case(name))).collect();
    let grant = Grant::new("Start", &["states:StartSyncExecution"], machines);
    role("apigateway.amazonaws.com", &[grant])
}

fn logs() -> Vec<Named> {
    // Not below /aws/api-gateway/: the framework deletes that group after it has deployed.
    let access = log_group(format!("/aws/apigateway/{}", name("api")), None);
    let execution = log_group(substituted("API-Gateway-Execution-Logs_${Api}/${sls:stage}"), None);
    let mut writer = role("apigateway.amazonaws.com", &[]);
    writer["Properties"]["ManagedPolicyArns"] = json!([substituted(
        "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    )]);
    if let Some(properties) = writer["Properties"].as_object_mut() {
        properties.remove("Policies");
    }
    // One for all REST APIs of an AWS account in a region: it stays when the stack goes, as others may log by it.
    let account = json!({
        "Type": "AWS::ApiGateway::Account",
        "Properties": { "CloudWatchRoleArn": arn("ApiLoggingRole") },
    });
    vec![
        ("ApiAccessLog".to_owned(), access),
        ("ApiExecutionLog".to_owned(), execution),
        ("ApiLogging".to_owned(), retained(account)),
        ("ApiLoggingRole".to_owned(), retained(writer)),
    ]
}

fn retained(mut resource: Value) -> Value {
    resource["DeletionPolicy"] = "Retain".into();
    resource["UpdateReplacePolicy"] = "Retain".into();
    resource
}

fn outputs(api: &Api) -> Value {
    let output = |path: &&'static str| {
        let url = format!("https://${{Api}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/${{ApiStage}}{path}");
        let output = json!({ "Description": format!("Where requests to {path} go"), "Value": substituted(url) });
        (format!("{}Url", pascal_case(path)), output)
    };
    let paths: Vec<_> = api.endpoints.iter().map(|it| it.path).collect();
    let mut outputs: Map<_, _> = paths.iter().map(output).collect();
    let key = json!({
        "Condition": IS_API_KEY,
        "Description": "The id of the API's key; aws apigateway get-api-key --include-value says the key",
        "Value": reference(authorization::KEY),
    });
    outputs.insert("ApiKeyId".to_owned(), key);
    outputs.into()
}
