//! What an execution's outcome is to an HTTP client. The status of a fault is the contract's; what AWS itself can
//! end an execution with is judged here.

use interpreter::Outcome;
use serde_json::{Map, Value};
use stepwright::api::TIMEOUT_ERRORS;

use super::refusal::Refusal;
use crate::contract;

/// The receipt, or why there is none.
pub(crate) fn answer(outcome: Outcome) -> Result<Value, Refusal> {
    match outcome {
        Outcome::Succeeded { output } => Ok(output),
        Outcome::TimedOut => Err(Refusal::outcome_unknown()),
        Outcome::Failed { error, cause } => Err(failure(&error.unwrap_or_default(), &cause.unwrap_or_default())),
    }
}

fn failure(error: &str, cause: &str) -> Refusal {
    if TIMEOUT_ERRORS.contains(&error) {
        return Refusal::outcome_unknown();
    }
    match contract::rejection(error, &payload(cause)) {
        Some(rejection) => Refusal::declined(&rejection),
        None => Refusal::internal(),
    }
}

/// A fault's fields. A Lambda's cause is its answer, whose `errorMessage` is the fields as JSON text; the cause of a
/// Fail state is the fields themselves.
fn payload(cause: &str) -> Value {
    let Ok(cause) = serde_json::from_str::<Value>(cause) else {
        return Value::Object(Map::new());
    };
    match (cause.get("errorType"), cause.get("errorMessage")) {
        (Some(_), Some(Value::String(message))) => serde_json::from_str(message).unwrap_or_default(),
        (Some(_), _) => Value::Object(Map::new()),
        (None, _) => cause,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(error: &str, cause: &str) -> String {
        let outcome = Outcome::Failed {
            error: Some(error.into()),
            cause: Some(cause.into()),
        };
        answer(outcome).expect_err("a failure").name().to_owned()
    }

    #[test]
    fn a_fault_carries_its_fields_from_a_lambda_and_from_a_fail_state() {
        let fields = json!({ "account": "1" });
        let lambda = json!({ "errorType": "UnknownAccount", "errorMessage": fields.to_string() });
        assert_eq!(payload(&lambda.to_string()), fields);
        assert_eq!(payload(&fields.to_string()), fields);
        assert_eq!(refusal("UnknownAccount", &lambda.to_string()), "UnknownAccount");
        assert_eq!(refusal("UnknownAccount", &fields.to_string()), "UnknownAccount");
    }

    #[test]
    fn a_timeout_leaves_the_outcome_unknown() {
        assert_eq!(answer(Outcome::TimedOut), Err(Refusal::outcome_unknown()));
        assert_eq!(refusal("States.Timeout", ""), "OutcomeUnknown");
        assert_eq!(refusal("Sandbox.Timedout", "{}"), "OutcomeUnknown");
    }

    #[test]
    fn anything_else_is_internal_and_tells_no_cause() {
        for cause in ["a secret", "{}", "", "\"text\"", "{\"errorType\": 5}"] {
            assert_eq!(refusal("Lambda.Unknown", cause), "InternalError");
        }
        let nameless = Outcome::Failed {
            error: None,
            cause: None,
        };
        assert_eq!(answer(nameless), Err(Refusal::internal()));
    }
}
