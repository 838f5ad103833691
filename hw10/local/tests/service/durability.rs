//! What was answered stays, however the bank ends.

use tempfile::TempDir;

use local::Stopped;

use crate::support::bank::Bank;
use crate::support::http::Request;
use crate::support::process::Process;

const DEPOSIT: &str = r#"{ "account": "12345", "amount": 100, "type": "dep" }"#;

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

#[test]
fn a_restart_keeps_balances_and_ledger_and_seeds_no_account_again() {
    let data = folder();
    let bank = Bank::in_folder(data.path());
    let first = bank.post(DEPOSIT).json();
    bank.tables().put_account("by-hand", "1");
    bank.tables().delete_account("34567");
    let (balances, ledger) = (bank.tables().balances(), bank.tables().ledger());
    assert_eq!(bank.stop(), Stopped::Drained);

    let bank = Bank::in_folder(data.path());
    assert_eq!(bank.tables().balances(), balances);
    assert_eq!(bank.tables().ledger(), ledger);
    assert_eq!(first["balance"], 1100);
    assert_eq!(bank.post(DEPOSIT).json()["balance"], 1200);
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    let data = folder();
    let bank = Process::start(data.path());
    let keyed = Request::transaction(DEPOSIT).header("idempotency-key", "before the kill");
    let receipt = keyed.send(bank.api).json();
    for _ in 0..5 {
        assert_eq!(Request::transaction(DEPOSIT).send(bank.api).status, 200);
    }
    bank.signal("KILL");
    bank.wait();

    let bank = Process::start(data.path());
    assert_eq!(keyed.send(bank.api).json(), receipt);
    assert_eq!(Request::transaction(DEPOSIT).send(bank.api).json()["balance"], 1700);
}
