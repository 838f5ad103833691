//! The two tables as they are, read from the database itself and not by the steps: rows, and what they say of money.

use std::collections::{BTreeMap, HashMap};

use dynoxide::actions::scan::ScanRequest;
use dynoxide::types::AttributeValue;
use dynoxide::{Database, DynoxideError};

use crate::plan::{BALANCE_MAX, Body, Kind, Minor};
use crate::world::digest;

pub(crate) const ACCOUNTS: &str = "HW10-Account-List";
pub(crate) const LEDGER: &str = "HW10-Transactions";

/// A row as it stands.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// Both tables at one moment.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) accounts: BTreeMap<String, Row>,
    pub(crate) ledger: BTreeMap<String, Row>,
}

impl Snapshot {
    pub(crate) fn read(database: &Database) -> Result<Snapshot, DynoxideError> {
        Ok(Snapshot {
            accounts: rows(database, ACCOUNTS, "account")?,
            ledger: rows(database, LEDGER, "transaction")?,
        })
    }

    /// The same for the same rows.
    pub(crate) fn digest(&self) -> u64 {
        let row = |(key, row): (&String, &Row)| digest((key, digest_of_map(row)));
        let table = |rows: &BTreeMap<String, Row>| rows.iter().map(row).collect::<Vec<_>>();
        digest((table(&self.accounts), table(&self.ledger)))
    }

    /// The row of that table and key.
    pub(crate) fn row(&self, table: &str, key: &str) -> Option<&Row> {
        match table {
            ACCOUNTS => self.accounts.get(key),
            _ => self.ledger.get(key),
        }
    }
}

fn digest_of_map(map: &Row) -> u64 {
    let cell = |(name, value): (&String, &AttributeValue)| match value {
        AttributeValue::M(map) => digest((name, digest_of_map(map))),
        other => digest((name, format!("{other:?}"))),
    };
    map.iter().map(cell).fold(0, u64::wrapping_add)
}

fn rows(database: &Database, table: &str, key: &str) -> Result<BTreeMap<String, Row>, DynoxideError> {
    let mut rows = BTreeMap::new();
    let mut exclusive_start_key = None;
    loop {
        let page = database.scan(ScanRequest {
            table_name: table.to_owned(),
            exclusive_start_key,
            ..ScanRequest::default()
        })?;
        let keyed = |row: Row| (text(&row, key).unwrap_or_default().to_owned(), row);
        rows.extend(page.items.unwrap_or_default().into_iter().map(keyed));
        exclusive_start_key = page.last_evaluated_key;
        if exclusive_start_key.is_none() {
            return Ok(rows);
        }
    }
}

/// An account's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) balance: Minor,
    pub(crate) sequence: Option<u64>,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) body: Body,
    pub(crate) before: Minor,
    pub(crate) after: Minor,
    pub(crate) sequence: u64,
    pub(crate) posted_at: String,
}

impl Account {
    pub(crate) fn of(row: &Row) -> Result<Account, String> {
        let sequence = match row.get("sequence") {
            None => None,
            Some(_) => Some(whole(row, "sequence")?),
        };
        let balance = money(row, "balance")?;
        Ok(Account { balance, sequence })
    }
}

impl Entry {
    pub(crate) fn of(row: &Row) -> Result<Entry, String> {
        let kind = match text(row, "type")? {
            "dep" => Kind::Deposit,
            "wtd" => Kind::Withdrawal,
            other => return Err(format!("`type` is {other}")),
        };
        let body = Body {
            account: text(row, "account")?.to_owned(),
            amount: money(row, "amount")?,
            kind,
            desc: row
                .contains_key("desc")
                .then(|| text(row, "desc").map(str::to_owned))
                .transpose()?,
        };
        Ok(Entry {
            body,
            before: money(row, "balance_before")?,
            after: money(row, "balance_after")?,
            sequence: whole(row, "sequence")?,
            posted_at: text(row, "posted_at")?.to_owned(),
        })
    }

    /// By how much the entry changes its account.
    pub(crate) fn change(&self) -> Minor {
        match self.body.kind {
            Kind::Deposit => self.body.amount,
            Kind::Withdrawal => -self.body.amount,
        }
    }
}

fn text<'r>(row: &'r Row, attribute: &str) -> Result<&'r str, String> {
    match row.get(attribute) {
        Some(AttributeValue::S(text)) => Ok(text),
        other => Err(format!("`{attribute}` is no text: {other:?}")),
    }
}

fn number<'r>(row: &'r Row, attribute: &str) -> Result<&'r str, String> {
    match row.get(attribute) {
        Some(AttributeValue::N(number)) => Ok(number),
        other => Err(format!("`{attribute}` is no number: {other:?}")),
    }
}

fn whole(row: &Row, attribute: &str) -> Result<u64, String> {
    let text = number(row, attribute)?;
    text.parse().map_err(|_| format!("`{attribute}` is not whole: {text}"))
}

fn money(row: &Row, attribute: &str) -> Result<Minor, String> {
    let text = number(row, attribute)?;
    minor(text).ok_or_else(|| format!("`{attribute}` is no amount in whole minor units that the bank keeps: {text}"))
}

/// A decimal number with at most two decimals, in minor units.
pub(crate) fn minor(text: &str) -> Option<Minor> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let minor = format!("{whole}{decimals:0<2}").parse::<Minor>().ok()?;
    (decimals.len() <= 2 && minor <= BALANCE_MAX).then_some(sign * minor)
}

/// Minor units as a decimal number.
pub(crate) fn decimal(minor: Minor) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_so_many_minor_units_and_nothing_in_between() {
        for (text, expected) in [
            ("0", Some(0)),
            ("12.5", Some(1_250)),
            ("12.50", Some(1_250)),
            ("-0.01", Some(-1)),
            ("0.001", None),
            ("1E+3", None),
            ("9999999999999.99", Some(BALANCE_MAX)),
            ("10000000000000", None),
        ] {
            assert_eq!(minor(text), expected, "{text}");
        }
    }
}
