//! The assignment's own test, in shape: the tables through DynamoDB, the transactions through the API.

use std::collections::BTreeMap;

use crate::support::bank::Bank;
use crate::support::dynamodb::{number, text};
use crate::support::http::{Request, Response};

/// Posts with a content type and no other header.
fn post(bank: &Bank, account: &str, amount: f64, kind: &str) -> Response {
    let body = format!(r#"{{ "account": "{account}", "amount": {amount}, "type": "{kind}", "desc": "test" }}"#);
    bank.send(&Request::transaction(body))
}

/// Every account's balance in cents.
fn cents(bank: &Bank) -> BTreeMap<String, i64> {
    let balances = bank.tables().balances();
    let in_cents = |balance: String| (balance.parse::<f64>().expect("a number") * 100.0).round() as i64;
    balances
        .into_iter()
        .map(|(account, balance)| (account, in_cents(balance)))
        .collect()
}

fn moved(balances: &BTreeMap<String, i64>, by: i64) -> BTreeMap<String, i64> {
    balances
        .iter()
        .map(|(account, balance)| (account.clone(), balance + by))
        .collect()
}

#[test]
fn deposits_and_withdrawals_change_every_balance_by_what_was_posted() {
    let bank = Bank::in_memory();
    let opening = cents(&bank);
    assert!(opening.len() > 1 && opening.contains_key("12345"), "{opening:?}");
    for account in opening.keys() {
        assert_eq!(post(&bank, account, 100.0, "dep").status, 200);
    }
    assert_eq!(cents(&bank), moved(&opening, 10_000));
    for account in opening.keys() {
        assert_eq!(post(&bank, account, 50.0, "wtd").status, 200);
    }
    assert_eq!(cents(&bank), moved(&opening, 5_000));
}

#[test]
fn an_unknown_account_and_too_large_a_withdrawal_change_nothing() {
    let bank = Bank::in_memory();
    let opening = cents(&bank);
    assert_eq!(post(&bank, "no-such-account", 100.0, "dep").status, 404);
    for (account, balance) in &opening {
        let too_much = *balance as f64 / 100.0 + 100.0;
        assert_eq!(post(&bank, account, too_much, "wtd").status, 422);
    }
    assert_eq!(cents(&bank), opening);
    assert!(bank.tables().ledger().is_empty());
}

#[test]
fn every_posted_transaction_is_in_the_ledger_and_no_other() {
    let bank = Bank::in_memory();
    for (amount, kind) in [(100.0, "dep"), (50.0, "wtd"), (50.0, "wtd"), (1_000_000.0, "wtd")] {
        post(&bank, "12345", amount, kind);
    }
    let mut rows = bank.tables().ledger();
    rows.sort_by_key(|row| number(row, "sequence").parse::<u64>().expect("a number"));
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                text(row, "type"),
                number(row, "amount"),
                number(row, "balance_before"),
                number(row, "balance_after"),
            )
        })
        .collect();
    let entry = |kind: &str, numbers: [&str; 3]| {
        let [amount, before, after] = numbers.map(str::to_owned);
        (kind.to_owned(), amount, before, after)
    };
    let expected = [
        entry("dep", ["100", "1000", "1100"]),
        entry("wtd", ["50", "1100", "1050"]),
        entry("wtd", ["50", "1050", "1000"]),
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_account_made_by_hand_can_be_posted_to() {
    let bank = Bank::in_memory();
    bank.tables().put_account("by-hand", "10.50");
    assert_eq!(post(&bank, "by-hand", 0.5, "dep").json()["balance"], 11);
    assert_eq!(post(&bank, "by-hand", 11.0, "wtd").json()["balance"], 0);
}
