//! The words of CloudFormation, and of the Serverless Framework around it.

use serde_json::{Map, Value, json};

/// The tags of every resource: the user's `serverless.yml` says them.
pub(super) const TAGS: &str = "${self:custom.tags}";

/// Where the generated files stand, seen from `serverless.yml`.
const GENERATED: &str = "generated";

/// The content of a generated file: an object if it is JSON, else a text.
pub(super) fn file(path: &str) -> String {
    format!("${{file({GENERATED}/{path})}}")
}

/// A parameter of the stage, as `serverless.yml` says it.
pub(super) fn parameter(name: &str) -> String {
    format!("${{param:{name}}}")
}

/// What no other service and no other stage is called; the namespace of its metrics.
pub(super) const NAMESPACE: &str = "${self:service}-${sls:stage}";

/// A name that no other service and no other stage has.
pub(super) fn name(of: &str) -> String {
    format!("{NAMESPACE}-{of}")
}

pub(super) fn reference(resource: &str) -> Value {
    json!({ "Ref": resource })
}

pub(super) fn attribute(resource: &str, attribute: &str) -> Value {
    json!({ "Fn::GetAtt": [resource, attribute] })
}

pub(super) fn arn(resource: &str) -> Value {
    attribute(resource, "Arn")
}

/// One of two values, as the condition of that name holds or does not.
pub(super) fn either(condition: &str, holds: impl Into<Value>, else_: impl Into<Value>) -> Value {
    json!({ "Fn::If": [condition, holds.into(), else_.into()] })
}

/// No value: CloudFormation takes the property away.
pub(super) fn absent() -> Value {
    reference("AWS::NoValue")
}

/// A text with `${Resource}` and `${Resource.Attribute}` in it.
pub(super) fn substituted(text: impl Into<String>) -> Value {
    json!({ "Fn::Sub": text.into() })
}

/// Resources, as a part of a template.
pub(super) fn template(resources: impl IntoIterator<Item = (String, Value)>) -> Value {
    json!({ "Resources": resources.into_iter().collect::<Map<_, _>>() })
}

/// A log group, deleted with the stack; it is kept for so many days, or as the stage says.
pub(super) fn log_group(name: impl Into<Value>, days: Option<u32>) -> Value {
    json!({
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            "LogGroupName": name.into(),
            "RetentionInDays": days.map_or_else(|| parameter("log_days").into(), Value::from),
            "Tags": TAGS,
        },
    })
}

/// What a role lets be done. Where AWS knows no narrower resource than all, the reason says so.
pub(super) struct Grant {
    /// What it is for, in letters and digits.
    pub(super) id: String,
    pub(super) actions: Vec<&'static str>,
    pub(super) resources: Vec<Value>,
    pub(super) reason: Option<&'static str>,
}

impl Grant {
    pub(super) fn new(id: impl Into<String>, actions: &[&'static str], resources: Vec<Value>) -> Grant {
        Grant {
            id: id.into(),
            actions: actions.to_vec(),
            resources,
            reason: None,
        }
    }

    /// Actions that know no resource.
    pub(super) fn on_all(id: &str, actions: &[&'static str], reason: &'static str) -> Grant {
        Grant {
            reason: Some(reason),
            ..Grant::new(id, actions, vec!["*".into()])
        }
    }

    fn statement(&self) -> Value {
        json!({
            "Sid": self.id,
            "Effect": "Allow",
            "Action": self.actions,
            "Resource": self.resources,
        })
    }
}

/// The role that a service of AWS takes on. The reasons for `*` stand in its metadata, by the statement's id.
pub(super) fn role(service: &str, grants: &[Grant]) -> Value {
    let statements: Vec<_> = grants.iter().map(Grant::statement).collect();
    let reasons = grants.iter().filter_map(|it| Some((it.id.clone(), it.reason?.into())));
    let reasons: Map<String, Value> = reasons.collect();
    let mut role = json!({
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": policy(&[json!({
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": { "Service": service },
            })]),
            "Policies": [{ "PolicyName": "own", "PolicyDocument": policy(&statements) }],
            "Tags": TAGS,
        },
    });
    if !reasons.is_empty() {
        role["Metadata"] = json!({ "AllResources": reasons });
    }
    role
}

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A name in Pascal case, which is what a resource's may be: `bank-transaction` is `BankTransaction`.
pub(super) fn pascal_case(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_named_in_pascal_case() {
        assert_eq!(pascal_case("bank-transaction"), "BankTransaction");
        assert_eq!(pascal_case("/transactions/{id}"), "TransactionsId");
    }

    #[test]
    fn what_is_granted_on_everything_bears_its_reason() {
        let narrow = Grant::new("Table", &["dynamodb:GetItem"], vec![arn("Accounts")]);
        let wide = Grant::on_all("Trace", &["xray:PutTraceSegments"], "X-Ray knows no resource.");
        assert_eq!(
            role("lambda.amazonaws.com", &[narrow, wide])["Metadata"],
            json!({ "AllResources": { "Trace": "X-Ray knows no resource." } })
        );
    }
}
