//! A bank to test with: its steps, its store, the network between them, and its books.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::bank::{Balance, BankSteps, FundsError, Posting, PostingError, Receipt, RequestId};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, Sleep};
use aws_smithy_async::time::{SharedTimeSource, StaticTimeSource};
use serde_json::json;
use steps::{Dynamo, Random, Surroundings, Tables};

use crate::network::{Network, Trouble};
use crate::support::Emulator;

pub(crate) type Row = HashMap<String, AttributeValue>;

pub(crate) struct Bank {
    pub(crate) dynamo: Dynamo,
    /// The same steps in another process.
    pub(crate) elsewhere: Dynamo,
    pub(crate) network: Network,
    pub(crate) tables: Tables,
    pub(crate) pauses: Pauses,
    network_client: Client,
    client: Client,
    _emulator: Emulator,
}

impl Bank {
    /// A bank whose SDK tries each request three times.
    pub(crate) async fn open() -> Bank {
        Bank::with_attempts(3).await
    }

    /// A bank whose SDK gives up after so many attempts. Its pauses take no time and are written down.
    pub(crate) async fn with_attempts(attempts_max: u32) -> Bank {
        let emulator = Emulator::start();
        let network = Network::new();
        let client = emulator.client(Network::new(), 3);
        let tables = Tables::default();
        tables.create_missing(&client).await.expect("the tables are made");
        let pauses = Pauses::default();
        let process = || {
            let surroundings = Surroundings {
                clock: SharedTimeSource::new(StaticTimeSource::from_secs(1_795_376_580)),
                sleep: SharedAsyncSleep::new(pauses.clone()),
                random: Random::seeded(1),
            };
            Dynamo::new(emulator.client(network.clone(), attempts_max)).with_surroundings(surroundings)
        };
        Bank {
            dynamo: process(),
            elsewhere: process(),
            network_client: emulator.client(network.clone(), attempts_max),
            network,
            tables,
            pauses,
            client,
            _emulator: emulator,
        }
    }

    /// Reaches the store past the network's troubles.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Another process with this sleeper.
    pub(crate) fn process(&self, sleep: impl AsyncSleep + 'static) -> Dynamo {
        let surroundings = Surroundings {
            sleep: SharedAsyncSleep::new(sleep),
            ..Surroundings::default()
        };
        Dynamo::new(self.network_client.clone()).with_surroundings(surroundings)
    }

    /// Makes an account by hand: the four attributes that a person types in.
    pub(crate) async fn account(&self, account: &str, balance: AttributeValue) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let row = [
            ("account", text(account)),
            ("balance", balance),
            ("date-opened", text("2024-01-15")),
            ("name", text(HOLDER)),
        ];
        self.put_account(row.map(|(name, value)| (name.to_owned(), value)).into())
            .await;
    }

    pub(crate) async fn put_account(&self, row: Row) {
        let put = self.client.put_item().table_name(&self.tables.accounts);
        put.set_item(Some(row)).send().await.expect("the row is put");
    }

    pub(crate) async fn account_with(&self, account: &str, balance: &str) {
        self.account(account, AttributeValue::N(balance.to_owned())).await;
    }

    pub(crate) async fn close_account(&self, account: &str) {
        let delete = self.client.delete_item().table_name(&self.tables.accounts);
        let key = AttributeValue::S(account.to_owned());
        delete.key("account", key).send().await.expect("the row is deleted");
    }

    pub(crate) async fn deposit(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.dynamo.process_deposit(posting).await
    }

    pub(crate) async fn withdraw(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.dynamo.process_withdrawal(posting).await
    }

    pub(crate) async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError> {
        self.dynamo.check_funds(posting).await
    }

    /// The account's row, whole.
    pub(crate) async fn row(&self, account: &str) -> Row {
        let get = self.client.get_item().table_name(&self.tables.accounts);
        let get = get.key("account", AttributeValue::S(account.to_owned()));
        let answer = get.consistent_read(true).send().await.expect("the row is read");
        answer.item.expect("the account exists")
    }

    pub(crate) async fn balance(&self, account: &str) -> String {
        number(&self.row(account).await, "balance")
    }

    /// The entries of the account, in the order of the index.
    pub(crate) async fn ledger(&self, account: &str) -> Vec<Row> {
        let query = self.client.query().table_name(&self.tables.transactions);
        let answer = query
            .index_name(steps::tables::ACCOUNT_SEQUENCE_INDEX)
            .key_condition_expression("account = :account")
            .expression_attribute_values(":account", AttributeValue::S(account.to_owned()))
            .send()
            .await
            .expect("the index is read");
        answer.items.unwrap_or_default()
    }

    /// Somebody else posts this right after the steps have read the account.
    pub(crate) fn rival_posts(&self, posting: &Posting) {
        self.rivals_post(vec![posting.clone()]);
    }

    /// Others post all this between a read of the account and the write that follows it.
    pub(crate) fn rivals_post(&self, postings: Vec<Posting>) {
        let rival = Arc::new(Dynamo::new(self.client.clone()));
        let trouble = Trouble::Rival(rival, postings);
        self.network.trouble("GetItem", 1, &trouble);
    }

    /// Follows the account's entries from its opening balance to what it holds now.
    pub(crate) async fn check_books(&self, account: &str, opening_balance: &str) {
        let mut balance = opening_balance.to_owned();
        for (entry, sequence) in self.ledger(account).await.iter().zip(1..) {
            assert_eq!(number(entry, "sequence"), sequence.to_string());
            assert_eq!(number(entry, "balance_before"), balance, "before entry {sequence}");
            let amount = minor_units(&number(entry, "amount"));
            let moved = if string(entry, "type") == "dep" {
                amount
            } else {
                -amount
            };
            balance = number(entry, "balance_after");
            let before = minor_units(&number(entry, "balance_before"));
            assert_eq!(minor_units(&balance), before + moved, "after entry {sequence}");
        }
        assert_eq!(self.balance(account).await, balance);
    }

    /// Rewrites an entry of the ledger, as nobody ever should.
    pub(crate) async fn forge(&self, entry: Row) {
        let put = self.client.put_item().table_name(&self.tables.transactions);
        put.set_item(Some(entry)).send().await.expect("the entry is written");
    }
}

fn minor_units(decimal: &str) -> i64 {
    Balance::from_decimal(decimal).expect("a balance").minor_units()
}

pub(crate) const HOLDER: &str = "Ada Lovelace";

pub(crate) fn number(row: &Row, attribute: &str) -> String {
    row[attribute].as_n().expect("a number attribute").clone()
}

pub(crate) fn string(row: &Row, attribute: &str) -> String {
    row[attribute].as_s().expect("a string attribute").clone()
}

/// A posting to an account under an idempotency key, as the first request with that key asks for it.
pub(crate) fn posting(kind: &str, account: &str, amount: f64, key: &str) -> Posting {
    let posting = json!({
        "account": account, "amount": amount, "type": kind, "desc": "A test",
        "idempotency_key": key, "request_id": format!("request-{}", key.replace(' ', "-")),
    });
    serde_json::from_value(posting).expect("a posting")
}

/// The posting as another request asks for it.
pub(crate) fn asked_as(request: &str, posting: Posting) -> Posting {
    Posting {
        request_id: RequestId::parse(request).expect("a request id"),
        ..posting
    }
}

/// A sleeper that does not sleep.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pauses(Arc<Mutex<Vec<Duration>>>);

impl Pauses {
    pub(crate) fn taken(&self) -> Vec<Duration> {
        self.0.lock().expect("no test panics with the lock held").clone()
    }
}

impl AsyncSleep for Pauses {
    fn sleep(&self, duration: Duration) -> Sleep {
        self.0.lock().expect("no test panics with the lock held").push(duration);
        Sleep::new(tokio::task::yield_now())
    }
}

/// A sleeper whose pauses never end: whoever waits for something else gets all the time in the world.
#[derive(Debug)]
pub(crate) struct Patience;

impl AsyncSleep for Patience {
    fn sleep(&self, _: Duration) -> Sleep {
        Sleep::new(std::future::pending())
    }
}
