//! Who may call an API: everybody, whom IAM lets, whoever has a key, or whoever a Cognito user pool has signed in.

use serde_json::{Value, json};

use super::choices::{IS_API_KEY, IS_IAM, IS_JWT, USER_POOL};
use super::cloudformation::{TAGS, absent, either, name, parameter, reference};
use super::routes::Named;

const AUTHORIZER: &str = "ApiAuthorizer";
/// The key that the usage plan is for.
pub(super) const KEY: &str = "ApiKey";

/// What a method asks of its caller, beside its other properties. A REST API knows no other check of a JWT than a Cognito
/// user pool's: <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>.
pub(super) fn ask(method: &mut Value) {
    let properties = &mut method["Properties"];
    properties["AuthorizationType"] = either(IS_JWT, "COGNITO_USER_POOLS", either(IS_IAM, "AWS_IAM", "NONE"));
    properties["AuthorizerId"] = either(IS_JWT, reference(AUTHORIZER), absent());
    properties["ApiKeyRequired"] = either(IS_API_KEY, true, false);
}

/// What reads the token of a user pool.
pub(super) fn authorizer() -> Named {
    let authorizer = json!({
        "Type": "AWS::ApiGateway::Authorizer",
        "Condition": IS_JWT,
        "Properties": {
            "RestApiId": reference("Api"),
            "Name": "user-pool",
            "Type": "COGNITO_USER_POOLS",
            "ProviderARNs": [reference(USER_POOL.id)],
            "IdentitySource": "method.request.header.Authorization",
        },
    });
    (AUTHORIZER.to_owned(), authorizer)
}

/// A key, and how often whoever has it may call.
pub(super) fn usage_plan() -> [Named; 3] {
    let key = json!({
        "Type": "AWS::ApiGateway::ApiKey",
        "Condition": IS_API_KEY,
        "Properties": { "Name": name("api"), "Enabled": true, "Tags": TAGS },
    });
    let plan = json!({
        "Type": "AWS::ApiGateway::UsagePlan",
        "Condition": IS_API_KEY,
        "Properties": {
            "UsagePlanName": name("api"),
            "ApiStages": [{ "ApiId": reference("Api"), "Stage": reference("ApiStage") }],
            "Throttle": {
                "RateLimit": parameter("requests_per_second"),
                "BurstLimit": parameter("requests_burst"),
            },
            "Quota": { "Limit": parameter("requests_per_month"), "Period": "MONTH" },
            "Tags": TAGS,
        },
    });
    let of_key = json!({
        "Type": "AWS::ApiGateway::UsagePlanKey",
        "Condition": IS_API_KEY,
        "Properties": { "KeyId": reference(KEY), "KeyType": "API_KEY", "UsagePlanId": reference("ApiUsagePlan") },
    });
    [(KEY, key), ("ApiUsagePlan", plan), ("ApiUsagePlanKey", of_key)].map(|(id, it)| (id.to_owned(), it))
}
