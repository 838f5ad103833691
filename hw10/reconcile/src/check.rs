//! Books that are in memory. Answers an audit as the tables would.

use crate::audit::{Answer, Audit, Request};
use crate::finding::Finding;
use crate::row::{Cell, Row, text};

/// Every broken invariant of books that are in memory: the rows of the accounts, and those of the ledger.
///
/// ```
/// use reconcile::{Cell, Row};
///
/// let account = |balance: &str| Row::from([
///     ("account".to_owned(), Cell::Text("12345".to_owned())),
///     ("balance".to_owned(), Cell::Number(balance.to_owned())),
/// ]);
/// assert!(reconcile::check(&[account("12.5")], &[]).is_empty());
/// assert_eq!(reconcile::check(&[account("0.125")], &[])[0].invariant.name(), "whole-minor-units");
/// ```
pub fn check(accounts: &[Row], ledger: &[Row]) -> Vec<Finding> {
    let mut audit = Audit::default();
    while let Some(request) = audit.next() {
        audit.take(answer(&request, accounts, ledger));
    }
    audit.findings().to_vec()
}

fn answer(request: &Request, accounts: &[Row], ledger: &[Row]) -> Answer {
    match request {
        Request::ScanLedger { .. } => last_page(ledger.to_vec()),
        Request::ScanAccounts { .. } => last_page(accounts.to_vec()),
        Request::QueryEntries { account, .. } => last_page(entries(ledger, account)),
        Request::ReadAccount { account, .. } => Answer::Row(of_account(accounts, account).next().cloned()),
    }
}

fn last_page(rows: Vec<Row>) -> Answer {
    Answer::Page { rows, after: None }
}

/// The entries of an account in the order of the index, which leaves out one without a sequence.
fn entries(ledger: &[Row], account: &str) -> Vec<Row> {
    let mut entries: Vec<Row> = of_account(ledger, account)
        .filter(|row| sequence(row).is_some())
        .cloned()
        .collect();
    entries.sort_by_key(sequence);
    entries
}

fn of_account<'r>(rows: &'r [Row], account: &str) -> impl Iterator<Item = &'r Row> {
    rows.iter().filter(move |row| text(row, "account") == Some(account))
}

fn sequence(row: &Row) -> Option<u64> {
    match row.get("sequence")? {
        Cell::Number(decimal) => decimal.parse().ok(),
        Cell::Text(_) | Cell::Other(_) => None,
    }
}
