//! A bank on an emulator: posts by the steps that the bank runs, and is tampered with behind their back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ::bank::{BankSteps, Posting};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use steps::plain_http::PlainHttp;
use steps::{Dynamo, Tables};

use crate::support::Emulator;

pub(crate) struct Bank {
    emulator: Emulator,
    dynamo: Dynamo,
    posted: AtomicU64,
}

impl Bank {
    /// A bank with the first accounts and no postings.
    pub(crate) async fn open() -> Bank {
        let emulator = Emulator::start();
        let client = client(&emulator);
        let tables = Tables::default();
        tables.create_missing(&client).await.expect("the tables are made");
        tables.seed_accounts(&client).await.expect("the accounts are made");
        Bank {
            dynamo: Dynamo::new(client),
            emulator,
            posted: AtomicU64::new(0),
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        self.emulator.endpoint()
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.emulator)
    }

    /// Posts so many transactions, in turn to three accounts, deposits and withdrawals.
    pub(crate) async fn post(&self, count: u64) {
        for _ in 0..count {
            let number = self.posted.fetch_add(1, Ordering::Relaxed);
            let account = ["12345", "23456", "45678"][number as usize % 3];
            let kind = ["dep", "dep", "wtd", "dep"][number as usize % 4];
            let posting: Posting = serde_json::from_value(serde_json::json!({
                "account": account, "amount": 0.01 + number as f64, "type": kind, "desc": null,
                "idempotency_key": format!("key {number}"), "request_id": "unused",
            }))
            .expect("a posting");
            self.dynamo.process_deposit(&posting).await.expect("posted");
        }
    }

    /// Changes a balance as nobody ever should.
    pub(crate) async fn set_balance(&self, account: &str, balance: &str) {
        let update = self.client().update_item().table_name(Tables::default().accounts);
        let update = update
            .key("account", AttributeValue::S(account.to_owned()))
            .update_expression("SET balance = :balance")
            .expression_attribute_values(":balance", AttributeValue::N(balance.to_owned()));
        update.send().await.expect("the balance is set");
    }

    pub(crate) async fn delete_account(&self, account: &str) {
        let delete = self.client().delete_item().table_name(Tables::default().accounts);
        let key = AttributeValue::S(account.to_owned());
        delete.key("account", key).send().await.expect("the row is deleted");
    }
}

fn client(emulator: &Emulator) -> Client {
    emulator.client(PlainHttp::new(Duration::from_secs(5)), 3)
}
