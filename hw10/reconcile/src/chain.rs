//! The replay of one account: its entries in the order of their sequence, from the first. Reads no table.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::entry;
use crate::finding::{Finding, Invariant};
use crate::money::display;
use crate::row::Row;

/// The replay of an account, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chain {
    account: String,
    /// The sequence of the account's row when it was read: up to there it is compared.
    head: u64,
    /// The balance that the first entry began with, and every amount since. `None` once one could not be read.
    sum: Option<i128>,
    /// The sum at the head.
    sum_at_head: Option<i128>,
    entries: u64,
    /// The entry before the next one.
    last: Option<Last>,
    findings: Vec<Finding>,
}

/// The entry that the next one builds on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    sequence: u64,
    after: Option<i128>,
    row: Row,
}

impl Chain {
    /// A replay that has seen no entry, of an account whose row had this sequence.
    pub(crate) fn new(account: &str, head: u64) -> Chain {
        Chain {
            account: account.to_owned(),
            head,
            sum: None,
            sum_at_head: None,
            entries: 0,
            last: None,
            findings: Vec::new(),
        }
    }

    /// The sequence of the last entry; 0 before the first.
    fn last_sequence(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.sequence)
    }

    /// Replays the next entry. What is wrong with it by itself was found where the ledger was scanned.
    pub(crate) fn take(&mut self, row: Row) {
        let (entry, _) = entry::read(&row);
        // The index keeps no entry without a whole number for a sequence that is read as one here.
        let sequence = entry.sequence.unwrap_or(0);
        self.judge_sequence(sequence, &row);
        self.judge_link(entry.before, &row);
        let begin = if self.entries == 0 { entry.before } else { self.sum };
        if self.entries == 0 && self.head == 0 {
            self.sum_at_head = begin;
        }
        self.sum = begin.zip(entry.moved).and_then(|(sum, moved)| sum.checked_add(moved));
        if sequence == self.head {
            self.sum_at_head = self.sum;
        }
        self.entries += 1;
        self.last = Some(Last {
            sequence,
            after: entry.after,
            row,
        });
    }

    fn judge_sequence(&mut self, sequence: u64, row: &Row) {
        let last = self.last_sequence();
        if self.last.is_some() && sequence == last {
            self.find(
                Invariant::SequenceUnique,
                format!("two entries are number {sequence}"),
                row,
            );
        } else if last.checked_add(1) != Some(sequence) {
            let detail = match &self.last {
                Some(_) => format!("entry {sequence} follows entry {last}"),
                None => format!("the first entry is number {sequence}"),
            };
            self.find(Invariant::SequenceUnbroken, detail, row);
        }
    }

    fn judge_link(&mut self, before: Option<i128>, row: &Row) {
        let after = self.last.as_ref().and_then(|last| last.after);
        if let (Some(after), Some(before)) = (after, before)
            && after != before
        {
            let detail = format!(
                "an entry ends with {} and the next begins with {}",
                display(after),
                display(before)
            );
            self.find(Invariant::ChainUnbroken, detail, row);
        }
    }

    /// Notes a finding at the entry, with the one before it.
    fn find(&mut self, invariant: Invariant, detail: String, row: &Row) {
        let before = self.last.iter().map(|last| last.row.clone());
        let rows = before.chain([row.clone()]).collect();
        self.findings.push(self.finding(invariant, detail, rows));
    }

    fn finding(&self, invariant: Invariant, detail: String, rows: Vec<Row>) -> Finding {
        Finding {
            invariant,
            account: Some(self.account.clone()),
            detail,
            rows,
        }
    }

    /// What is wrong with the account: `first` is its row before its entries were read, `second` its row after that, and
    /// so many of its entries are known to be in the ledger.
    pub(crate) fn judge(&self, first: Option<&Row>, second: Option<&Row>, known: u64) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        match (first, second) {
            (Some(first), Some(second)) => findings.extend(self.judge_account(first, second)),
            _ => findings.extend(self.judge_without_account()),
        }
        if self.entries < known {
            let detail = format!("the ledger has {known} entries, its index {}", self.entries);
            findings.push(self.finding(Invariant::IndexComplete, detail, self.rows_with(None)));
        }
        findings
    }

    fn judge_account(&self, first: &Row, second: &Row) -> Vec<Finding> {
        let read = |row| crate::account::read(row).0;
        let (at_first, at_second) = (read(first), read(second));
        let last = self.last_sequence();
        let mut findings = Vec::new();
        if at_first.sequence > last || last > at_second.sequence {
            let row = if at_first.sequence > last { first } else { second };
            let detail = format!("its sequence is {}, its last entry's is {last}", read(row).sequence);
            findings.push(self.finding(Invariant::AccountSequence, detail, self.rows_with(Some(row))));
        }
        findings.extend(self.judge_balance(at_first, first));
        findings
    }

    fn judge_balance(&self, account: Account, row: &Row) -> Option<Finding> {
        let (sum, balance) = self.sum_at_head.zip(account.balance)?;
        let detail = format!("it holds {}, its entries add up to {}", display(balance), display(sum));
        let finding = || self.finding(Invariant::BalanceIsSum, detail, self.rows_with(Some(row)));
        (balance != sum).then(finding)
    }

    fn judge_without_account(&self) -> Option<Finding> {
        let finding = || {
            let entries = if self.entries == 1 { "entry" } else { "entries" };
            let detail = format!("{} {entries}, and no account", self.entries);
            self.finding(Invariant::AccountExists, detail, self.rows_with(None))
        };
        (self.entries > 0).then(finding)
    }

    /// The account's row, and its last entry.
    fn rows_with(&self, account: Option<&Row>) -> Vec<Row> {
        let last = self.last.as_ref().map(|last| &last.row);
        account.into_iter().chain(last).cloned().collect()
    }
}
