//! Answers that are not a receipt: RFC 9457 problem details. Owns the faults that the gateway itself finds, and the
//! form of every error; the workflow's own faults come from the contract.

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};
use stepwright::{Fault, Problem};

use super::REQUEST_ID;

/// What a fault's kebab-case name is put after to make its `type`. Stable: clients compare with it.
const TYPE_BASE: &str = "https://hw10.example/faults/";

/// A body can have more problems than anybody reads.
const PROBLEMS_MAX: usize = 100;

/// An answer that is not a receipt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    name: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: String,
    members: Map<String, Value>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    fn new(name: &'static str, status: StatusCode, title: &'static str, detail: impl Into<String>) -> Refusal {
        Refusal {
            name,
            status,
            title,
            detail: detail.into(),
            members: Map::new(),
            header: None,
        }
    }

    /// The body is not a transaction.
    pub(crate) fn invalid_transaction(problems: &[Problem]) -> Refusal {
        let detail = format!("The body is not a transaction: {}.", summary(problems));
        let mut refusal = Refusal::new(
            "InvalidTransaction",
            StatusCode::BAD_REQUEST,
            "Invalid transaction",
            detail,
        );
        let told: Vec<_> = problems.iter().take(PROBLEMS_MAX).collect();
        refusal.members.insert("errors".into(), json!(told));
        refusal
    }

    /// The `Idempotency-Key` is none.
    pub(crate) fn invalid_key(detail: &str) -> Refusal {
        let detail = format!("The header Idempotency-Key {detail}.");
        Refusal::new(
            "InvalidIdempotencyKey",
            StatusCode::BAD_REQUEST,
            "Invalid idempotency key",
            detail,
        )
    }

    /// There is nothing at this path.
    pub(crate) fn not_found() -> Refusal {
        let detail = "There is nothing here. Transactions go to POST /transactions.";
        Refusal::new("NotFound", StatusCode::NOT_FOUND, "Not found", detail)
    }

    /// The path has no such method.
    pub(crate) fn method_not_allowed() -> Refusal {
        let detail = "Transactions are sent with POST.";
        let refusal = Refusal::new(
            "MethodNotAllowed",
            StatusCode::METHOD_NOT_ALLOWED,
            "Method not allowed",
            detail,
        );
        refusal.with_header(ALLOW, HeaderValue::from_static("POST"))
    }

    /// The body is not said to be JSON.
    pub(crate) fn unsupported_media_type(detail: impl Into<String>) -> Refusal {
        Refusal::new(
            "UnsupportedMediaType",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Unsupported media type",
            detail,
        )
    }

    /// The body is longer than a transaction can be.
    pub(crate) fn too_large(bytes_max: usize) -> Refusal {
        let detail = format!("A body has at most {bytes_max} bytes.");
        Refusal::new(
            "ContentTooLarge",
            StatusCode::PAYLOAD_TOO_LARGE,
            "Content too large",
            detail,
        )
    }

    /// The body did not come in time, or not whole.
    pub(crate) fn incomplete(detail: impl Into<String>) -> Refusal {
        Refusal::new(
            "IncompleteRequest",
            StatusCode::REQUEST_TIMEOUT,
            "Incomplete request",
            detail,
        )
    }

    /// Whether the transaction was posted is not known.
    pub(crate) fn outcome_unknown() -> Refusal {
        let detail = "The outcome is unknown. Send the same request with the same Idempotency-Key again: \
                      it is posted at most once, and the answer is then its receipt.";
        Refusal::new("OutcomeUnknown", StatusCode::GATEWAY_TIMEOUT, "Outcome unknown", detail)
    }

    /// Something failed that is no concern of the client's.
    pub(crate) fn internal() -> Refusal {
        let detail = "The transaction was not confirmed, for a reason that is not in the request. \
                      With an Idempotency-Key the same request can be sent again: it is posted at most once.";
        Refusal::new(
            "InternalError",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal error",
            detail,
        )
    }

    /// A fault of the workflow.
    pub(crate) fn declined(fault: &impl Fault) -> Refusal {
        let entry = fault.entry();
        let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let refusal = Refusal {
            members: members(fault.payload()),
            ..Refusal::new(entry.name, status, entry.title, fault.to_string())
        };
        match entry.retry_after_seconds {
            Some(seconds) => refusal.with_header(RETRY_AFTER, seconds.into()),
            None => refusal,
        }
    }

    fn with_header(self, name: HeaderName, value: HeaderValue) -> Refusal {
        Refusal {
            header: Some((name, value)),
            ..self
        }
    }

    /// The fault's name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The answer to the request of that id.
    pub(crate) fn into_response(self, request_id: &str) -> Response {
        let mut body = json!({
            "type": format!("{TYPE_BASE}{}", kebab_case(self.name)),
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
        headers.insert(
            REQUEST_ID,
            HeaderValue::from_str(request_id).expect("a UUID is a header's value"),
        );
        headers.extend(self.header);
        response
    }
}

/// The fault's fields; the names that RFC 9457 gives a meaning of their own keep it.
fn members(fields: Value) -> Map<String, Value> {
    let reserved = ["type", "title", "status", "detail", "instance"];
    match fields {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !reserved.contains(&name.as_str()))
            .collect(),
        _ => Map::new(),
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

/// `InsufficientFunds` as `insufficient-funds`.
fn kebab_case(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_in_kebab_case() {
        assert_eq!(kebab_case("InsufficientFunds"), "insufficient-funds");
        assert_eq!(kebab_case("NotFound"), "not-found");
    }

    #[test]
    fn a_field_of_a_fault_takes_no_name_of_the_standard() {
        let fields = members(json!({ "account": "1", "type": "dep", "status": 1 }));
        assert_eq!(Value::Object(fields), json!({ "account": "1" }));
    }
}
