//! Steps called by name, with a payload: what the Lambda functions and the local runner do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::{Contract, Fault, StepFailure, steps};

#[derive(Debug, Contract, Serialize, Deserialize, JsonSchema)]
struct Parcel {
    grams: u32,
    address: String,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{grams} g are too much.")]
struct TooHeavy {
    grams: u32,
}

#[steps]
trait Courier {
    async fn send(&self, parcel: &Parcel, note: Option<String>, express: bool) -> Result<String, TooHeavy>;
    async fn count(&self) -> Result<u32, TooHeavy>;
    async fn forget(&self, parcel: Parcel) -> Result<(), TooHeavy>;
    /// The payload has a key for it, the generated code a name of its own.
    async fn echo(&self, payload: String, step: String, parameters: String) -> Result<String, TooHeavy>;
}

struct Bicycle;

impl Courier for Bicycle {
    async fn send(&self, parcel: &Parcel, note: Option<String>, express: bool) -> Result<String, TooHeavy> {
        if parcel.grams > 5_000 {
            return Err(TooHeavy { grams: parcel.grams });
        }
        Ok(format!("{} {note:?} {express}", parcel.address))
    }

    async fn count(&self) -> Result<u32, TooHeavy> {
        Ok(3)
    }

    async fn forget(&self, _: Parcel) -> Result<(), TooHeavy> {
        Ok(())
    }

    async fn echo(&self, payload: String, step: String, parameters: String) -> Result<String, TooHeavy> {
        Ok(payload + &step + &parameters)
    }
}

fn call(step: &str, payload: Value) -> Result<Value, StepFailure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(Bicycle.dispatch(step, payload))
}

/// The problems in a failure, each as `pointer: detail`.
fn violations(result: Result<Value, StepFailure>) -> Vec<String> {
    let failure = result.expect_err("the payload is broken");
    assert_eq!(failure.error_type, "ContractViolation");
    let message: Value = serde_json::from_str(&failure.error_message).expect("the message is JSON");
    let problems = message["errors"].as_array().expect("a list of problems");
    let part = |problem: &Value, name: &str| problem[name].as_str().expect("a text").to_owned();
    problems
        .iter()
        .map(|problem| format!("{}: {}", part(problem, "pointer"), part(problem, "detail")))
        .collect()
}

#[test]
fn a_step_is_served_by_its_name() {
    let parcel = json!({ "grams": 10, "address": "Elm 3" });
    let sent = call("send", json!({ "parcel": parcel, "note": "!", "express": true }));
    assert_eq!(sent, Ok(json!("Elm 3 Some(\"!\") true")));
    assert_eq!(call("count", json!({})), Ok(json!(3)));
    assert_eq!(call("forget", json!({ "parcel": parcel })), Ok(Value::Null));
    assert_eq!(<Bicycle as Courier>::STEPS, ["send", "count", "forget", "echo"]);
}

#[test]
fn parameters_may_have_the_names_of_the_generated_code() {
    let payload = json!({ "payload": "a", "step": "b", "parameters": "c" });
    assert_eq!(call("echo", payload), Ok(json!("abc")));
}

#[test]
fn an_option_may_be_left_out() {
    let payload = json!({ "parcel": { "grams": 10, "address": "Elm 3" }, "express": false });
    assert_eq!(call("send", payload), Ok(json!("Elm 3 None false")));
}

#[test]
fn a_fault_of_the_step_leaves_under_its_name() {
    let payload = json!({ "parcel": { "grams": 6000, "address": "" }, "express": false });
    let failure = call("send", payload).expect_err("too heavy");
    assert_eq!(failure.error_type, "TooHeavy");
    assert_eq!(failure.error_message, r#"{"grams":6000}"#);
}

#[test]
fn every_problem_of_a_payload_is_said_at_once() {
    let payload = json!({ "parcel": { "grams": -1 }, "note": 5, "color/red": 1 });
    assert_eq!(
        violations(call("send", payload)),
        [
            "/parcel/grams: invalid value: integer `-1`, expected u32",
            "/parcel/address: is required",
            "/note: invalid type: integer `5`, expected a string",
            "/express: is required",
            "/color~1red: is not a parameter; there are parcel, note, express",
        ]
    );
}

#[test]
fn a_payload_that_is_no_object_is_one_problem() {
    assert_eq!(
        violations(call("send", json!([1]))),
        [": must be an object, not an array"]
    );
    assert_eq!(violations(call("send", Value::Null)), [": must be an object, not null"]);
    assert_eq!(
        violations(call("count", json!("?"))),
        [": must be an object, not a string"]
    );
}

#[test]
fn a_parameter_of_a_step_without_any_is_one_too_many() {
    let problems = violations(call("count", json!({ "limit": 3 })));
    assert_eq!(problems, ["/limit: is not a parameter; there are none"]);
}

#[test]
fn a_step_that_does_not_exist_is_answered_with_those_that_do() {
    let failure = call("fly", json!({})).expect_err("there is no such step");
    assert_eq!(failure.error_type, "UnknownStep");
    assert!(
        failure
            .error_message
            .contains("there is no step `fly`; there are send, count, forget, echo")
    );
}
