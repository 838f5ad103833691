//! The API of the bank: `POST /transactions`, what its gateway answers by itself, and requests to try.

use serde_json::{Value, json};
use stepwright::api::{
    Api, Endpoint, EndpointDescription, Example, ExampleAnswer, ExampleHeaders, GatewayCause, GatewayFault, Header,
};

use crate::workflow::bank_transaction;

/// The header under which a client may send a request again.
pub const IDEMPOTENCY_KEY: Header = Header {
    name: "Idempotency-Key",
    description: "Makes the request safe to send again: under the same key the same body is posted once, and answered \
                  with the first receipt, for ever. A string in double quotes (RFC 8941), or bare.",
};

/// The API of the bank.
///
/// ```
/// let api = bank::api();
/// assert_eq!((api.endpoints[0].method, api.endpoints[0].path), ("POST", "/transactions"));
/// ```
pub fn api() -> Api {
    Api {
        title: "The bank of homework 10",
        description: "Deposits and withdrawals, each posted exactly once. Numbers are read by value: `500`, `500.0` and \
                      `5e2` are the same amount. Every error is a problem (RFC 9457).",
        version: env!("CARGO_PKG_VERSION"),
        license: "MIT OR Apache-2.0",
        local_url: "http://127.0.0.1:8080",
        problem_base: "https://hw10.example/faults/",
        request_id_header: "X-Request-Id",
        gateway_fault,
        endpoints: vec![post_transaction()],
    }
}

/// `POST /transactions`.
fn post_transaction() -> EndpointDescription {
    Endpoint::<bank_transaction>::post("/transactions")
        .body("transaction", |request| &request.transaction)
        .header("idempotency_key", |request| &request.idempotency_key, IDEMPOTENCY_KEY)
        .request_id("request_id", |request| &request.request_id)
        .examples(examples())
        .describe()
}

/// A deposit to the first account.
pub(crate) fn deposit() -> Value {
    json!({ "account": "12345", "amount": 500, "type": "dep", "desc": "My paycheck" })
}

/// A withdrawal from the first account.
pub(crate) fn withdrawal() -> Value {
    json!({ "account": "12345", "amount": 500, "type": "wtd", "desc": "Store purchase" })
}

fn examples() -> [Example; 9] {
    use ExampleAnswer::{Fault, Output, SameOutput};
    use ExampleHeaders::{Absent, Again, Fresh};
    let example = |name, body, headers, answer| Example {
        name,
        body,
        headers,
        answer,
    };
    let posted = |kind| Output(json!({ "account": "12345", "amount": 500, "type": kind }));
    let kept = json!({ "account": "12345", "amount": 0.25, "type": "dep" });
    let another = json!({ "account": "12345", "amount": 0.5, "type": "dep" });
    let unknown = json!({ "account": "99999", "amount": 500, "type": "dep" });
    let too_much = json!({ "account": "12345", "amount": 1_000_000_000, "type": "wtd" });
    let malformed = json!({ "account": "12345", "amount": 0.001, "type": "deposit", "note": "?" });
    [
        example("Deposit", deposit(), Absent, posted("dep")),
        example("Withdrawal", withdrawal(), Absent, posted("wtd")),
        example("Deposit under a key", kept.clone(), Fresh, Output(kept.clone())),
        example("The same request again", kept, Again, SameOutput),
        example("Another request under that key", another, Again, Fault("KeyReused")),
        example("Unknown account", unknown, Absent, Fault("UnknownAccount")),
        example("Insufficient funds", too_much, Absent, Fault("InsufficientFunds")),
        example("Malformed transaction", malformed, Absent, Fault("InvalidTransaction")),
        example("No transaction", json!([]), Absent, Fault("InvalidTransaction")),
    ]
}

/// What the gateway answers by itself. A gateway that knows more than this detail says more.
pub fn gateway_fault(cause: GatewayCause) -> GatewayFault {
    let (name, status, title) = match cause {
        GatewayCause::InvalidBody => ("InvalidTransaction", 400, "Invalid transaction"),
        GatewayCause::InvalidHeader => ("InvalidIdempotencyKey", 400, "Invalid idempotency key"),
        GatewayCause::UnknownPath => ("NotFound", 404, "Not found"),
        GatewayCause::UnknownMethod => ("MethodNotAllowed", 405, "Method not allowed"),
        GatewayCause::IncompleteBody => ("IncompleteRequest", 408, "Incomplete request"),
        GatewayCause::BodyTooLarge => ("ContentTooLarge", 413, "Content too large"),
        GatewayCause::UnsupportedMediaType => ("UnsupportedMediaType", 415, "Unsupported media type"),
        GatewayCause::Throttled => ("TooManyRequests", 429, "Too many requests"),
        GatewayCause::Internal => ("InternalError", 500, "Internal error"),
        GatewayCause::Overloaded => ("Overloaded", 503, "Overloaded"),
        GatewayCause::OutcomeUnknown => ("OutcomeUnknown", 504, "Outcome unknown"),
    };
    let waits = matches!(cause, GatewayCause::Throttled | GatewayCause::Overloaded);
    GatewayFault {
        name,
        status,
        title,
        detail: detail(cause),
        retry_after_seconds: waits.then_some(1),
    }
}

/// What has happened, and what to do next.
fn detail(cause: GatewayCause) -> &'static str {
    match cause {
        GatewayCause::InvalidBody => "The body is not a transaction.",
        GatewayCause::InvalidHeader => "The header Idempotency-Key must be 1 to 255 printable ASCII characters.",
        GatewayCause::UnknownPath => "There is nothing here. Transactions go to POST /transactions.",
        GatewayCause::UnknownMethod => "Transactions are sent with POST.",
        GatewayCause::IncompleteBody => "The body did not come in time, or not whole.",
        GatewayCause::BodyTooLarge => "The body is longer than a transaction can be.",
        GatewayCause::UnsupportedMediaType => "The body must be JSON: send content-type: application/json.",
        GatewayCause::Throttled => "Too many requests have come; this one was not looked at. Send it again.",
        GatewayCause::Internal => {
            "The transaction was not confirmed, for a reason that is not in the request. With an Idempotency-Key the same \
             request can be sent again: it is posted at most once."
        }
        GatewayCause::Overloaded => {
            "Too many transactions are being worked on; this one was not started. Send it again."
        }
        GatewayCause::OutcomeUnknown => {
            "The outcome is unknown. Send the same request with the same Idempotency-Key again: it is posted at most \
             once, and the answer is then its receipt."
        }
    }
}
