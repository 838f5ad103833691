//! A REST API that starts workflows and answers with their ends; its role, its stage and its logs.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Service;
use super::cloudformation::{
    Grant, TAGS, arn, log_group, name, parameter, pascal_case, reference, role, substituted, template,
};
use super::routes::{self, Named};
use super::{request, response};
use crate::api::Api;
use crate::generate::{Artifact, models};

pub(super) fn files(api: &Api, service: &Service<'_>) -> Vec<Artifact> {
    let rust_path = api.endpoints.first().map_or("", |it| it.rust_path);
    let templates = templates(api);
    let mut shown = vec![("Api".to_owned(), rest_api(api))];
    shown.extend(routes::paths(api));
    shown.push(("ApiBodies".to_owned(), validator()));
    shown.extend(api.endpoints.iter().flat_map(|it| routes::endpoint(api, it)));
    shown.extend(routes::other_methods(api));
    shown.extend(routes::gateway_responses(api));
    let deployment = format!("ApiDeployment{}", digest(api, &shown, &templates));
    let mut resources = shown.clone();
    resources.push((deployment.clone(), self::deployment(&shown)));
    resources.push(("ApiStage".to_owned(), stage(&deployment)));
    resources.push(("ApiRole".to_owned(), starter(api, service)));
    resources.extend(logs());
    let mut file = template(resources);
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

/// What tells one picture of the API from the next: everything that a deployment shows.
fn digest(api: &Api, shown: &[Named], templates: &[Artifact]) -> String {
    let mut digest = Sha256::new();
    digest.update(Value::from(shown.iter().cloned().collect::<Map<_, _>>()).to_string());
    let models: Vec<_> = api.endpoints.iter().flat_map(models).collect();
    for file in templates.iter().chain(&models) {
        digest.update(&file.text);
    }
    digest
        .finalize()
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A deployment is a picture of the methods as they are when it is made, and is never changed: another picture has another
/// name.
fn deployment(shown: &[Named]) -> Value {
    let pictured = |(_, resource): &&Named| {
        matches!(
            resource["Type"].as_str(),
            Some("AWS::ApiGateway::Method" | "AWS::ApiGateway::GatewayResponse")
        )
    };
    let after: Vec<_> = shown.iter().filter(pictured).map(|(id, _)| id.as_str()).collect();
    json!({
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": after,
        "Properties": { "RestApiId": reference("Api") },
    })
}

fn stage(deployment: &str) -> Value {
    json!({
        "Type": "AWS::ApiGateway::Stage",
        // API Gateway must be allowed to write logs, and would make the execution log itself, to be kept for ever.
        "DependsOn": ["ApiLogging", "ApiExecutionLog"],
        "Properties": {
            "RestApiId": reference("Api"),
            "DeploymentId": reference(deployment),
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
    let access = log_group(format!("/aws/apigateway/{}", name("api")));
    let execution = log_group(substituted("API-Gateway-Execution-Logs_${Api}/${sls:stage}"));
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
    paths.iter().map(output).collect::<Map<_, _>>().into()
}
