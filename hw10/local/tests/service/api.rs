//! The API table: what is asked, and what is answered.

use serde_json::{Value, json};

use crate::support::bank::Bank;
use crate::support::http::Request;

const DEPOSIT: &str = r#"{ "account": "12345", "amount": 500, "type": "dep", "desc": "My paycheck" }"#;
const WITHDRAWAL: &str = r#"{ "account": "12345", "amount": 500, "type": "wtd", "desc": "Store purchase" }"#;

/// The balance of account 12345.
fn balance(bank: &Bank) -> String {
    bank.tables().balances()["12345"].clone()
}

#[test]
fn a_deposit_and_a_withdrawal_are_answered_with_their_receipts() {
    let bank = Bank::in_memory();
    let deposit = bank.post(DEPOSIT);
    assert_eq!(
        (deposit.status, deposit.header("content-type")),
        (200, Some("application/json"))
    );
    let mut receipt = deposit.json();
    let posted_at = receipt["posted_at"].take();
    assert!(
        posted_at.as_str().is_some_and(|time| time.ends_with('Z')),
        "{posted_at}"
    );
    let request_id = deposit.header("x-request-id").expect("a request id");
    let expected = json!({
        "transaction": format!("r-{request_id}"),
        "account": "12345", "type": "dep", "amount": 500, "balance": 1500, "posted_at": null,
    });
    assert_eq!(receipt, expected);
    assert_eq!(bank.post(WITHDRAWAL).json()["balance"], 1000);
    assert_eq!(balance(&bank), "1000");
}

#[test]
fn numbers_count_by_value_and_cents_stay_exact() {
    let bank = Bank::in_memory();
    for amount in ["500", "500.0", "5e2", "0.01", "0.29"] {
        let body = format!(r#"{{"account":"12345","amount":{amount},"type":"dep"}}"#);
        assert_eq!(bank.post(&body).status, 200, "{amount}");
    }
    assert_eq!(balance(&bank), "2500.3");
}

#[track_caller]
fn malformed(bank: &Bank, body: &str, pointers: &[&str]) {
    let answer = bank.post(body);
    assert_eq!(
        (answer.status, answer.fault().as_str()),
        (400, "invalid-transaction"),
        "{body}"
    );
    let errors = answer.json()["errors"].take();
    let errors = errors.as_array().expect("a list of errors");
    let found: Vec<_> = errors
        .iter()
        .map(|error| error["pointer"].as_str().expect("a pointer"))
        .collect();
    assert_eq!(found, pointers, "{body}");
    assert!(
        errors
            .iter()
            .all(|error| error["detail"].as_str().is_some_and(|detail| !detail.is_empty()))
    );
}

#[test]
fn what_is_no_transaction_is_refused_with_the_place_of_each_problem() {
    let bank = Bank::in_memory();
    for body in ["", " ", "{", "not json", "{} {}", "\u{feff}{}"] {
        malformed(&bank, body, &[""]);
    }
    for body in ["null", "[]", "5", "\"text\""] {
        malformed(&bank, body, &[""]);
    }
    malformed(&bank, "{}", &["/account", "/amount", "/type"]);
    for amount in [
        "0", "-1", "-0.0", "0.001", "10.999", "1e400", "NaN", "Infinity", "\"500\"", "null", "[5]", "01",
    ] {
        malformed(
            &bank,
            &format!(r#"{{"account":"12345","amount":{amount},"type":"dep"}}"#),
            &["/amount"],
        );
    }
    for amount in ["1000000000.01", "9007199254740993", "18446744073709551616", "1e300"] {
        malformed(
            &bank,
            &format!(r#"{{"account":"12345","amount":{amount},"type":"dep"}}"#),
            &["/amount"],
        );
    }
    malformed(&bank, r#"{"account":"12 45","amount":1,"type":"dep"}"#, &["/account"]);
    malformed(
        &bank,
        r#"{"account":12345,"amount":1,"type":"deposit"}"#,
        &["/account", "/type"],
    );
    malformed(
        &bank,
        r#"{"account":"1","amount":1,"type":"dep","desc":5,"to":"2"}"#,
        &["/desc", "/to"],
    );
    malformed(
        &bank,
        r#"{"account":"1","amount":1,"type":"dep","amount":2}"#,
        &["/amount"],
    );
    let desc = "x".repeat(257);
    malformed(
        &bank,
        &format!(r#"{{"account":"1","amount":1,"type":"dep","desc":"{desc}"}}"#),
        &["/desc"],
    );
    let nested = format!(r#"{{"account":{}1{}}}"#, "[".repeat(500), "]".repeat(500));
    malformed(&bank, &nested, &["/account/0/0/0/0/0/0/0"]);
    assert!(bank.tables().ledger().is_empty());
}

#[test]
fn an_absent_and_an_empty_description_are_fine() {
    let bank = Bank::in_memory();
    for desc in [
        "",
        r#","desc":null"#,
        r#","desc":"""#,
        r#","desc":"{% $states.input %}""#,
        r#","desc":"\u0000ä""#,
    ] {
        let answer = bank.post(&format!(r#"{{"account":"12345","amount":1,"type":"dep"{desc}}}"#));
        assert_eq!(answer.status, 200, "{desc}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[test]
fn an_account_that_is_not_in_the_table_is_not_found() {
    let bank = Bank::in_memory();
    for kind in ["dep", "wtd"] {
        let answer = bank.post(&format!(r#"{{"account":"99999","amount":1,"type":"{kind}"}}"#));
        assert_eq!((answer.status, answer.fault().as_str()), (404, "unknown-account"));
        assert_eq!(answer.json()["account"], "99999");
    }
    assert!(bank.tables().ledger().is_empty());
}

#[test]
fn a_withdrawal_above_the_balance_leaves_it_untouched() {
    let bank = Bank::in_memory();
    let answer = bank.post(r#"{"account":"12345","amount":1000.01,"type":"wtd"}"#);
    assert_eq!((answer.status, answer.fault().as_str()), (422, "insufficient-funds"));
    let problem = answer.json();
    assert_eq!(
        (&problem["account"], &problem["amount"]),
        (&json!("12345"), &json!(1000.01))
    );
    assert_eq!(balance(&bank), "1000");
    assert_eq!(
        bank.post(r#"{"account":"12345","amount":1000,"type":"wtd"}"#).json()["balance"],
        0
    );
}

#[test]
fn the_same_key_gets_the_first_answer_again_and_another_body_is_refused() {
    let bank = Bank::in_memory();
    let keyed = |body: &str, key: &str| bank.send(&Request::transaction(body).header("Idempotency-Key", key));
    let first = keyed(DEPOSIT, "\"order 17\"");
    assert_eq!(first.json()["transaction"], "k-order 17");
    let all = r#"{"account":"12345","amount":1500,"type":"wtd"}"#;
    assert_eq!(bank.post(all).json()["balance"], 0);
    let again = keyed(
        r#"{"type":"dep","desc":"My paycheck","amount":5e2,"account":"12345"}"#,
        "order 17",
    );
    assert_eq!((again.status, again.json()), (200, first.json()));
    let other = keyed(WITHDRAWAL, "order 17");
    assert_eq!((other.status, other.fault().as_str()), (422, "key-reused"));
    assert_eq!(balance(&bank), "0");
    for bad in ["", "\"", "\"a\" b", &"k".repeat(256)] {
        let answer = keyed(DEPOSIT, bad);
        assert_eq!(
            (answer.status, answer.fault().as_str()),
            (400, "invalid-idempotency-key"),
            "{bad}"
        );
    }
}

#[test]
fn equal_bodies_without_a_key_each_count() {
    let bank = Bank::in_memory();
    let answers: Vec<Value> = (0..3).map(|_| bank.post(DEPOSIT).json()).collect();
    assert_eq!(answers[2]["balance"], 2500);
    assert_ne!(answers[0]["transaction"], answers[1]["transaction"]);
}

#[test]
fn the_body_is_read_as_json_where_the_client_does_not_say_something_else() {
    let bank = Bank::in_memory();
    assert_eq!(bank.send(&Request::bare(DEPOSIT)).status, 200);
    for good in [
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-8",
        "application/bank+json",
    ] {
        let answer = bank.send(&Request::bare(DEPOSIT).header("content-type", good));
        assert_eq!(answer.status, 200, "{good}");
    }
    for bad in ["text/plain", "application/xml", "multipart/form-data; boundary=x"] {
        let answer = bank.send(&Request::bare(DEPOSIT).header("content-type", bad));
        assert_eq!(
            (answer.status, answer.fault().as_str()),
            (415, "unsupported-media-type"),
            "{bad}"
        );
    }
    let gzip = Request::transaction(DEPOSIT).header("content-encoding", "gzip");
    assert_eq!(bank.send(&gzip).status, 415);
}

#[test]
fn a_body_above_64_kib_is_refused_however_it_comes() {
    let bank = Bank::in_memory();
    let padded = |bytes: usize| format!("{DEPOSIT}{}", " ".repeat(bytes - DEPOSIT.len()));
    assert_eq!(bank.post(&padded(64 * 1024)).status, 200);
    for bytes in [64 * 1024 + 1, 1024 * 1024] {
        let answer = bank.post(&padded(bytes));
        assert_eq!((answer.status, answer.fault().as_str()), (413, "content-too-large"));
    }
    let chunks: String = (0..40).map(|_| format!("1000\r\n{}\r\n", " ".repeat(4096))).collect();
    let chunked = Request::new("POST", "/transactions").header("transfer-encoding", "chunked");
    assert_eq!(
        bank.send(&chunked.unframed_body(format!("{chunks}0\r\n\r\n"))).status,
        413
    );
}

#[test]
fn another_method_or_path_is_told_what_there_is() {
    let bank = Bank::in_memory();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let answer = bank.send(&Request::new(method, "/transactions"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")), "{method}");
        assert_eq!(answer.fault(), "method-not-allowed");
    }
    assert_eq!(bank.send(&Request::new("HEAD", "/transactions")).status, 405);
    for path in [
        "/",
        "/transactions/",
        "/transaction",
        "//transactions",
        "/transactions/1",
    ] {
        let answer = bank.send(&Request::new("POST", path).body(DEPOSIT));
        assert_eq!((answer.status, answer.fault().as_str()), (404, "not-found"), "{path}");
    }
    assert_eq!(
        bank.send(&Request::new("POST", "/transactions?x=1").body(DEPOSIT))
            .status,
        200
    );
}
