//! What passes between steps and store, in words for who reads a history. Decides nothing.

use serde_json::Value;

use crate::bank_store::Reply;
use crate::tables::ACCOUNTS;

/// A request to the store that was served, and what it was told.
pub(crate) fn served(operation: &str, request: &[u8], reply: &Reply) -> String {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    match operation {
        "GetItem" => format!("reads {}", read(&request, &answer)),
        "TransactWriteItems" => format!("{}: {}", written(&request), outcome(reply.status, &answer)),
        other => format!("{other}: {}", outcome(reply.status, &answer)),
    }
}

fn read(request: &Value, answer: &Value) -> String {
    let key = only(&request["Key"]);
    let item = &answer["Item"];
    let field = |name: &str| only(&item[name]);
    match (request["TableName"] == ACCOUNTS, item.is_object()) {
        (true, true) if item.get("balance").is_some() => {
            format!(
                "account {key}: balance {}, sequence {}",
                field("balance"),
                field("sequence")
            )
        }
        (true, true) => format!("account {key}: it is there"),
        (true, false) => format!("account {key}: there is none"),
        (false, true) => format!(
            "entry {key}: {} {}, sequence {}",
            field("type"),
            field("amount"),
            field("sequence")
        ),
        (false, false) => format!("entry {key}: there is none"),
    }
}

fn written(request: &Value) -> String {
    let [first, second] = [0, 1].map(|part| &request["TransactItems"][part]);
    match first.get("ConditionCheck") {
        Some(_) => format!(
            "notes in account {} what it has declined",
            only(&second["Update"]["Key"])
        ),
        None => posted(request),
    }
}

fn posted(request: &Value) -> String {
    let entry = &request["TransactItems"][0]["Put"]["Item"];
    let field = |name: &str| only(&entry[name]);
    format!(
        "writes entry {}, sequence {} of account {}: balance {} to {}",
        field("transaction"),
        field("sequence"),
        field("account"),
        field("balance_before"),
        field("balance_after")
    )
}

fn outcome(status: u16, answer: &Value) -> String {
    if status == 200 {
        return "done".to_owned();
    }
    let name = answer["__type"].as_str().unwrap_or("no reason given");
    let name = name.rsplit('#').next().unwrap_or(name);
    let reasons = answer["CancellationReasons"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let reasons: Vec<_> = reasons
        .iter()
        .map(|reason| reason["Code"].as_str().unwrap_or("None"))
        .collect();
    match reasons[..] {
        [ledger, account] => format!("cancelled (entry: {ledger}, account: {account})"),
        _ => format!("refused ({name})"),
    }
}

/// The one thing that an object of DynamoDB holds, as text: a value, or the value of a key.
fn only(value: &Value) -> String {
    match value.as_object().and_then(|object| object.values().next()) {
        Some(Value::String(text)) => text.clone(),
        Some(inner @ Value::Object(_)) => only(inner),
        _ => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(operation: &str, request: &Value, status: u16, answer: Value) -> String {
        let body = answer.to_string();
        served(operation, request.to_string().as_bytes(), &Reply { status, body })
    }

    #[test]
    fn a_read_says_what_was_found() {
        let get = |table: &str, key: &str| json!({ "TableName": table, "Key": { key: { "S": "10" } } });
        let account = json!({ "Item": { "balance": { "N": "5" }, "sequence": { "N": "2" } } });
        let words = |table, key, answer: Value| words("GetItem", &get(table, key), 200, answer);
        assert_eq!(
            words(ACCOUNTS, "account", account),
            "reads account 10: balance 5, sequence 2"
        );
        assert_eq!(words(ACCOUNTS, "account", json!({})), "reads account 10: there is none");
        assert_eq!(
            words("HW10-Transactions", "transaction", json!({})),
            "reads entry 10: there is none"
        );
    }

    #[test]
    fn a_write_says_what_it_would_change_and_why_it_did_not() {
        let entry = json!({
            "transaction": { "S": "k-a" }, "account": { "S": "10" }, "sequence": { "N": "3" },
            "balance_before": { "N": "5" }, "balance_after": { "N": "4" },
        });
        let write = json!({ "TransactItems": [{ "Put": { "Item": entry } }, {}] });
        let reasons = json!([{ "Code": "None" }, { "Code": "ConditionalCheckFailed" }]);
        let cancelled = json!({ "__type": "x#TransactionCanceledException", "CancellationReasons": reasons });
        let begin = "writes entry k-a, sequence 3 of account 10: balance 5 to 4: ";
        let words = |status, answer: Value| words("TransactWriteItems", &write, status, answer);
        assert_eq!(words(200, json!({})), format!("{begin}done"));
        assert_eq!(
            words(400, cancelled),
            format!("{begin}cancelled (entry: None, account: ConditionalCheckFailed)")
        );
        assert_eq!(
            words(500, json!({ "__type": "x#Internal" })),
            format!("{begin}refused (Internal)")
        );
    }
}
