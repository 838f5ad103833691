//! An entry of the ledger, read by the auditor and judged by itself.

use bank::{AccountId, Description, PostedAt, TransactionId};
use sha2::{Digest, Sha256};

use crate::account::BALANCE_UNITS_MAX;
use crate::finding::{Finding, Invariant};
use crate::money::display;
use crate::reader::Reader;
use crate::row::{self, Row};

const AMOUNT_UNITS_MAX: i128 = 100_000_000_000;

const KNOWN: [&str; 10] = [
    "transaction",
    "account",
    "type",
    "amount",
    "balance_before",
    "balance_after",
    "sequence",
    "posted_at",
    "desc",
    "request_hash",
];

/// What a replay needs of an entry, as far as it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) sequence: Option<u64>,
    /// What it does to the balance, in minor units: below zero for a withdrawal.
    pub(crate) moved: Option<i128>,
    pub(crate) before: Option<i128>,
    pub(crate) after: Option<i128>,
}

/// Reads a row, and every flaw that it has by itself.
pub(crate) fn read(row: &Row) -> (Entry, Vec<Finding>) {
    let mut reader = Reader::new(row, &KNOWN);
    let texts = Texts::read(&mut reader);
    let amount = reader.money("amount", 1..=AMOUNT_UNITS_MAX);
    let entry = Entry {
        sequence: reader.sequence("sequence"),
        moved: amount.zip(texts.sign).map(|(amount, sign)| amount * sign),
        before: reader.money("balance_before", -BALANCE_UNITS_MAX..=BALANCE_UNITS_MAX),
        after: reader.money("balance_after", -BALANCE_UNITS_MAX..=BALANCE_UNITS_MAX),
    };
    judge_hash(&mut reader, &texts, amount);
    judge_arithmetic(&mut reader, entry);
    let findings = reader.flaws.into_iter().map(|(invariant, detail)| Finding {
        invariant,
        account: row::text(row, "account").map(str::to_owned),
        detail,
        rows: vec![row.clone()],
    });
    (entry, findings.collect())
}

/// The texts of an entry.
struct Texts<'r> {
    account: Option<&'r str>,
    kind: Option<&'r str>,
    /// 1 for a deposit, -1 for a withdrawal.
    sign: Option<i128>,
    desc: Option<&'r str>,
    request_hash: Option<&'r str>,
}

impl<'r> Texts<'r> {
    fn read(reader: &mut Reader<'r>) -> Texts<'r> {
        reader.text("transaction", |text| ruled(TransactionId::parse(text)));
        reader.text("posted_at", |text| ruled(PostedAt::parse(text)));
        let account = reader.text("account", |text| ruled(AccountId::parse(text)));
        let kind = reader.text("type", |text| {
            sign(text).map(drop).ok_or("must be dep or wtd".to_owned())
        });
        Texts {
            account,
            kind,
            sign: kind.and_then(sign),
            desc: reader.optional_text("desc", |text| ruled(Description::parse(text))),
            request_hash: reader.text("request_hash", |_| Ok(())),
        }
    }
}

fn ruled<T, E: ToString>(parsed: Result<T, E>) -> Result<(), String> {
    parsed.map(drop).map_err(|error| error.to_string())
}

fn sign(kind: &str) -> Option<i128> {
    match kind {
        "dep" => Some(1),
        "wtd" => Some(-1),
        _ => None,
    }
}

fn judge_hash(reader: &mut Reader<'_>, texts: &Texts<'_>, amount: Option<i128>) {
    let (Some(account), Some(kind), Some(amount), Some(stored)) =
        (texts.account, texts.kind, amount, texts.request_hash)
    else {
        return;
    };
    if request_hash(account, amount, kind, texts.desc) != stored {
        reader.flaw::<()>(
            Invariant::RequestHash,
            "`request_hash` is not the hash of the fields".to_owned(),
        );
    }
}

/// SHA-256, in lower-case hexadecimal, over the JSON array `[account, amount in minor units, type, desc or null]`.
fn request_hash(account: &str, amount: i128, kind: &str, desc: Option<&str>) -> String {
    let text = serde_json::json!([account, i64::try_from(amount).ok(), kind, desc]).to_string();
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn judge_arithmetic(reader: &mut Reader<'_>, entry: Entry) {
    let (Some(before), Some(moved), Some(after)) = (entry.before, entry.moved, entry.after) else {
        return;
    };
    if before + moved != after {
        let sum = display(before + moved);
        let detail = format!("`balance_after` is {} and ought to be {sum}", display(after));
        reader.flaw::<()>(Invariant::EntryArithmetic, detail);
    }
    if moved < 0 && after < 0 {
        let detail = format!("the withdrawal leaves {}", display(after));
        reader.flaw::<()>(Invariant::NoOverdraft, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same hashes as in the tests of the bank's steps; each can be made with `sha256sum`.
    #[test]
    fn the_hash_is_the_one_that_stands_in_ledgers() {
        assert_eq!(
            request_hash("12345", 50_000, "dep", Some("My paycheck")),
            "41cc27298b7fbfc36823ac76c97aae9a3f5dcd91868110eb51aff17e89c8e702"
        );
        assert_eq!(
            request_hash("A-1", 1, "wtd", None),
            "19dacadc8e64b7d976494da0bd71f7e34310ef85476e253cedcd0bddf3150aa5"
        );
        assert_eq!(
            request_hash("A-1", 1, "wtd", Some("\"ü\",\n")),
            "0b3392445eed2296b5cb118c8d9aa4d84e966ea6488b79a0c139de98a051ff32"
        );
    }
}
