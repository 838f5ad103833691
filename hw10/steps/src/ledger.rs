//! An entry of the ledger, and the row that it is stored as. Reads and writes no table.

use bank::{AccountId, Amount, Balance, Description, Kind, PostedAt, Posting, Receipt, TransactionId};

use crate::account_row::AccountRow;
use crate::item::{self, Item, RowError, number_value, string_value};
#[cfg(feature = "planted")]
use crate::planted;
use crate::request_hash::request_hash;

/// The record of one deposit or withdrawal that was posted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LedgerEntry {
    pub(crate) transaction: TransactionId,
    pub(crate) account: AccountId,
    pub(crate) kind: Kind,
    pub(crate) amount: Amount,
    pub(crate) balance_before: Balance,
    pub(crate) balance_after: Balance,
    /// Which posting of the account this is, counted from 1.
    pub(crate) sequence: u64,
    pub(crate) posted_at: PostedAt,
    pub(crate) desc: Option<Description>,
    pub(crate) request_hash: String,
}

impl LedgerEntry {
    /// What the ledger says once a posting to an account, as it was read, has been applied.
    pub(crate) fn new(
        posting: &Posting,
        read: &AccountRow,
        after: Balance,
        sequence: u64,
        posted_at: PostedAt,
    ) -> LedgerEntry {
        LedgerEntry {
            transaction: posting.transaction_id(),
            account: posting.account.clone(),
            kind: posting.kind,
            amount: posting.amount,
            balance_before: if planted!(BalanceBeforeWrong) {
                after
            } else {
                read.balance
            },
            balance_after: after,
            sequence,
            posted_at,
            desc: posting.desc.clone(),
            request_hash: request_hash(posting),
        }
    }

    /// Whether the entry is this very posting's, and not another's under the same key.
    pub(crate) fn records(&self, posting: &Posting) -> bool {
        planted!(HashIgnored => true);
        self.request_hash == request_hash(posting)
    }

    pub(crate) fn receipt(&self) -> Receipt {
        Receipt {
            transaction: self.transaction.clone(),
            account: self.account.clone(),
            kind: self.kind,
            amount: self.amount,
            balance: self.balance_after,
            posted_at: self.posted_at.clone(),
        }
    }

    pub(crate) fn to_item(&self) -> Item {
        let mut item: Item = [
            ("transaction", string_value(&self.transaction)),
            ("account", string_value(&self.account)),
            ("type", string_value(type_word(self.kind))),
            ("amount", number_value(major_units(self.amount))),
            ("balance_before", number_value(self.balance_before)),
            ("balance_after", number_value(self.balance_after)),
            ("sequence", number_value(self.sequence)),
            ("posted_at", string_value(&self.posted_at)),
            ("request_hash", string_value(&self.request_hash)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        #[cfg(feature = "planted")]
        planted::let_expire(&mut item, &self.posted_at);
        if let Some(desc) = &self.desc {
            item.insert("desc".to_owned(), string_value(desc));
        }
        item
    }

    pub(crate) fn from_item(row: &Item) -> Result<LedgerEntry, RowError> {
        Ok(LedgerEntry {
            transaction: text(row, "transaction", TransactionId::parse)?,
            account: text(row, "account", AccountId::parse)?,
            kind: text(row, "type", |word| kind(word).ok_or("must be dep or wtd"))?,
            amount: amount(row)?,
            balance_before: balance(row, "balance_before")?,
            balance_after: balance(row, "balance_after")?,
            sequence: sequence(row)?,
            posted_at: text(row, "posted_at", PostedAt::parse)?,
            desc: desc(row)?,
            request_hash: item::text(row, "request_hash")?.to_owned(),
        })
    }
}

/// How the ledger, and the request's hash, write a kind. Rows are for ever, so this is not left to a serde attribute.
pub(crate) fn type_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Deposit => "dep",
        Kind::Withdrawal => "wtd",
    }
}

fn kind(word: &str) -> Option<Kind> {
    [Kind::Deposit, Kind::Withdrawal]
        .into_iter()
        .find(|kind| type_word(*kind) == word)
}

fn text<'i, T, E: ToString>(
    row: &'i Item,
    attribute: &'static str,
    parse: impl FnOnce(&'i str) -> Result<T, E>,
) -> Result<T, RowError> {
    parse(item::text(row, attribute)?).map_err(|error| RowError::new(attribute, error))
}

fn desc(row: &Item) -> Result<Option<Description>, RowError> {
    item::optional_text(row, "desc")?
        .map(Description::parse)
        .transpose()
        .map_err(|error| RowError::new("desc", error))
}

fn balance(row: &Item, attribute: &'static str) -> Result<Balance, RowError> {
    Balance::from_decimal(item::number(row, attribute)?).map_err(|error| RowError::new(attribute, error))
}

fn amount(row: &Item) -> Result<Amount, RowError> {
    let minor_units = balance(row, "amount")?.minor_units();
    Amount::from_minor_units(minor_units).map_err(|error| RowError::new("amount", error))
}

fn sequence(row: &Item) -> Result<u64, RowError> {
    let number = item::number(row, "sequence")?;
    number
        .parse()
        .map_err(|_| RowError::new("sequence", "must be a whole number"))
}

/// An amount as the decimal that a number attribute holds.
fn major_units(amount: Amount) -> impl ToString {
    Balance::from_minor_units(amount.minor_units()).expect("every amount is a balance too")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declined::Declined;
    use serde_json::json;

    fn entry(desc: serde_json::Value) -> LedgerEntry {
        let posting: Posting = serde_json::from_value(json!({
            "account": "12345", "amount": 0.29, "type": "wtd", "desc": desc,
            "idempotency_key": "a key", "request_id": "1",
        }))
        .expect("a posting");
        let read = AccountRow {
            balance: Balance::from_decimal("100.29").expect("a balance"),
            sequence: Some(41),
            declined: Declined::default(),
        };
        let after = read.balance.minus(posting.amount).expect("the funds suffice");
        let posted_at = PostedAt::parse("2026-11-22T19:43:00.123Z").expect("a time");
        LedgerEntry::new(&posting, &read, after, 42, posted_at)
    }

    #[test]
    fn a_row_has_the_attributes_that_the_wire_names() {
        let item = entry(json!("Lunch")).to_item();
        let mut names: Vec<&str> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names.join(" "),
            "account amount balance_after balance_before desc posted_at request_hash sequence transaction type"
        );
        assert_eq!(item["transaction"], string_value("k-a key"));
        assert_eq!(item["type"], string_value("wtd"));
        assert_eq!(item["amount"], number_value("0.29"));
        assert_eq!(item["balance_after"], number_value("100.00"));
        assert_eq!(item["sequence"], number_value(42));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for desc in [json!("Lunch"), json!(""), json!(null)] {
            let entry = entry(desc);
            assert_eq!(LedgerEntry::from_item(&entry.to_item()), Ok(entry));
        }
    }

    #[test]
    fn a_row_that_lost_an_attribute_is_refused_by_name() {
        let whole = entry(json!(null)).to_item();
        for name in whole.keys() {
            let mut item = whole.clone();
            item.remove(name);
            let error = LedgerEntry::from_item(&item).expect_err(name).to_string();
            assert_eq!(error, format!("attribute `{name}` is missing"));
        }
    }

    #[test]
    fn a_receipt_says_the_balance_after_the_transaction() {
        let receipt = serde_json::to_value(entry(json!(null)).receipt()).expect("a receipt");
        let expected = json!({
            "transaction": "k-a key", "account": "12345", "type": "wtd", "amount": 0.29, "balance": 100,
            "posted_at": "2026-11-22T19:43:00.123Z",
        });
        assert_eq!(receipt, expected);
    }
}
