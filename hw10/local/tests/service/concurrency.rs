//! Many clients at once: every posting counts once, and the ledger tells them all.

use std::net::SocketAddr;
use std::thread;

use serde_json::Value;

use crate::support::bank::Bank;
use crate::support::dynamodb::number;
use crate::support::http::{Request, Response};

/// Sends one request from each of so many clients at once.
fn at_once(clients: usize, to: SocketAddr, request: &Request) -> Vec<Response> {
    thread::scope(|scope| {
        let sent: Vec<_> = (0..clients).map(|_| scope.spawn(|| request.send(to))).collect();
        let answers = sent
            .into_iter()
            .map(|answer| answer.join().expect("a client does not panic"));
        answers.collect()
    })
}

#[test]
fn deposits_to_one_account_at_once_all_count_and_form_one_chain() {
    let bank = Bank::in_memory();
    let deposit = Request::transaction(r#"{"account":"12345","amount":1,"type":"dep"}"#);
    let answers = at_once(20, bank.api(), &deposit);
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(bank.tables().balances()["12345"], "1020");
    let mut steps: Vec<_> = bank
        .tables()
        .ledger()
        .iter()
        .map(|row| {
            let whole = |name: &str| number(row, name).parse::<u64>().expect("a whole number");
            (whole("sequence"), whole("balance_before"), whole("balance_after"))
        })
        .collect();
    steps.sort_unstable();
    let chain: Vec<_> = (1..=20).map(|step| (step, 999 + step, 1000 + step)).collect();
    assert_eq!(steps, chain);
}

#[test]
fn withdrawals_of_the_whole_balance_at_once_pay_once() {
    let bank = Bank::in_memory();
    let withdrawal = Request::transaction(r#"{"account":"12345","amount":1000,"type":"wtd"}"#);
    let mut statuses: Vec<_> = at_once(4, bank.api(), &withdrawal)
        .iter()
        .map(|answer| answer.status)
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422]);
    assert_eq!(bank.tables().balances()["12345"], "0");
}

#[test]
fn one_key_at_once_is_posted_once_and_every_client_gets_its_receipt() {
    let bank = Bank::in_memory();
    let deposit = Request::transaction(r#"{"account":"12345","amount":1,"type":"dep"}"#);
    let answers = at_once(6, bank.api(), &deposit.header("idempotency-key", "all of us"));
    let receipts: Vec<Value> = answers.iter().map(Response::json).collect();
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    assert_eq!(bank.tables().balances()["12345"], "1001");
}
