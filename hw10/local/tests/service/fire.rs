//! The bank under fire: many clients, hot accounts, and its process killed at random moments. Whoever gets no answer sends
//! the same key again. Afterwards the books are audited from the first entry to the last.
//!
//! `FIRE_KILLS=200 cargo test -p local --test service fire` goes on for minutes; `FIRE_SEED` repeats the choices of the
//! clients and of the killer, though not the machine's.

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use jiff::Timestamp;
use reconcile::{Answer, Books, Cell, Row};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::dynamodb::Tables;
use crate::support::http::{Request, Response};
use crate::support::process::Process;

const CLIENTS: u64 = 64;

/// As many as an ordinary test run has time for.
const KILLS_USUAL: u64 = 5;

/// Longer than anything takes; a bank that acknowledges nothing fails the test instead of holding it.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn a_bank_that_is_killed_at_random_moments_loses_nothing_and_posts_nothing_twice() {
    let kills = variable("FIRE_KILLS").unwrap_or(KILLS_USUAL);
    let seed = variable("FIRE_SEED").unwrap_or_else(|| fastrand::u64(..));
    let data = TempDir::new().expect("a folder");
    let fire = &Fire::default();
    let started = Instant::now();
    let (sent, bank) = thread::scope(|scope| {
        let _stop = StopAtLast(fire);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| (client, Rng::with_seed(seed ^ client)))
            .map(|(client, rng)| scope.spawn(move || fire.client(client, rng)))
            .collect();
        let bank = fire.kill(kills, data.path(), Rng::with_seed(!seed));
        fire.stopped.store(true, Ordering::Relaxed);
        let joined = clients
            .into_iter()
            .map(|client| client.join().expect("a client does not panic"));
        (joined.flatten().collect::<Vec<_>>(), bank)
    });
    let figures = check_books(&sent, &bank, seed);
    if variable("FIRE_KILLS").is_some() {
        let seconds = started.elapsed().as_secs();
        let line = format!("fire: seed {seed}, {kills} kills in {seconds} s, {figures}");
        writeln!(std::io::stderr(), "{line}").expect("the figures are told");
    }
}

fn variable(name: &str) -> Option<u64> {
    let value = env::var(name).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is {value}, and must be a whole number")),
    )
}

/// What the clients and the killer share.
#[derive(Default)]
struct Fire {
    /// Where the bank is, while it is there.
    bank: Mutex<Option<SocketAddr>>,
    acknowledged: AtomicU64,
    stopped: AtomicBool,
}

/// Lets the clients end, also where the killer has panicked.
struct StopAtLast<'f>(&'f Fire);

impl Drop for StopAtLast<'_> {
    fn drop(&mut self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }
}

/// A transaction that a client has sent, and what it knows of it.
struct Sent {
    key: String,
    /// When it was sent the last time, if that was not the first.
    sent_again: Option<Timestamp>,
    fate: Fate,
}

impl Sent {
    /// Whether it was posted by an attempt whose answer was lost, and its receipt is a replay.
    fn is_replay(&self) -> bool {
        let (Some(sent_again), Fate::Posted(receipt)) = (self.sent_again, &self.fate) else {
            return false;
        };
        let posted_at = receipt["posted_at"].as_str().and_then(|time| time.parse().ok());
        posted_at.is_some_and(|posted_at: Timestamp| posted_at < sent_again)
    }
}

#[derive(Debug, PartialEq)]
enum Fate {
    /// Acknowledged, with this receipt.
    Posted(Value),
    /// Declined: the funds did not suffice.
    Declined,
    /// Sent at least once, and given up without an answer.
    Unknown,
}

impl Fire {
    /// Kills the bank and starts it again on the same folder, so many times; tells the last one, which lives.
    fn kill(&self, kills: u64, data: &Path, mut rng: Rng) -> Process {
        for _ in 0..kills {
            let bank = self.open(data);
            self.wait_for(self.acknowledged.load(Ordering::Relaxed) + rng.u64(5..100));
            thread::sleep(Duration::from_micros(rng.u64(0..20_000)));
            bank.signal("KILL");
            *self.address() = None;
            bank.wait();
        }
        let bank = self.open(data);
        self.wait_for(self.acknowledged.load(Ordering::Relaxed) + CLIENTS);
        bank
    }

    fn open(&self, data: &Path) -> Process {
        let bank = Process::start_without_log(data);
        *self.address() = Some(bank.api);
        bank
    }

    fn address(&self) -> std::sync::MutexGuard<'_, Option<SocketAddr>> {
        self.bank.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for(&self, acknowledged: u64) {
        let started = Instant::now();
        while self.acknowledged.load(Ordering::Relaxed) < acknowledged {
            assert!(started.elapsed() < PATIENCE, "the bank acknowledges nothing any more");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Sends one transaction after the other until the fire stops.
    fn client(&self, client: u64, mut rng: Rng) -> Vec<Sent> {
        let mut sent = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) {
            let key = format!("client {client} transaction {}", sent.len());
            let request = transaction(&mut rng).header("idempotency-key", &key);
            let gives_up = rng.u8(..10) == 0;
            let (sent_again, fate) = self.send(&request, gives_up);
            if let (Fate::Posted(receipt), 0) = (&fate, rng.u8(..4)) {
                self.send_again(&request, receipt);
            }
            sent.push(Sent { key, sent_again, fate });
        }
        sent
    }

    /// Sends a request until it is decided, or once only; tells when it was sent again, and what became of it.
    fn send(&self, request: &Request, gives_up: bool) -> (Option<Timestamp>, Fate) {
        let mut sent_again = None;
        while let Some(bank) = self.wait_for_bank() {
            match self.decided(request.try_send(bank)) {
                Some(fate) => return (sent_again, fate),
                None if gives_up => break,
                None => sent_again = Some(Timestamp::now()),
            }
        }
        (sent_again, Fate::Unknown)
    }

    /// What an answer decides; nothing where it says, or its absence, that the same key is to be sent again.
    fn decided(&self, answer: Option<Response>) -> Option<Fate> {
        let answer = answer?;
        match answer.status {
            200 => {
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
                Some(Fate::Posted(answer.json()))
            }
            422 => {
                assert_eq!(answer.fault(), "insufficient-funds");
                Some(Fate::Declined)
            }
            500 | 503 | 504 => None,
            status => panic!("{status} is no answer to a transaction"),
        }
    }

    /// Once acknowledged, the same key has the same receipt for ever.
    fn send_again(&self, request: &Request, receipt: &Value) {
        let Some(bank) = self.wait_for_bank() else { return };
        if let Some(answer) = request.try_send(bank)
            && answer.status != 503
        {
            assert_eq!((answer.status, &answer.json()), (200, receipt));
        }
    }

    /// Where the bank is, as soon as it is open; nowhere where the fire has stopped without one.
    fn wait_for_bank(&self) -> Option<SocketAddr> {
        loop {
            let bank = *self.address();
            if bank.is_some() || self.stopped.load(Ordering::Relaxed) {
                return bank;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A transaction to the hot account, more often than not.
fn transaction(rng: &mut Rng) -> Request {
    let accounts = ["12345", "12345", "12345", "12345", "23456", "34567", "45678", "56789"];
    let account = accounts[rng.usize(..accounts.len())];
    let amount = f64::from(rng.u16(1..=50_000)) / 100.0;
    let kind = if rng.bool() { "dep" } else { "wtd" };
    let desc = rng.bool().then_some("Under fire");
    let body = json!({ "account": account, "amount": amount, "type": kind, "desc": desc });
    Request::transaction(body.to_string())
}

/// Whether the books are clean, and say of each transaction what its client knows; tells the figures.
fn check_books(sent: &[Sent], bank: &Process, seed: u64) -> String {
    let runtime = Runtime::new().expect("a runtime");
    let tables = Tables::new(&runtime, bank.dynamodb);
    assert_eq!(tables.findings(), [], "seed {seed}");

    let mut ledger = runtime.block_on(ledger(&Books::new(tables.client())));
    let entries = ledger.len();
    let (mut posted, mut declined, mut unknown_posted) = (0, 0, 0);
    for Sent { key, fate, .. } in sent {
        let entry = ledger.remove(&format!("k-{key}"));
        match (fate, entry) {
            (Fate::Posted(receipt), Some(entry)) => {
                assert_eq!(receipt_of(&entry), *receipt, "seed {seed}");
                posted += 1;
            }
            (Fate::Declined, None) => declined += 1,
            (Fate::Unknown, entry) => unknown_posted += u64::from(entry.is_some()),
            (fate, entry) => panic!("seed {seed}: {key} is {fate:?}, the ledger has {entry:?}"),
        }
    }
    assert_eq!(ledger, BTreeMap::new(), "seed {seed}: entries that nobody has sent");
    let again = sent.iter().filter(|sent| sent.sent_again.is_some()).count();
    let replays = sent.iter().filter(|sent| sent.is_replay()).count();
    format!(
        "{entries} entries: {posted} acknowledged, {unknown_posted} given up and posted; {declined} declined; \
         {again} had to be sent again, {replays} of them posted before"
    )
}

/// The whole ledger, by the names of the transactions.
async fn ledger(books: &Books) -> BTreeMap<String, Row> {
    let mut ledger = BTreeMap::new();
    let mut next = None;
    loop {
        let page = books.read(reconcile::Request::ScanLedger { after: next }).await;
        let Ok(Answer::Page { rows, after }) = page else {
            panic!("a page of the ledger")
        };
        ledger.extend(rows.into_iter().map(|row| (text(&row, "transaction"), row)));
        match after {
            Some(key) => next = Some(key),
            None => return ledger,
        }
    }
}

/// What the bank answers for an entry.
fn receipt_of(entry: &Row) -> Value {
    json!({
        "account": text(entry, "account"),
        "amount": number(entry, "amount"),
        "balance": number(entry, "balance_after"),
        "posted_at": text(entry, "posted_at"),
        "transaction": text(entry, "transaction"),
        "type": text(entry, "type"),
    })
}

fn text(row: &Row, name: &str) -> String {
    match &row[name] {
        Cell::Text(text) => text.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

/// A number as the bank writes it in JSON: without a decimal where it is whole.
fn number(row: &Row, name: &str) -> Value {
    let Cell::Number(decimal) = &row[name] else {
        panic!("{name} is no number")
    };
    let number: f64 = decimal.parse().expect("a decimal");
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
