//! The bootstrap as Lambda runs it: the program itself, its environment, its answers, its log.

mod lambda;
mod metrics;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use steps::Tables;
use steps::plain_http::PlainHttp;

use lambda::{Lambda, bootstrap, logged};
use support::Emulator;

/// A store with the seeded accounts, and its endpoint as the bootstrap is told it.
async fn store() -> (Emulator, Client, String) {
    let emulator = Emulator::start();
    let client = emulator.client(PlainHttp::new(Duration::from_secs(5)), 3);
    let tables = Tables::default();
    tables.create_missing(&client).await.expect("the tables are made");
    tables.seed_accounts(&client).await.expect("the accounts are made");
    let endpoint = emulator.endpoint();
    (emulator, client, endpoint)
}

async fn start(handler: &str, endpoint: &str) -> Lambda {
    Lambda::start(handler, &[("AWS_ENDPOINT_URL_DYNAMODB", endpoint)]).await
}

/// The trace's id, as AWS writes it.
const TRACE_ID: &str = "1-5759e988-bd862e3fe1be46a994272793";

fn posting(kind: &str, amount: f64, key: &str) -> Value {
    json!({ "posting": {
        "account": "12345", "amount": amount, "type": kind, "desc": null,
        "idempotency_key": key, "request_id": format!("api-{key}"),
    } })
}

#[tokio::test]
async fn each_step_is_served_by_its_name() {
    let (_emulator, _, endpoint) = store().await;

    let mut validate_account = start("validate_account", &endpoint).await;
    let account = validate_account.result(json!({ "account": "12345" })).await;
    assert_eq!(account, json!({ "id": "12345" }));

    let mut process_deposit = start("bootstrap.process_deposit", &endpoint).await;
    let receipt = process_deposit.result(posting("dep", 500.0, "one")).await;
    assert_eq!(
        (&receipt["transaction"], &receipt["balance"]),
        (&json!("k-one"), &json!(1500))
    );

    let mut check_funds = start("check_funds", &endpoint).await;
    assert_eq!(check_funds.result(posting("wtd", 1500.0, "two")).await, Value::Null);

    let mut process_withdrawal = start("process_withdrawal", &endpoint).await;
    let receipt = process_withdrawal.result(posting("wtd", 1499.99, "two")).await;
    assert_eq!((&receipt["type"], &receipt["balance"]), (&json!("wtd"), &json!(0.01)));
}

#[tokio::test]
async fn a_fault_leaves_under_its_name_with_its_fields() {
    let (_emulator, _, endpoint) = store().await;

    let mut validate_account = start("validate_account", &endpoint).await;
    let failure = validate_account.failure(json!({ "account": "99999" })).await;
    assert_eq!(failure, ("UnknownAccount".to_owned(), json!({ "account": "99999" })));

    let too_much = posting("wtd", 1000.01, "much");
    let fields = json!({ "account": "12345", "amount": 1000.01 });
    for handler in ["check_funds", "process_withdrawal"] {
        let failure = start(handler, &endpoint).await.failure(&too_much).await;
        assert_eq!(failure, ("InsufficientFunds".to_owned(), fields.clone()));
    }

    let mut process_deposit = start("process_deposit", &endpoint).await;
    process_deposit.result(posting("dep", 1.0, "key")).await;
    let failure = process_deposit.failure(posting("dep", 2.0, "key")).await;
    assert_eq!(failure, ("KeyReused".to_owned(), json!({ "transaction": "k-key" })));
}

#[tokio::test]
async fn a_payload_that_breaks_the_contract_has_a_name_and_every_problem() {
    let (_emulator, _, endpoint) = store().await;
    let mut process_deposit = start("process_deposit", &endpoint).await;
    let mut broken = posting("dep", 0.001, "key");
    broken["posting"]["account"] = json!("");
    let (name, message) = process_deposit.failure(&broken).await;
    assert_eq!(name, "ContractViolation");
    let pointers: Vec<&str> = message["errors"]
        .as_array()
        .expect("a list of problems")
        .iter()
        .filter_map(|problem| problem["pointer"].as_str())
        .collect();
    assert_eq!(pointers, ["/posting/account", "/posting/amount"]);

    for payload in ["null", "[]", "{}", "7", "{\"posting\":null}", "{\"account\":\"12345\"}"] {
        let (name, _) = process_deposit.failure(payload).await;
        assert_eq!(name, "ContractViolation", "{payload}");
    }
    let receipt = process_deposit.result(posting("dep", 1.0, "key")).await;
    assert_eq!(receipt["balance"], json!(1001), "and the function still serves");
}

#[tokio::test]
async fn a_handler_that_is_no_step_ends_the_bootstrap_before_it_takes_an_invocation() {
    let lambda = start("bootstrap.validate_acount", "http://127.0.0.1:1").await;
    let (code, log) = lambda.end().await;
    assert_eq!(code, Some(1));
    let [line] = &log[..] else { panic!("one line: {log:?}") };
    let error = line["error"].as_str().expect("an error");
    assert!(
        error.starts_with("_HANDLER is `bootstrap.validate_acount`, which is no step; there are validate_account"),
        "{error}"
    );
    for step in [
        "validate_account",
        "check_funds",
        "process_deposit",
        "process_withdrawal",
    ] {
        assert!(error.contains(step), "{error}");
    }
}

#[tokio::test]
async fn a_bootstrap_that_is_started_by_hand_says_what_it_lacks() {
    let output = bootstrap(&[]).output().await.expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let log = logged(output);
    let error = log[0]["error"].as_str().expect("an error");
    assert!(error.starts_with("AWS_LAMBDA_RUNTIME_API is not set"), "{error}");
}

#[tokio::test]
async fn a_store_that_is_gone_is_unavailable_and_the_log_says_why() {
    let mut validate_account = start("validate_account", "http://127.0.0.1:1").await;
    let failure = validate_account.failure(json!({ "account": "12345" })).await;
    assert_eq!(failure, ("StoreUnavailable".to_owned(), json!({})));
    let log = validate_account.stop().await;
    let [cause, invocation] = &log[..] else {
        panic!("two lines: {log:?}")
    };
    assert_eq!(cause["operation"], "GetItem");
    assert_eq!(cause["span"]["lambda_request_id"], "request-1");
    assert_eq!(cause["span"]["trace_id"], TRACE_ID);
    assert!(cause["cause"].as_str().expect("a cause").contains("onnect"), "{cause}");
    assert_eq!(invocation["outcome"], "StoreUnavailable");
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn without_tls_an_address_that_needs_it_is_refused_with_what_to_do() {
    let mut validate_account = start("validate_account", "https://127.0.0.1:1").await;
    let (name, _) = validate_account.failure(json!({ "account": "12345" })).await;
    assert_eq!(name, "StoreUnavailable");
    let log = validate_account.stop().await;
    let cause = log[0]["cause"].as_str().expect("a cause");
    assert!(cause.contains("build it with the feature `tls`"), "{cause}");
}

#[tokio::test]
async fn other_tables_are_named_by_the_environment() {
    let emulator = Emulator::start();
    let client = emulator.client(PlainHttp::new(Duration::from_secs(5)), 3);
    let tables = Tables {
        accounts: "Other-Accounts".to_owned(),
        transactions: "Other-Transactions".to_owned(),
    };
    tables.create_missing(&client).await.expect("the tables are made");
    tables.seed_accounts(&client).await.expect("the accounts are made");
    let environment = [
        ("AWS_ENDPOINT_URL_DYNAMODB", &*emulator.endpoint()),
        ("ACCOUNTS_TABLE", &*tables.accounts),
        ("TRANSACTIONS_TABLE", &*tables.transactions),
    ];
    let mut process_deposit = Lambda::start("process_deposit", &environment).await;
    let receipt = process_deposit.result(posting("dep", 1.0, "key")).await;
    assert_eq!(receipt["balance"], json!(1001));
}

#[tokio::test]
async fn an_invocation_is_one_line_without_a_name_and_without_a_balance() {
    let (_emulator, client, endpoint) = store().await;
    let odd = AttributeValue::N("777123.45".to_owned());
    let update = client.update_item().table_name(Tables::default().accounts);
    update
        .key("account", AttributeValue::S("12345".to_owned()))
        .update_expression("SET balance = :odd")
        .expression_attribute_values(":odd", odd)
        .send()
        .await
        .expect("the balance is set");

    let mut process_withdrawal = start("process_withdrawal", &endpoint).await;
    let first = process_withdrawal.invoke(posting("wtd", 1.0, "key")).await;
    assert_eq!((&*first.invocation, &*first.ending), ("request-1", "response"));
    process_withdrawal.failure(posting("wtd", 777_999.0, "more")).await;
    process_withdrawal.failure("{}").await;
    let log = process_withdrawal.stop().await;

    let fields = |line: &Value| {
        let fields = [
            "level",
            "message",
            "lambda_request_id",
            "step",
            "transaction",
            "outcome",
        ];
        fields
            .map(|name| line[name].as_str().unwrap_or("-").to_owned())
            .join(" ")
    };
    let lines: Vec<String> = log.iter().map(fields).collect();
    assert_eq!(
        lines,
        [
            "INFO invocation request-1 process_withdrawal k-key ok",
            "INFO invocation request-2 process_withdrawal k-more InsufficientFunds",
            "INFO invocation request-3 process_withdrawal - ContractViolation",
        ]
    );
    for line in &log {
        assert!(line["duration_milliseconds"].as_f64().expect("a duration") > 0.0);
        let text = line.to_string();
        assert!(!text.contains("Lovelace") && !text.contains("777"), "{text}");
    }
}

#[tokio::test]
async fn every_line_of_a_posting_bears_the_id_of_the_request_to_the_api() {
    let mut process_deposit = start("process_deposit", "http://127.0.0.1:1").await;
    process_deposit.failure(posting("dep", 1.0, "key")).await;
    let log = process_deposit.stop().await;
    assert!(log.len() > 1, "the store's trouble, and the invocation: {log:?}");
    for line in log {
        let ids = if line["span"].is_object() { &line["span"] } else { &line };
        assert_eq!(
            (&ids["request_id"], &ids["trace_id"]),
            (&json!("api-key"), &json!(TRACE_ID)),
            "{line}"
        );
    }
}

#[tokio::test]
async fn what_breaks_the_contract_leaves_nothing_of_itself_in_the_log() {
    let (_emulator, _, endpoint) = store().await;
    let mut process_deposit = start("process_deposit", &endpoint).await;
    let mut broken = posting("dep", 1.0, "key");
    broken["posting"]["request_id"] = json!("Ada Lovelace\n{}");
    process_deposit.failure(&broken).await;
    let [line] = &process_deposit.stop().await[..] else {
        panic!("one line")
    };
    assert_eq!(
        (line.get("request_id"), &line["outcome"]),
        (None, &json!("ContractViolation"))
    );
    assert!(!line.to_string().contains("Lovelace"), "{line}");
}
