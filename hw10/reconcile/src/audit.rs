//! The audit: which rows are wanted next, and what became of those that were taken. Does no I/O.
//!
//! All of it can be written down between two pages, and taken up again.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::account;
use crate::chain::Chain;
use crate::entry;
use crate::finding::Finding;
use crate::row::{self, Row};

/// An account at which something is wrong is looked at so often before it is reported: the bank may be posting to it, and
/// the index follows its table a moment later.
const LOOKS_MAX: u32 = 3;

/// What the audit wants to read next. `after` is the key that the page before it ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The next page of the ledger, consistently.
    ScanLedger {
        /// Where the page begins.
        after: Option<Row>,
    },
    /// The next page of the accounts, consistently.
    ScanAccounts {
        /// Where the page begins.
        after: Option<Row>,
    },
    /// The next page of an account's entries, in the order of their sequence.
    QueryEntries {
        /// The number of the account.
        account: String,
        /// Where the page begins.
        after: Option<Row>,
    },
    /// The row of one account, consistently.
    ReadAccount {
        /// The number of the account.
        account: String,
        /// Which look this is at something that seemed wrong; 0 for the first. A pause before it helps the index.
        looks: u32,
    },
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A page of rows.
    Page {
        /// The rows.
        rows: Vec<Row>,
        /// The key that the next page begins after; none after the last.
        after: Option<Row>,
    },
    /// One row, if it is there.
    Row(Option<Row>),
}

/// How far an audit has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Entries of the ledger that were judged by themselves.
    pub entries: u64,
    /// Accounts whose row was read.
    pub accounts: u64,
    /// Accounts that were replayed to the end.
    pub replayed: u64,
}

/// An audit of the books, as far as it has come.
///
/// ```
/// use reconcile::{Answer, Audit, Request};
///
/// let mut audit = Audit::default();
/// while let Some(request) = audit.next() {
///     // An empty bank: every page is the last, and no account is there.
///     audit.take(match request {
///         Request::ReadAccount { .. } => Answer::Row(None),
///         _ => Answer::Page { rows: vec![], after: None },
///     });
/// }
/// assert!(audit.findings().is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    ledger: Scan,
    accounts: Scan,
    /// How many entries of each account the ledger has, until the account is replayed.
    counted: BTreeMap<String, u64>,
    /// Accounts that were read and not yet replayed.
    waiting: VecDeque<Row>,
    replay: Option<Replay>,
    summary: Summary,
    findings: Vec<Finding>,
}

/// How far a table was scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Scan {
    After(Option<Row>),
    Done,
}

impl Default for Scan {
    fn default() -> Scan {
        Scan::After(None)
    }
}

impl Scan {
    fn ended_with(after: Option<Row>) -> Scan {
        after.map_or(Scan::Done, |key| Scan::After(Some(key)))
    }
}

/// The account that is being replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Replay {
    account: String,
    /// Its row when the replay began.
    row: Option<Row>,
    counted: u64,
    looks: u32,
    entries: Scan,
    chain: Chain,
}

impl Replay {
    fn new(account: String, row: Option<Row>, counted: u64) -> Replay {
        let head = row.as_ref().map_or(0, |row| account::read(row).0.sequence);
        Replay {
            chain: Chain::new(&account, head),
            entries: Scan::default(),
            looks: 0,
            account,
            row,
            counted,
        }
    }

    fn request(&self) -> Request {
        let account = self.account.clone();
        match &self.entries {
            Scan::After(after) => Request::QueryEntries {
                account,
                after: after.clone(),
            },
            Scan::Done => Request::ReadAccount {
                account,
                looks: self.looks,
            },
        }
    }
}

impl Audit {
    /// What to read next; `None` once everything was read.
    pub fn next(&self) -> Option<Request> {
        if let Scan::After(after) = &self.ledger {
            return Some(Request::ScanLedger { after: after.clone() });
        }
        if let Some(replay) = &self.replay {
            return Some(replay.request());
        }
        match &self.accounts {
            Scan::After(after) => Some(Request::ScanAccounts { after: after.clone() }),
            Scan::Done => None,
        }
    }

    /// Takes what was read for [`Audit::next`].
    pub fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Page { rows, after } if self.ledger != Scan::Done => self.take_ledger(rows, after),
            Answer::Page { rows, after } if self.replay.is_some() => self.take_entries(rows, after),
            Answer::Page { rows, after } => self.take_accounts(rows, after),
            Answer::Row(row) => self.look_again(row.as_ref().map(account::shown)),
        }
        self.begin_replay();
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How far it has come.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    fn take_ledger(&mut self, rows: Vec<Row>, after: Option<Row>) {
        for row in &rows {
            self.findings.extend(entry::read(row).1);
            if let Some(account) = row::text(row, "account") {
                *self.counted.entry(account.to_owned()).or_default() += 1;
            }
        }
        self.summary.entries += rows.len() as u64;
        self.ledger = Scan::ended_with(after);
    }

    fn take_accounts(&mut self, rows: Vec<Row>, after: Option<Row>) {
        for row in &rows {
            self.findings.extend(account::read(row).1);
            self.waiting.push_back(account::shown(row));
        }
        self.summary.accounts += rows.len() as u64;
        self.accounts = Scan::ended_with(after);
    }

    fn take_entries(&mut self, rows: Vec<Row>, after: Option<Row>) {
        let Some(mut replay) = self.replay.take() else { return };
        for row in rows {
            replay.chain.take(row);
        }
        replay.entries = Scan::ended_with(after);
        let settled = replay.entries == Scan::Done && self.is_right(&replay, replay.row.as_ref());
        if settled {
            self.summary.replayed += 1;
        } else {
            self.replay = Some(replay);
        }
    }

    /// Judges an account that seemed wrong by its row as it is now: right, to be looked at again, or wrong.
    fn look_again(&mut self, row: Option<Row>) {
        let Some(replay) = self.replay.take() else { return };
        let findings = replay.chain.judge(replay.row.as_ref(), row.as_ref(), replay.counted);
        if findings.is_empty() || replay.looks + 1 == LOOKS_MAX {
            self.findings.extend(findings);
            self.summary.replayed += 1;
            return;
        }
        self.replay = Some(Replay {
            looks: replay.looks + 1,
            ..Replay::new(replay.account, row, replay.counted)
        });
    }

    fn is_right(&self, replay: &Replay, row: Option<&Row>) -> bool {
        replay.chain.judge(replay.row.as_ref(), row, replay.counted).is_empty()
    }

    /// The next account to replay: one that was read, or in the end one that only the ledger knows.
    fn begin_replay(&mut self) {
        if self.replay.is_some() {
            return;
        }
        self.replay = match self.waiting.pop_front() {
            Some(row) => {
                let account = row::text(&row, "account").unwrap_or_default().to_owned();
                let counted = self.counted.remove(&account).unwrap_or(0);
                Some(Replay::new(account, Some(row), counted))
            }
            None if self.accounts == Scan::Done => {
                let orphan = self.counted.pop_first();
                orphan.map(|(account, counted)| Replay::new(account, None, counted))
            }
            None => None,
        };
    }
}
