//! What was answered stays, however the bank ends.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use local::Stopped;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::bank::Bank;
use crate::support::dynamodb::Tables;
use crate::support::http::{Request, Response};
use crate::support::process::{Process, refused, serving};

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

/// A deposit under a key, of some length.
fn keyed(key: &str) -> Request {
    let desc = "x".repeat(256);
    let body = format!(r#"{{ "account": "12345", "amount": 1, "type": "dep", "desc": "{desc}" }}"#);
    Request::transaction(body).header("idempotency-key", key)
}

#[track_caller]
fn is_store_unavailable(answer: &Response) {
    assert_eq!((answer.status, answer.fault().as_str()), (503, "store-unavailable"));
    assert!(answer.header("retry-after").is_some());
}

/// That the books are clean and say of the first account that it has had so many deposits of 1.
#[track_caller]
fn books_have(bank: &Process, deposits: usize) {
    let runtime = Runtime::new().expect("a runtime");
    let tables = Tables::new(&runtime, bank.dynamodb);
    assert_eq!(tables.findings(), []);
    assert_eq!(tables.ledger().len(), deposits);
    assert_eq!(tables.balances()["12345"], (1000 + deposits).to_string());
}

/// The bank with files of at most so many KiB: what a full disk is to it. A write beyond that fails, as one does there.
fn with_file_limit(data: &Path, kibibytes: u64) -> Command {
    let bank = serving(data);
    let mut command = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$@\"");
    command
        .args(["-c", &script, "bash"])
        .arg(bank.get_program())
        .args(bank.get_args());
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

#[test]
fn a_full_disk_is_told_and_what_was_acknowledged_before_stays() {
    let data = folder();
    let bank = Process::run(with_file_limit(data.path(), 300), Stdio::piped());
    let answers = (0_usize..).map(|number| (number, keyed(&number.to_string()).send(bank.api)));
    let (acknowledged, refusal) = answers
        .take(1_000)
        .find(|(_, answer)| answer.status != 200)
        .expect("300 KiB are full at some time");
    assert!(acknowledged > 0);
    is_store_unavailable(&refusal);
    assert_eq!(
        Request::transaction("{}").send(bank.api).status,
        400,
        "the bank is still there"
    );
    bank.signal("TERM");
    let (status, log) = bank.wait();
    assert_eq!(status.code(), Some(0));
    assert!(log.contains("I/O error") || log.contains("disk is full"), "{log}");

    let bank = Process::start(data.path());
    books_have(&bank, acknowledged);
    for number in 0..=acknowledged {
        assert_eq!(keyed(&number.to_string()).send(bank.api).status, 200);
    }
    books_have(&bank, acknowledged + 1);
}

#[test]
fn a_bank_whose_folder_is_moved_away_acknowledges_nothing_until_it_is_back() {
    let data = folder();
    let place = data.path().join("bank");
    let bank = Process::start(&place);
    assert_eq!(keyed("before").send(bank.api).status, 200);
    let elsewhere = data.path().join("elsewhere");
    fs::rename(&place, &elsewhere).expect("the folder is moved");
    is_store_unavailable(&keyed("meanwhile").send(bank.api));
    fs::rename(&elsewhere, &place).expect("the folder is moved back");
    for key in ["meanwhile", "before"] {
        assert_eq!(keyed(key).send(bank.api).status, 200);
    }
    books_have(&bank, 2);
    bank.signal("TERM");
    let (_, log) = bank.wait();
    assert!(log.contains("the database is no longer at"), "{log}");
    books_have(&Process::start(&place), 2);
}

#[test]
fn a_bank_whose_folder_is_deleted_acknowledges_nothing_more() {
    let data = folder();
    let place = data.path().join("bank");
    let bank = Process::start(&place);
    assert_eq!(keyed("before").send(bank.api).status, 200);
    fs::remove_dir_all(&place).expect("the folder is deleted");
    is_store_unavailable(&keyed("after").send(bank.api));
}

/// So that whoever copies the file of a bank that has stopped has all of it.
#[test]
fn a_bank_that_was_stopped_leaves_everything_in_one_file() {
    let data = folder();
    let bank = Process::start(data.path());
    assert_eq!(keyed("before").send(bank.api).status, 200);
    bank.signal("TERM");
    bank.wait();
    assert!(!data.path().join("bank.sqlite-wal").exists());
    books_have(&Process::start(data.path()), 1);
}

/// A bank that has had tables is not opened without them, as if it were new.
#[test]
fn a_database_that_was_emptied_is_not_taken_for_a_new_bank() {
    let data = folder();
    let bank = Process::start(data.path());
    assert_eq!(keyed("before").send(bank.api).status, 200);
    bank.signal("TERM");
    bank.wait();
    let files = ["bank.sqlite", "bank.sqlite-wal"].map(|name| data.path().join(name));
    let whole = files.each_ref().map(|file| fs::read(file).unwrap_or_default());
    fs::write(&files[0], "").expect("it is emptied");
    let command = serving(data.path());
    let flags: Vec<_> = command.get_args().map(|flag| flag.to_str().expect("UTF-8")).collect();
    let (code, told) = refused(&flags);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("has lost its tables"), "{told}");

    for (file, whole) in files.iter().zip(whole) {
        fs::write(file, whole).expect("it is put back");
    }
    books_have(&Process::start(data.path()), 1);
}

const PAGE_BYTES: u64 = 4096;

/// Writes over the pages of a database from this one on.
fn damage(database: &Path, page: u64) {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .open(database)
        .expect("the database is there");
    let length = file.metadata().expect("it has a length").len();
    let from = page * PAGE_BYTES;
    assert!(from < length, "{length}");
    file.seek(SeekFrom::Start(from)).expect("it can be written anywhere");
    let noise = usize::try_from(length - from).expect("a short file");
    file.write_all(&vec![0xA5; noise]).expect("it is written");
}

#[test]
fn a_damaged_database_is_told_and_acknowledges_nothing() {
    let whole = folder();
    let bank = Process::start_without_log(whole.path());
    // What is posted stands in the log before the database until that has grown.
    let database = whole.path().join("bank.sqlite");
    for number in 0.. {
        assert_eq!(keyed(&number.to_string()).send(bank.api).status, 200);
        if fs::metadata(&database).expect("the database is there").len() > 20 * PAGE_BYTES {
            break;
        }
    }
    bank.signal("TERM");
    bank.wait();
    for page in [1, 3, 8] {
        let data = folder();
        for name in ["bank.sqlite", "seeded"] {
            fs::copy(whole.path().join(name), data.path().join(name)).expect("the file is copied");
        }
        damage(&data.path().join("bank.sqlite"), page);
        let command = serving(data.path());
        let flags: Vec<_> = command.get_args().map(|flag| flag.to_str().expect("UTF-8")).collect();
        let (code, told) = refused(&flags);
        if code == Some(1) {
            assert!(told.contains("malformed"), "{told}");
            continue;
        }
        let bank = Process::start(data.path());
        is_store_unavailable(&keyed("after").send(bank.api));
        bank.signal("TERM");
        assert!(bank.wait().1.contains("malformed"));
    }
}
