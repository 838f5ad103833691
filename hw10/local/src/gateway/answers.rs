//! What this gateway makes of ends of executions and of requests, written down for whoever judges another gateway by it:
//! with `HW10_ANSWERS=<file>` the test leaves them there.

use std::collections::BTreeSet;

use bank::{IDEMPOTENCY_KEY, IdempotencyKey, Rejection};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::BodyExt;
use interpreter::Outcome;
use serde_json::{Map, Value, json};
use stepwright::{Fault, FaultEntry};

use super::{json as strict_json, key, outcome, posted};
use crate::contract;

const REQUEST_ID: &str = "0b5f3c1e-7a42-4d0c-9e57-1f2a3b4c5d6e";

/// Names of transactions that a careless template would trip over.
const TRANSACTIONS: [&str; 5] = [
    "k-plain",
    r#"k-"quoted" and 'single' and \back\ and /slash/"#,
    "k-$account #end ${its_account} $util.parseJson('{}') #set($status = 1)",
    r#"k-","status":200,"x":"{"account":"1","transaction":"2"}"#,
    "k-ends in a backslash \\",
];

/// Amounts that Java, or a double, would write otherwise.
const AMOUNTS: [f64; 5] = [0.29, 0.01, 999_999_999.99, 12_345_678.9, 0.07];

#[tokio::test]
async fn every_end_of_an_execution_has_an_answer() {
    let mut executions = Vec::new();
    for execution in succeeded().into_iter().chain(failed()).chain(of_the_platform()) {
        executions.push(answered(execution).await);
    }
    let statuses: BTreeSet<_> = executions.iter().map(|it| it["answer"]["status"].as_u64()).collect();
    let faults = Rejection::table();
    let declared = faults.iter().map(|it| u64::from(it.status)).chain([200, 500, 504]);
    assert_eq!(statuses, declared.map(Some).collect());
    let all = json!({ "request_id": REQUEST_ID, "executions": executions, "requests": requests() });
    if let Some(path) = std::env::var_os("HW10_ANSWERS") {
        std::fs::write(path, all.to_string()).expect("the file can be written");
    }
}

/// An end of an execution, in the words of `StartSyncExecution`, and what is answered to it.
async fn answered(execution: Value) -> Value {
    let text = |name: &str| execution[name].as_str().map(str::to_owned);
    let outcome = match execution["status"].as_str() {
        Some("SUCCEEDED") => Outcome::Succeeded {
            output: serde_json::from_str(&text("output").expect("an output")).expect("JSON"),
        },
        Some("TIMED_OUT") => Outcome::TimedOut,
        _ => Outcome::Failed {
            error: text("error"),
            cause: text("cause"),
        },
    };
    let response = match outcome::answer(outcome) {
        Ok(receipt) => posted(&receipt, REQUEST_ID),
        Err(refusal) => refusal.into_response(REQUEST_ID),
    };
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map(|it| it.to_str().expect("ASCII").to_owned())
    };
    let headers = json!({ "content-type": header("content-type"), "retry-after": header("retry-after") });
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .collect()
        .await
        .expect("a body in memory")
        .to_bytes();
    let body: Value = serde_json::from_slice(&body).expect("an answer is JSON");
    json!({ "execution": execution, "answer": { "status": status, "headers": headers, "body": body } })
}

fn succeeded() -> Vec<Value> {
    let receipt = |transaction: &&str| json!({ "transaction": transaction, "account": "12345", "type": "dep", "amount": 0.29, "balance": 999_999_999.99 });
    let mut outputs: Vec<_> = TRANSACTIONS.iter().map(receipt).collect();
    outputs.push(json!({ "long": "ü😀\"\\'$#".repeat(5_000) }));
    let execution = |output: Value| json!({ "status": "SUCCEEDED", "output": output.to_string() });
    outputs.into_iter().map(execution).collect()
}

/// Each fault with each payload, as a Lambda function reports it and as a Fail state does; and with a payload that is none.
fn failed() -> Vec<Value> {
    let mut executions = Vec::new();
    for entry in Rejection::table() {
        for index in 0..TRANSACTIONS.len() {
            let fields = payload(entry, index).to_string();
            let lambda = json!({ "errorType": entry.name, "errorMessage": fields, "stackTrace": [] });
            executions.push(failure(Some(entry.name), Some(&lambda.to_string())));
            executions.push(failure(Some(entry.name), Some(&fields)));
        }
        let damaged = json!({ "errorType": entry.name, "errorMessage": "{\"secret\":1}" });
        for cause in [damaged.to_string().as_str(), "a secret", "{}", ""] {
            executions.push(failure(Some(entry.name), Some(cause)));
        }
        executions.push(failure(Some(entry.name), None));
    }
    executions
}

fn payload(entry: &FaultEntry, index: usize) -> Value {
    let field = |name: &&str| {
        let value = match *name {
            "account" => json!(["12345", "A-1", "0", "GB29-NWBK", "z"][index]),
            "amount" => json!(AMOUNTS[index]),
            "transaction" => json!(TRANSACTIONS[index]),
            other => panic!("say what the field {other} of {} may be", entry.name),
        };
        ((*name).to_owned(), value)
    };
    Value::Object(entry.fields.iter().map(field).collect::<Map<_, _>>())
}

/// What Step Functions and Lambda end an execution with: none of it is for a client to read.
fn of_the_platform() -> Vec<Value> {
    let secret = "arn:aws:lambda:us-east-1:123456789012:function:secret";
    let names = [
        "States.Timeout",
        "Sandbox.Timedout",
        "States.Runtime",
        "States.QueryEvaluationError",
        "Lambda.Unknown",
        "Lambda.TooManyRequestsException",
        "Runtime.ExitError",
        "unknownaccount",
        "$status",
        "'",
        "",
    ];
    let causes = [secret, "{\"errorMessage\":\"secret\"}", "{ not JSON", "\"", ""];
    let with_cause = |name: &&'static str| causes.map(|cause| failure(Some(name), Some(cause)));
    let mut executions: Vec<_> = names.iter().flat_map(with_cause).collect();
    executions.push(failure(None, None));
    executions.push(json!({ "status": "TIMED_OUT" }));
    executions.push(json!({ "status": "TIMED_OUT", "error": "UnknownAccount", "cause": secret }));
    executions
}

fn failure(error: Option<&str>, cause: Option<&str>) -> Value {
    json!({ "status": "FAILED", "error": error, "cause": cause, "output": null })
}

/// Requests, each with the input of the execution that it starts; without one where its key is refused.
fn requests() -> Vec<Value> {
    let descriptions = [
        "My paycheck".to_owned(),
        "It's \"5 o'clock\" \\ / \u{7f} ü 😀 \u{2028}".to_owned(),
        "$input.json('$') #set($x = 1) #end ${AWS::Region} {{x}}".to_owned(),
        "\n\r\t\u{1}".to_owned(),
        "ü😀\"\\'$#/".repeat(4_000),
    ];
    let body = |desc: &String| json!({ "account": "12345", "amount": 0.29, "type": "dep", "desc": desc }).to_string();
    let mut bodies: Vec<_> = descriptions.iter().map(body).collect();
    bodies.push(r#"{ "account": "12345", "amount": 5e2, "type": "dep" }"#.to_owned());
    bodies.push(r#"{"amount":999999999.99,"account":"1","type":"wtd","desc":null}"#.to_owned());
    let keys = [
        "bare",
        "\"quoted\"",
        r#""a\"b\\c""#,
        "it's",
        "a b",
        " padded ",
        r#""it's \\ / $x #end ${y}""#,
        "$key",
        "'",
        "\"\"",
        "",
        "\"open",
        "\"a\"b",
        r#""a\n""#,
    ];
    let long = "k".repeat(256);
    let with_key = |key: &&str| request(&bodies[0], Some(("idempotency-KEY", key)));
    let without = bodies.iter().map(|body| request(body, None));
    without
        .chain(keys.iter().map(with_key))
        .chain([request(&bodies[0], Some((IDEMPOTENCY_KEY.name, &long)))])
        .collect()
}

fn request(body: &str, header: Option<(&str, &str)>) -> Value {
    let mut headers = HeaderMap::new();
    if let Some((name, value)) = header {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
    }
    let transaction = strict_json::parse(body.as_bytes()).expect("JSON");
    let input = key::read(&headers).ok().map(|key| {
        let key = key.as_ref().map(IdempotencyKey::as_str);
        contract::endpoint().input(transaction, |_| key.map(str::to_owned), REQUEST_ID)
    });
    let headers: Map<_, _> = header
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    json!({ "body": body, "headers": headers, "input": input })
}
