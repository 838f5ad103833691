//! What a person chooses for a stage: parameters of the template, whose values `serverless.yml` says, and the conditions
//! that resources are made under.

use serde_json::{Map, Value, json};

use super::cloudformation::{self, reference};

/// Who may call the API.
pub(super) const IS_IAM: &str = "IsIam";
pub(super) const IS_API_KEY: &str = "IsApiKey";
pub(super) const IS_JWT: &str = "IsJwt";
/// Whether web pages of another origin may call it.
pub(super) const HAS_ORIGIN: &str = "HasOrigin";

/// A choice: a parameter of the template.
pub(super) struct Choice {
    pub(super) id: &'static str,
    /// The parameter of the stage that has its value.
    pub(super) parameter: &'static str,
    pub(super) description: &'static str,
    pub(super) takes: Takes,
}

/// What can be chosen.
pub(super) enum Takes {
    OneOf(&'static [&'static str]),
    /// A text that fits to the regular expression.
    Text(&'static str),
}

/// The pool whose tokens the API takes.
pub(super) const USER_POOL: Choice = Choice {
    id: "UserPoolArn",
    parameter: "user_pool_arn",
    description: "Where authorization is jwt, the Cognito user pool whose tokens are taken; else nothing",
    takes: Takes::Text("^$|^arn:[a-z-]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]+$"),
};

/// Whose web pages may call the API.
pub(super) const ORIGIN: Choice = Choice {
    id: "AllowedOrigin",
    parameter: "allowed_origin",
    description: "The origin whose web pages may call the API, as https://shop.example; * is every one, nothing is none",
    takes: Takes::Text("^$|^[*]$|^https?://[A-Za-z0-9.:-]+$"),
};

/// How a caller proves to be let in.
pub(super) const AUTHORIZATION: Choice = Choice {
    id: "Authorization",
    parameter: "authorization",
    description: "What a caller shows: nothing, an AWS signature, an API key, or a token of a Cognito user pool",
    takes: Takes::OneOf(&["open", "iam", "api_key", "jwt"]),
};

/// Adds the choices to a part of a template, and the conditions: each by its name, with the choice and the value that it
/// holds for.
pub(super) fn add(file: &mut Value, choices: &[Choice], conditions: &[(&'static str, Value)]) {
    let parameters: Map<_, _> = choices.iter().map(|it| (it.id.to_owned(), it.parameter())).collect();
    let conditions: Map<_, _> = conditions
        .iter()
        .map(|(id, it)| ((*id).to_owned(), it.clone()))
        .collect();
    file["Parameters"] = parameters.into();
    file["Conditions"] = conditions.into();
}

impl Choice {
    fn parameter(&self) -> Value {
        let mut parameter = json!({
            "Type": "String",
            "Description": self.description,
            "Default": cloudformation::parameter(self.parameter),
        });
        match self.takes {
            Takes::OneOf(values) => parameter["AllowedValues"] = values.into(),
            Takes::Text(pattern) => parameter["AllowedPattern"] = pattern.into(),
        }
        parameter
    }

    /// That this value has been chosen.
    pub(super) fn is(&self, value: &str) -> Value {
        json!({ "Fn::Equals": [reference(self.id), value] })
    }

    /// That another one than this has been chosen.
    pub(super) fn is_not(&self, value: &str) -> Value {
        json!({ "Fn::Not": [self.is(value)] })
    }
}
