//! Judges what a Task calls. <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>

use serde_json::Value;

use super::forms::whole;
use super::place::Place;
use super::rules::{Rule, express, structure};
use super::variables::Known;
use super::{Fields, Validator};
use crate::model::QueryLanguage;

/// An optimized integration.
struct Integration {
    service: &'static str,
    /// Its calls; empty: many, which are not listed here.
    calls: &'static [&'static str],
    /// Whether it can wait for a job, `.sync`.
    waits_for_job: bool,
    /// Whether it can wait for a callback, `.waitForTaskToken`.
    waits_for_token: bool,
}

const fn integration(
    service: &'static str,
    calls: &'static [&'static str],
    waits_for_job: bool,
    waits_for_token: bool,
) -> Integration {
    Integration {
        service,
        calls,
        waits_for_job,
        waits_for_token,
    }
}

const INTEGRATIONS: &[Integration] = &[
    integration("apigateway", &["invoke"], false, true),
    integration("athena", &[], true, false),
    integration("aws-sdk", &[], false, true),
    integration("batch", &["submitJob"], true, true),
    integration("bedrock", &[], true, true),
    integration("codebuild", &[], true, false),
    integration("databrew", &["startJobRun"], true, false),
    integration(
        "dynamodb",
        &["getItem", "putItem", "deleteItem", "updateItem"],
        false,
        false,
    ),
    integration("ecs", &["runTask"], true, true),
    integration("eks", &[], true, true),
    integration("elasticmapreduce", &[], true, false),
    integration("emr-containers", &[], true, false),
    integration("emr-serverless", &[], true, false),
    integration("events", &["putEvents"], false, true),
    integration("glue", &["startJobRun"], true, false),
    integration("http", &["invoke"], false, false),
    integration("lambda", &["invoke"], false, true),
    integration("mediaconvert", &["createJob"], true, false),
    integration("sagemaker", &[], true, false),
    integration("sns", &["publish"], false, true),
    integration("sqs", &["sendMessage"], false, true),
    integration("states", &["startExecution"], true, true),
];

/// How a Task waits for what it has called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    /// For the answer.
    Response,
    /// For the end of the job.
    Job,
    /// For somebody who calls back with the token.
    Token,
}

/// What a resource's ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resource<'a> {
    Lambda,
    Activity,
    Integration {
        service: &'a str,
        call: &'a str,
        pattern: Pattern,
    },
    /// An ARN of something that Step Functions is not known to call.
    Other,
}

impl<'a> Validator<'a> {
    pub(super) fn task(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        if let Some(resource) = state
            .get("Resource")
            .and_then(Value::as_str)
            .filter(|it| !it.is_empty())
        {
            self.resource(resource, &place.field("Resource"));
            self.token(resource, state, place);
        }
        let pairs = [
            ("TimeoutSeconds", "TimeoutSecondsPath"),
            ("HeartbeatSeconds", "HeartbeatSecondsPath"),
        ];
        self.exclusive(state, place, &pairs);
        self.heartbeat(state, place);
        self.arguments(state, place);
        self.credentials(state, place, language);
        self.recovery(state, place, language, known);
    }

    fn resource(&mut self, text: &str, place: &Place) {
        let Some(filled) = filled(text) else {
            return self.report(&structure::NOT_AN_ARN, place, "a placeholder is not closed by `}`");
        };
        // A placeholder alone may become anything.
        if filled == PLACEHOLDER {
            return;
        }
        match parse(&filled) {
            None => {
                let message = format!(
                    "{text:?} is not an ARN; for a Lambda function, `arn:aws:states:::lambda:invoke` with its name in \
                     the payload"
                );
                self.report(&structure::NOT_AN_ARN, place, message);
            }
            Some(Resource::Other) => {
                let message = "Step Functions is not known to call this; use an integration, `arn:aws:states:::…`";
                self.report(&structure::UNUSUAL_RESOURCE, place, message);
            }
            Some(Resource::Lambda) => {}
            Some(Resource::Activity) => {
                self.express(&express::ACTIVITY, place, "an Express workflow cannot use an activity");
            }
            Some(Resource::Integration { service, call, pattern }) => self.integration(service, call, pattern, place),
        }
    }

    fn integration(&mut self, service: &str, call: &str, pattern: Pattern, place: &Place) {
        let Some(known) = INTEGRATIONS.iter().find(|it| it.service == service) else {
            if !service.contains(PLACEHOLDER) {
                let message =
                    format!("there is no integration of `{service}` that is known; try `aws-sdk:{service}:…`");
                self.report(&structure::UNUSUAL_RESOURCE, place, message);
            }
            return;
        };
        let is_call = known.calls.is_empty() || known.calls.contains(&call) || call.contains(PLACEHOLDER);
        if !is_call {
            let calls = known.calls.join("`, `");
            let message = format!(
                "the integration of `{service}` has `{calls}`, and no `{call}`; the SDK's is \
                 `arn:aws:states:::aws-sdk:{service}:{call}`"
            );
            self.report(&structure::UNKNOWN_RESOURCE, place, message);
        }
        self.pattern(known, pattern, place);
    }

    fn pattern(&mut self, known: &Integration, pattern: Pattern, place: &Place) {
        let (suffix, can_wait, rule) = match pattern {
            Pattern::Response => return,
            Pattern::Job => (".sync", known.waits_for_job, &express::SYNC),
            Pattern::Token => (".waitForTaskToken", known.waits_for_token, &express::CALLBACK),
        };
        if can_wait {
            let message = format!("an Express workflow cannot use `{suffix}`; use a Standard workflow");
            self.express(rule, place, &message);
        } else {
            let message = format!("the integration of `{}` has no `{suffix}`; leave it off", known.service);
            self.report(&structure::UNKNOWN_RESOURCE, place, message);
        }
    }

    /// What only a Standard workflow may do.
    fn express(&mut self, rule: &'static Rule, place: &Place, message: &str) {
        if self.is_express() {
            self.report(rule, place, message);
        } else if self.express_items > 0 {
            let message = format!("{message}; the items of this Map run as Express executions");
            self.report(&express::CHILD, place, message);
        }
    }

    /// Whether the token can be in what is sent.
    fn token(&mut self, resource: &str, state: &Fields, place: &Place) {
        if !resource.ends_with(".waitForTaskToken") {
            return;
        }
        let sent = ["Arguments", "Parameters"].iter().find_map(|it| state.get(*it));
        // An expression, or a path of the context object.
        let may_hold_token = |sent: String| ["{%", "$$"].iter().any(|it| sent.contains(it));
        if sent.map(Value::to_string).is_some_and(|it| !may_hold_token(it)) {
            let message =
                "what is sent holds no token, so nobody can call back; send `Task.Token` of the context object";
            self.report(&structure::NO_TOKEN, place, message);
        }
    }

    fn arguments(&mut self, state: &Fields, place: &Place) {
        let resource = state.get("Resource").and_then(Value::as_str);
        let is_integration = resource.is_some_and(|it| matches!(parse(it), Some(Resource::Integration { .. })));
        for name in ["Arguments", "Parameters"].into_iter().filter(|_| is_integration) {
            let fits = |it: &Value| it.is_object() || it.as_str().is_some_and(|it| crate::jsonata_in(it).is_some());
            if state.get(name).is_some_and(|it| !fits(it)) {
                let message = "must be an object: a call of a service has named parameters";
                self.report(&structure::ARGUMENTS, &place.field(name), message);
            }
        }
    }

    /// The resource that a distributed Map reads or writes with: one of these of S3.
    pub(super) fn s3(&mut self, part: &Fields, calls: &[&str], place: &Place) {
        let resource = part.get("Resource").and_then(Value::as_str).filter(|it| !it.is_empty());
        let Some(resource) = resource else {
            return;
        };
        let filled = filled(resource).unwrap_or_default();
        let is_call = |it: &str| calls.contains(&it) || it.contains(PLACEHOLDER);
        let is_known = match parse(&filled) {
            Some(Resource::Integration {
                service: "s3",
                call,
                pattern: Pattern::Response,
            }) => is_call(call),
            _ => filled == PLACEHOLDER,
        };
        if !is_known {
            let message = format!(
                "must be `arn:aws:states:::s3:{}`",
                calls.join("` or `arn:aws:states:::s3:")
            );
            self.report(&structure::UNKNOWN_RESOURCE, &place.field("Resource"), message);
        }
    }

    fn heartbeat(&mut self, state: &Fields, place: &Place) {
        let number = |name: &str| state.get(name).and_then(whole);
        if let (Some(heartbeat), Some(timeout)) = (number("HeartbeatSeconds"), number("TimeoutSeconds"))
            && heartbeat >= timeout
        {
            let message = format!("must be smaller than `TimeoutSeconds`, which is {timeout}");
            self.report(&structure::HEARTBEAT, &place.field("HeartbeatSeconds"), message);
        }
    }

    fn credentials(&mut self, state: &Fields, place: &Place, language: QueryLanguage) {
        let Some(credentials) = state.get("Credentials") else {
            return;
        };
        let place = place.field("Credentials");
        let is_jsonpath = language == QueryLanguage::JsonPath;
        match credentials {
            Value::Object(fields) => {
                let has_role = fields.contains_key("RoleArn") || is_jsonpath && fields.contains_key("RoleArn.$");
                if !has_role {
                    let message = "the field `RoleArn` is missing; it names the role in which to call";
                    self.report(&structure::CREDENTIALS, &place, message);
                }
            }
            Value::String(text) if !is_jsonpath && crate::jsonata_in(text).is_some() => {}
            _ => {
                let message = "must be an object with `RoleArn`, the role in which to call";
                self.report(&structure::WRONG_TYPE, &place, message);
            }
        }
    }
}

/// What stands for a placeholder once it is filled.
const PLACEHOLDER: &str = "_";

/// The text with each `${…}` filled in; `None` where one is not closed.
fn filled(text: &str) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (_, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(PLACEHOLDER);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

fn parse(arn: &str) -> Option<Resource<'_>> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let (scheme, _partition, service, region, _account, rest) = (next()?, next()?, next()?, next()?, next()?, next()?);
    if scheme != "arn" || rest.is_empty() {
        return None;
    }
    Some(match service {
        "lambda" | PLACEHOLDER => Resource::Lambda,
        "states" if rest.starts_with("activity:") => Resource::Activity,
        "states" if region.is_empty() => integration_of(rest),
        _ => Resource::Other,
    })
}

/// `lambda:invoke.waitForTaskToken`, `states:startExecution.sync:2`, `aws-sdk:dynamodb:query`.
fn integration_of(text: &str) -> Resource<'_> {
    let (service, call) = text.split_once(':').unwrap_or((text, ""));
    let (call, pattern) = match call.split_once('.') {
        Some((call, "sync" | "sync:2")) => (call, Pattern::Job),
        Some((call, "waitForTaskToken")) => (call, Pattern::Token),
        // An unknown pattern is part of a call that nobody knows.
        Some(_) | None => (call, Pattern::Response),
    };
    Resource::Integration { service, call, pattern }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Resource, filled, parse};

    fn check(arn: &str, expected: Option<Resource>) {
        let text = filled(arn).expect("its placeholders are closed");
        assert_eq!(parse(&text), expected, "{arn}");
    }

    fn integration<'a>(service: &'a str, call: &'a str, pattern: Pattern) -> Option<Resource<'a>> {
        Some(Resource::Integration { service, call, pattern })
    }

    #[test]
    fn arns_name_functions_activities_and_integrations() {
        check("arn:aws:lambda:us-east-1:1:function:f", Some(Resource::Lambda));
        check("arn:aws:states:us-east-1:1:activity:a", Some(Resource::Activity));
        check("arn:aws:swf:us-east-1:1:task:X", Some(Resource::Other));
        check("foo:bar", None);
        check(
            "arn:aws:states:::sqs:sendMessage",
            integration("sqs", "sendMessage", Pattern::Response),
        );
        let job = integration("states", "startExecution", Pattern::Job);
        check("arn:aws:states:::states:startExecution.sync:2", job);
        let callback = integration("aws-sdk", "s3:listBuckets", Pattern::Token);
        check("arn:aws-cn:states:::aws-sdk:s3:listBuckets.waitForTaskToken", callback);
    }

    #[test]
    fn placeholders_stand_for_any_part() {
        let invoke = integration("lambda", "invoke", Pattern::Response);
        check("arn:${AWS::Partition}:states:::lambda:invoke", invoke);
        assert_eq!(filled("${ValidateAccount}").as_deref(), Some("_"));
        assert_eq!(filled("${ValidateAccount"), None);
    }
}
