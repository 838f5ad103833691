//! Answers that are not a receipt: RFC 9457 problem details. Owns the form of every error; what the errors are, the
//! gateway's own and the workflow's, comes from the contract.

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};
use stepwright::api::{GatewayCause, PROBLEM_MEMBERS};
use stepwright::{Fault, Problem};

use super::request_id;
use crate::contract;

/// A body can have more problems than anybody reads.
const PROBLEMS_MAX: usize = 100;

/// An answer that is not a receipt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    name: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: String,
    members: Vec<(String, Value)>,
    header: Option<Header>,
}

/// What a refusal says in a header.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Header {
    /// The one method that there is.
    AllowPost,
    /// After how many seconds it may work.
    RetryAfter(u32),
}

impl Header {
    fn add_to(self, headers: &mut HeaderMap) {
        match self {
            Header::AllowPost => headers.insert(ALLOW, HeaderValue::from_static("POST")),
            Header::RetryAfter(seconds) => headers.insert(RETRY_AFTER, seconds.into()),
        };
    }
}

impl Refusal {
    /// What a gateway answers by itself, in the contract's words.
    fn of(cause: GatewayCause) -> Refusal {
        let fault = (contract::API.gateway_fault)(cause);
        let header = match cause {
            GatewayCause::UnknownMethod => Some(Header::AllowPost),
            _ => fault.retry_after_seconds.map(Header::RetryAfter),
        };
        Refusal {
            name: fault.name,
            status: status(fault.status),
            title: fault.title,
            detail: fault.detail.to_owned(),
            members: Vec::new(),
            header,
        }
    }

    /// The same with a sentence of its own.
    fn saying(self, detail: impl Into<String>) -> Refusal {
        Refusal {
            detail: detail.into(),
            ..self
        }
    }

    /// The body is not a transaction.
    pub(crate) fn invalid_transaction(problems: &[Problem]) -> Refusal {
        let told: Vec<_> = problems.iter().take(PROBLEMS_MAX).collect();
        Refusal {
            members: vec![("errors".into(), json!(told))],
            ..Refusal::of(GatewayCause::InvalidBody)
                .saying(format!("The body is not a transaction: {}.", summary(problems)))
        }
    }

    /// The `Idempotency-Key` is none.
    pub(crate) fn invalid_key(detail: &str) -> Refusal {
        let name = bank::IDEMPOTENCY_KEY.name;
        Refusal::of(GatewayCause::InvalidHeader).saying(format!("The header {name} {detail}."))
    }

    /// There is nothing at this path.
    pub(crate) fn not_found() -> Refusal {
        Refusal::of(GatewayCause::UnknownPath)
    }

    /// The path has no such method.
    pub(crate) fn method_not_allowed() -> Refusal {
        Refusal::of(GatewayCause::UnknownMethod)
    }

    /// The body is not said to be JSON.
    pub(crate) fn unsupported_media_type() -> Refusal {
        Refusal::of(GatewayCause::UnsupportedMediaType)
    }

    /// The body is compressed.
    pub(crate) fn encoded() -> Refusal {
        Refusal::of(GatewayCause::UnsupportedMediaType).saying("The body must be sent without a content encoding.")
    }

    /// The body is longer than a transaction can be.
    pub(crate) fn too_large(bytes_max: usize) -> Refusal {
        Refusal::of(GatewayCause::BodyTooLarge).saying(format!("A body has at most {bytes_max} bytes."))
    }

    /// The body did not come in time, or not whole.
    pub(crate) fn incomplete(detail: impl Into<String>) -> Refusal {
        Refusal::of(GatewayCause::IncompleteBody).saying(detail)
    }

    /// Whether the transaction was posted is not known.
    pub(crate) fn outcome_unknown() -> Refusal {
        Refusal::of(GatewayCause::OutcomeUnknown)
    }

    /// Too many transactions are being worked on; this one was not started.
    pub(crate) fn overloaded() -> Refusal {
        Refusal::of(GatewayCause::Overloaded)
    }

    /// Something failed that is no concern of the client's.
    pub(crate) fn internal() -> Refusal {
        Refusal::of(GatewayCause::Internal)
    }

    /// A fault of the workflow.
    pub(crate) fn declined(fault: &impl Fault) -> Refusal {
        let entry = fault.entry();
        Refusal {
            name: entry.name,
            status: status(entry.status),
            title: entry.title,
            detail: fault.to_string(),
            members: members(fault.payload()),
            header: entry.retry_after_seconds.map(Header::RetryAfter),
        }
    }

    /// The fault's name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The answer to the request of that id.
    pub(crate) fn into_response(self, request_id: &str) -> Response {
        let mut body = json!({
            "type": contract::API.problem_type(self.name),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": format!("urn:uuid:{request_id}"),
        });
        body.as_object_mut()
            .expect("the problem is an object")
            .extend(self.members);
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        request_id::tell(headers, request_id);
        if let Some(header) = self.header {
            header.add_to(headers);
        }
        response
    }
}

/// The fault's fields; the names that RFC 9457 gives a meaning of their own keep it.
fn members(fields: Value) -> Vec<(String, Value)> {
    match fields {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !PROBLEM_MEMBERS.contains(&name.as_str()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The first problem in words; the rest is in `errors`.
fn summary(problems: &[Problem]) -> String {
    let Some(first) = problems.first() else {
        return "it has a problem".into();
    };
    let place = if first.pointer.is_empty() { "it" } else { &first.pointer };
    match problems.len() {
        1 => format!("{place} {}", first.detail),
        count => format!("{place} {}, and {} more", first.detail, count - 1),
    }
}

/// The contract's status; a number that is none is a failure of ours.
fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_fault_takes_no_name_of_the_standard() {
        let fields = members(json!({ "account": "1", "type": "dep", "status": 1 }));
        assert_eq!(fields, [("account".to_owned(), json!("1"))]);
    }
}
