//! The row of an account, read by the auditor: its balance and its sequence.

use bank::AccountId;

use crate::finding::Finding;
use crate::reader::Reader;
use crate::row::{self, Row};

/// 15 digits, either way: a row made by hand may begin below zero.
pub(crate) const BALANCE_UNITS_MAX: i128 = 999_999_999_999_999;

/// `declined` names the requests that the account has declined of late. It moves no money, so what it says is not judged;
/// but the bank posts to no account where it is no map.
const KNOWN: [&str; 6] = ["account", "balance", "date-opened", "declined", "name", "sequence"];

/// What an account says of itself, as far as it can be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) balance: Option<i128>,
    /// How many transactions were posted to it; 0 before the first.
    pub(crate) sequence: u64,
}

/// Reads a row, and every flaw that it has by itself.
pub(crate) fn read(row: &Row) -> (Account, Vec<Finding>) {
    let mut reader = Reader::new(row, &KNOWN);
    let rule = |text: &str| AccountId::parse(text).map(drop).map_err(|error| error.to_string());
    reader.text("account", rule);
    let account = Account {
        balance: reader.money("balance", -BALANCE_UNITS_MAX..=BALANCE_UNITS_MAX),
        sequence: reader.optional_sequence("sequence").unwrap_or(0),
    };
    reader.optional_map("declined");
    let findings = reader.flaws.into_iter().map(|(invariant, detail)| Finding {
        invariant,
        account: row::text(row, "account").map(str::to_owned),
        detail,
        rows: vec![shown(row)],
    });
    (account, findings.collect())
}

/// The row without its holder: what may be kept and reported.
pub(crate) fn shown(row: &Row) -> Row {
    let mut row = row.clone();
    row.retain(|name, _| ["account", "balance", "sequence"].contains(&name.as_str()));
    row
}
