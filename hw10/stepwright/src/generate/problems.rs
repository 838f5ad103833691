//! The errors that an endpoint answers: problems (RFC 9457), of the workflow's own faults and of the gateway's.

use std::fmt;

use serde_json::{Map, Value, json};

use super::example::example;
use super::types::Types;
use crate::api::{Api, EndpointDescription, GatewayCause, PROBLEM_MEMBERS};
use crate::fault::{FaultEntry, write_detail};

/// An error that is answered.
pub(super) struct Problem {
    pub(super) name: &'static str,
    pub(super) status: u16,
    pub(super) title: &'static str,
    pub(super) retry_after_seconds: Option<u32>,
    description: &'static str,
    detail: &'static str,
    of: Origin,
}

enum Origin {
    Workflow(&'static FaultEntry),
    Gateway(GatewayCause),
}

/// Every error that a request to the endpoint can be answered with.
pub(super) fn of_endpoint(api: &Api, endpoint: &EndpointDescription) -> Vec<Problem> {
    let has_headers = endpoint.headers().next().is_some();
    let concerns = |cause: &GatewayCause| match cause {
        GatewayCause::InvalidHeader => has_headers,
        other => other.concerns_an_endpoint(),
    };
    let gateway = GatewayCause::ALL
        .into_iter()
        .filter(concerns)
        .map(|cause| of_gateway(api, cause));
    let workflow = endpoint.faults.iter().map(|entry| of_fault(entry));
    gateway.chain(workflow).collect()
}

/// Every error that a request is answered with that comes to no endpoint.
pub(super) fn of_no_endpoint(api: &Api) -> Vec<Problem> {
    let causes = GatewayCause::ALL.into_iter().filter(|it| !it.concerns_an_endpoint());
    causes.map(|cause| of_gateway(api, cause)).collect()
}

fn of_fault(entry: &'static FaultEntry) -> Problem {
    Problem {
        name: entry.name,
        status: entry.status,
        title: entry.title,
        retry_after_seconds: entry.retry_after_seconds,
        description: entry.description,
        detail: entry.detail,
        of: Origin::Workflow(entry),
    }
}

fn of_gateway(api: &Api, cause: GatewayCause) -> Problem {
    let fault = (api.gateway_fault)(cause);
    Problem {
        name: fault.name,
        status: fault.status,
        title: fault.title,
        retry_after_seconds: fault.retry_after_seconds,
        description: fault.detail,
        detail: fault.detail,
        of: Origin::Gateway(cause),
    }
}

impl Problem {
    /// The schema of the answer's body.
    pub(super) fn schema(&self, api: &Api, types: &mut Types) -> Value {
        let mut properties = json!({
            "type": { "const": api.problem_type(self.name), "description": "Which error it is." },
            "title": { "const": self.title, "description": "The error in a few words." },
            "status": { "const": self.status, "description": "The HTTP status." },
            "detail": { "type": "string", "description": "The error in a sentence." },
            "instance": { "type": "string", "format": "uri-reference", "description": "Which request it was." },
        });
        let (fields, also_required) = self.fields(types);
        for (name, field) in fields {
            if !PROBLEM_MEMBERS.contains(&name.as_str()) {
                properties[name] = field;
            }
        }
        let required = PROBLEM_REQUIRED.into_iter().map(Value::from).chain(also_required);
        json!({
            "title": self.title,
            "description": self.description,
            "type": "object",
            "properties": properties,
            "required": required.collect::<Vec<_>>(),
        })
    }

    /// The error's own fields, and which of them are always there.
    fn fields(&self, types: &mut Types) -> (Map<String, Value>, Vec<Value>) {
        let mut schema = match self.of {
            Origin::Workflow(entry) => types.schema(entry.schema),
            Origin::Gateway(GatewayCause::InvalidBody) => json!({ "properties": { "errors": errors() } }),
            Origin::Gateway(_) => Value::Null,
        };
        let properties = schema["properties"]
            .as_object_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let required = schema["required"]
            .as_array_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let own = |name: &Value| !PROBLEM_MEMBERS.iter().any(|it| name == it);
        (properties, required.into_iter().filter(own).collect())
    }

    /// A body, as it may be answered; `schema` is this problem's, `root` what it refers to.
    pub(super) fn example(&self, schema: &Value, root: &Value) -> Value {
        let mut body = example(schema, root);
        let detail = Detail(self.detail, &body).to_string();
        body["detail"] = detail.into();
        body["instance"] = "urn:uuid:0b5f3c1e-7a42-4d0c-9e57-1f2a3b4c5d6e".into();
        body
    }
}

/// What every problem has. A gateway in front of AWS writes no sentence.
const PROBLEM_REQUIRED: [&str; 4] = ["type", "title", "status", "instance"];

/// What is wrong with a body, place by place.
fn errors() -> Value {
    json!({
        "description": "What is wrong, place by place.",
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": {
                "pointer": {
                    "description": "The place, as a JSON pointer (RFC 6901).",
                    "type": "string",
                    "examples": ["/amount"],
                },
                "detail": {
                    "description": "What is wrong with it.",
                    "type": "string",
                    "examples": ["must be greater than 0"],
                },
            },
            "required": ["pointer", "detail"],
        },
    })
}

/// A fault's sentence about a payload.
struct Detail<'a>(&'a str, &'a Value);

impl fmt::Display for Detail<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_detail(out, self.0, self.1)
    }
}
