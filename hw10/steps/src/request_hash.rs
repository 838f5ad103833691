//! The fingerprint by which a transaction that is sent again is told from another one under the same key.

use bank::Posting;
use sha2::{Digest, Sha256};

use crate::ledger::type_word;

/// SHA-256, in lower-case hexadecimal, over the UTF-8 text of the JSON array
/// `[account, amount in minor units, type, desc or null]` without white space, such as
/// `["12345",50000,"dep","My paycheck"]`.
///
/// JSON keeps the parts apart, whatever a description contains. The hash is stored in the ledger for ever: changing how
/// it is made would turn every honest repetition into a reused key.
pub(crate) fn request_hash(posting: &Posting) -> String {
    let parts = (
        posting.account.as_str(),
        if planted!(AmountNotHashed) {
            0
        } else {
            posting.amount.minor_units()
        },
        type_word(posting.kind),
        posting.desc.as_ref().map(|desc| desc.as_str()),
    );
    let text = serde_json::to_string(&parts).expect("strings and an integer are JSON");
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn hash(account: &str, amount: Value, kind: &str, desc: Value, request: &str) -> String {
        let posting = json!({
            "account": account, "amount": amount, "type": kind, "desc": desc,
            "idempotency_key": null, "request_id": request,
        });
        request_hash(&serde_json::from_value(posting).expect("a posting"))
    }

    /// Each can be made again with `printf '%s' '["12345",50000,"dep","My paycheck"]' | sha256sum`.
    #[test]
    fn the_hash_is_the_one_that_stands_in_ledgers() {
        assert_eq!(
            hash("12345", json!(500), "dep", json!("My paycheck"), "1"),
            "41cc27298b7fbfc36823ac76c97aae9a3f5dcd91868110eb51aff17e89c8e702"
        );
        assert_eq!(
            hash("A-1", json!(0.01), "wtd", Value::Null, "1"),
            "19dacadc8e64b7d976494da0bd71f7e34310ef85476e253cedcd0bddf3150aa5"
        );
        assert_eq!(
            hash("A-1", json!(0.01), "wtd", json!("\"ü\",\n"), "1"),
            "0b3392445eed2296b5cb118c8d9aa4d84e966ea6488b79a0c139de98a051ff32"
        );
    }

    #[test]
    fn every_part_of_a_transaction_counts_and_the_request_does_not() {
        let first = hash("1", json!(5), "dep", json!("a"), "1");
        assert_eq!(first, hash("1", json!(5.0), "dep", json!("a"), "2"));
        let others = [
            hash("2", json!(5), "dep", json!("a"), "1"),
            hash("1", json!(5.01), "dep", json!("a"), "1"),
            hash("1", json!(5), "wtd", json!("a"), "1"),
            hash("1", json!(5), "dep", json!("b"), "1"),
            hash("1", json!(5), "dep", json!(""), "1"),
            hash("1", json!(5), "dep", Value::Null, "1"),
        ];
        for other in others {
            assert_ne!(first, other);
        }
    }
}
