//! Answers that are not a receipt: RFC 9457 problem details. Owns the faults that the gateway itself finds, and the
//! form of every error; the workflow's own faults come from the contract.

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};
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
    fn new(name: &'static str, status: StatusCode, title: &'static str, detail: impl Into<String>) -> Refusal {
        Refusal {
            name,
            status,
            title,
            detail: detail.into(),
            members: Vec::new(),
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
        refusal.members.push(("errors".into(), json!(told)));
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
        refusal.with(Header::AllowPost)
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

    /// Too many transactions are being worked on; this one was not started.
    pub(crate) fn overloaded() -> Refusal {
        let detail = "Too many transactions are being worked on; this one was not started. Send it again.";
        let refusal = Refusal::new("Overloaded", StatusCode::SERVICE_UNAVAILABLE, "Overloaded", detail);
        refusal.with(Header::RetryAfter(1))
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
        Refusal {
            members: members(fault.payload()),
            header: entry.retry_after_seconds.map(Header::RetryAfter),
            ..Refusal::new(entry.name, status, entry.title, fault.to_string())
        }
    }

    fn with(self, header: Header) -> Refusal {
        Refusal {
            header: Some(header),
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
        if let Some(header) = self.header {
            header.add_to(headers);
        }
        response
    }
}

/// The fault's fields; the names that RFC 9457 gives a meaning of their own keep it.
fn members(fields: Value) -> Vec<(String, Value)> {
    let reserved = ["type", "title", "status", "detail", "instance"];
    match fields {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !reserved.contains(&name.as_str()))
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
        assert_eq!(fields, [("account".to_owned(), json!("1"))]);
    }
}
