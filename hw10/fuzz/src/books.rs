//! The books of the bank, looked at after each input: every entry that came follows the one before it, and every account
//! holds what its last entry says. The arithmetic is not the bank's.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use steps::Tables;
use steps::tables::{ACCOUNT_SEQUENCE_INDEX, SEED_ACCOUNTS};

type Row = HashMap<String, AttributeValue>;

/// Minor units.
type Minor = i128;

const AMOUNT_MAX: Minor = 100_000_000_000;
const BALANCE_MAX: Minor = 999_999_999_999_999;

/// What an account holds, and how many entries it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    balance: Minor,
    sequence: u64,
}

/// The accounts as they were at the last look.
#[derive(Debug)]
pub(crate) struct Books {
    client: Client,
    tables: Tables,
    accounts: BTreeMap<String, Held>,
}

impl Books {
    /// The books of a bank that has just been opened.
    pub(crate) fn new(client: Client) -> Books {
        let held = |balance: &str| Held {
            balance: minor(balance),
            sequence: 0,
        };
        let accounts = SEED_ACCOUNTS.iter().map(|it| (it.account.to_owned(), held(it.balance)));
        Books {
            client,
            tables: Tables::default(),
            accounts: accounts.collect(),
        }
    }

    /// The names of the transactions that were posted since the last look.
    ///
    /// # Panics
    /// Where the books are not right.
    pub(crate) async fn posted(&mut self) -> Vec<String> {
        let scan = self
            .client
            .scan()
            .table_name(&self.tables.accounts)
            .consistent_read(true);
        let rows = scan
            .send()
            .await
            .expect("the accounts can be read")
            .items
            .unwrap_or_default();
        assert_eq!(rows.len(), self.accounts.len(), "accounts came or went");
        let mut names = Vec::new();
        for row in rows {
            let account = text(&row, "account").expect("a row has its key").to_owned();
            let now = held(&row);
            let before = *self.accounts.get(&account).expect("nobody opens an account");
            if now != before {
                names.extend(self.follow(&account, before, now).await);
                self.accounts.insert(account, now);
            }
        }
        names
    }

    /// Follows an account from entry to entry.
    async fn follow(&self, account: &str, before: Held, now: Held) -> Vec<String> {
        let query = self.client.query().table_name(&self.tables.transactions);
        let query = query
            .index_name(ACCOUNT_SEQUENCE_INDEX)
            .key_condition_expression("#account = :account AND #sequence > :sequence")
            .expression_attribute_names("#account", "account")
            .expression_attribute_names("#sequence", "sequence")
            .expression_attribute_values(":account", AttributeValue::S(account.to_owned()))
            .expression_attribute_values(":sequence", AttributeValue::N(before.sequence.to_string()));
        let entries = query
            .send()
            .await
            .expect("the ledger can be read")
            .items
            .unwrap_or_default();
        let mut held = before;
        for entry in &entries {
            held = after(held, entry);
        }
        assert_eq!(held, now, "account {account} does not hold what its entries say");
        let name = |entry: &Row| text(entry, "transaction").expect("an entry has its key").to_owned();
        entries.iter().map(name).collect()
    }

    /// Whether the ledger has an entry of this name that says what a receipt says.
    pub(crate) async fn has_entry(&self, receipt: &serde_json::Value) -> bool {
        let said = |field: &str| receipt.get(field).and_then(serde_json::Value::as_str);
        let amount = |field: &str| receipt.get(field).map(|it| minor(&it.to_string()));
        let Some(name) = said("transaction") else { return false };
        let get = self.client.get_item().table_name(&self.tables.transactions);
        let get = get.key("transaction", AttributeValue::S(name.to_owned()));
        let Some(entry) = get.send().await.expect("the ledger can be read").item else {
            return false;
        };
        ["account", "type", "posted_at"]
            .iter()
            .all(|it| said(it) == text(&entry, it))
            && amount("amount") == number(&entry, "amount").map(minor)
            && amount("balance") == number(&entry, "balance_after").map(minor)
    }
}

/// What the account holds after an entry, if the entry may follow.
fn after(held: Held, entry: &Row) -> Held {
    let read = |name: &str| minor(number(entry, name).unwrap_or_else(|| panic!("no {name} in {entry:?}")));
    let amount = read("amount");
    assert!((1..=AMOUNT_MAX).contains(&amount), "{entry:?}");
    let change = match text(entry, "type") {
        Some("dep") => amount,
        Some("wtd") => -amount,
        other => panic!("{other:?} is no type of {entry:?}"),
    };
    let balance = held.balance + change;
    assert_eq!(read("balance_before"), held.balance, "{entry:?}");
    assert_eq!(read("balance_after"), balance, "{entry:?}");
    assert!((0..=BALANCE_MAX).contains(&balance), "{entry:?}");
    let sequence = held.sequence + 1;
    assert_eq!(
        number(entry, "sequence"),
        Some(sequence.to_string().as_str()),
        "{entry:?}"
    );
    Held { balance, sequence }
}

fn held(row: &Row) -> Held {
    let sequence = number(row, "sequence").map(|it| it.parse().expect("a sequence is whole"));
    Held {
        balance: minor(number(row, "balance").expect("an account has a balance")),
        sequence: sequence.unwrap_or(0),
    }
}

fn text<'r>(row: &'r Row, name: &str) -> Option<&'r str> {
    row.get(name)?.as_s().ok().map(String::as_str)
}

fn number<'r>(row: &'r Row, name: &str) -> Option<&'r str> {
    row.get(name)?.as_n().ok().map(String::as_str)
}

/// The minor units that a decimal number says; it has no exponent.
fn minor(decimal: &str) -> Minor {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    assert!(fraction.len() <= 2, "{decimal} has more than two decimals");
    let digits = format!("{whole}{fraction:0<2}");
    digits.parse().unwrap_or_else(|_| panic!("{decimal} is no amount"))
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn a_decimal_is_read_in_minor_units() {
        let read = ["0", "12.5", "98765.43", "1000", "0.01"].map(minor);
        assert_eq!(read, [0, 1_250, 9_876_543, 100_000, 1]);
    }
}
