//! The two tables: their names, their keys, the accounts to start with. Posts nothing.
//!
//! On AWS the deployment's template makes the tables; [`Tables::create_missing`] makes the same ones wherever else a
//! DynamoDB endpoint is.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BoxError, SdkError};
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, TableStatus,
};
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, TokioSleep};

use crate::item::{Item, number_value, string_value};

pub use bank::ACCOUNT_SEQUENCE_INDEX;

/// The names of the bank's two tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The accounts and their balances.
    pub accounts: String,
    /// The ledger: every deposit and withdrawal that was posted.
    pub transactions: String,
}

impl Default for Tables {
    /// `HW10-Account-List` and `HW10-Transactions`.
    fn default() -> Tables {
        let [accounts, transactions] = bank::tables().map(|table| table.name.to_owned());
        Tables { accounts, transactions }
    }
}

/// A table that could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// DynamoDB refused a request, or did not answer; the sources say why.
    #[error("{action} the table `{table}` failed")]
    Request {
        /// What was asked for: `creating`, `describing`, `filling`.
        action: &'static str,
        /// The table.
        table: String,
        /// What DynamoDB, or the way to it, said.
        source: BoxError,
    },
    /// A table did not become active in time.
    #[error(
        "the table `{table}` is still not ACTIVE after {} seconds: look at its status, then start again",
        READY_SECONDS_MAX
    )]
    NotActive {
        /// The table.
        table: String,
    },
}

const READY_SECONDS_MAX: u64 = 60;
const POLL: Duration = Duration::from_millis(50);

/// The keys of a table, as data.
///
/// Money has no part in a definition: DynamoDB asks for the attributes of keys alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDefinition {
    /// The table's name.
    pub name: String,
    /// The partition key, a string.
    pub key: &'static str,
    /// An index over the whole table, if it has one.
    pub index: Option<IndexDefinition>,
}

/// The keys of an index that carries every attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The index's name.
    pub name: &'static str,
    /// The partition key, a string.
    pub partition: &'static str,
    /// The sort key, a number.
    pub sort: &'static str,
}

/// An account to start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedAccount {
    /// Its number.
    pub account: &'static str,
    /// Its opening balance.
    pub balance: &'static str,
    /// The day it was opened.
    pub date_opened: &'static str,
    /// Whose it is.
    pub name: &'static str,
}

/// The accounts that a new bank starts with.
pub const SEED_ACCOUNTS: [SeedAccount; 5] = [
    seed("12345", "1000", "2024-01-15", "Ada Lovelace"),
    seed("23456", "250.75", "2024-03-02", "Grace Hopper"),
    seed("34567", "0", "2024-06-30", "Alan Turing"),
    seed("45678", "98765.43", "2025-02-11", "Katherine Johnson"),
    seed("56789", "12.5", "2025-09-01", "Edsger Dijkstra"),
];

const fn seed(
    account: &'static str,
    balance: &'static str,
    date_opened: &'static str,
    name: &'static str,
) -> SeedAccount {
    SeedAccount {
        account,
        balance,
        date_opened,
        name,
    }
}

impl Tables {
    /// The definitions of both tables: the contract's, under these names.
    pub fn definitions(&self) -> [TableDefinition; 2] {
        let [accounts, transactions] = bank::tables();
        [(&self.accounts, accounts), (&self.transactions, transactions)].map(|(name, table)| TableDefinition {
            name: name.clone(),
            key: table.key.partition.name,
            index: table.indexes.first().map(|index| IndexDefinition {
                name: index.name,
                partition: index.key.partition.name,
                sort: index.key.sort.expect("an index of the bank has a sort key").name,
            }),
        })
    }

    /// Creates the tables that do not exist, and waits until both are active. A table that exists is not touched.
    ///
    /// # Errors
    /// [`TablesError`].
    pub async fn create_missing(&self, client: &Client) -> Result<(), TablesError> {
        for definition in self.definitions() {
            definition.create_if_missing(client).await?;
            definition.wait_until_active(client).await?;
        }
        Ok(())
    }

    /// Puts the [`SEED_ACCOUNTS`] that are not in the table; says how many those were. An account that is there is
    /// never overwritten.
    ///
    /// # Errors
    /// [`TablesError`].
    pub async fn seed_accounts(&self, client: &Client) -> Result<usize, TablesError> {
        let mut added = 0;
        for account in &SEED_ACCOUNTS {
            added += usize::from(self.put_if_missing(client, account).await?);
        }
        Ok(added)
    }

    async fn put_if_missing(&self, client: &Client, account: &SeedAccount) -> Result<bool, TablesError> {
        let put = client
            .put_item()
            .table_name(&self.accounts)
            .set_item(Some(account.to_item()))
            .condition_expression("attribute_not_exists(#account)")
            .expression_attribute_names("#account", "account");
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if is(&error, |error| error.is_conditional_check_failed_exception()) => Ok(false),
            Err(error) => Err(failed("filling", &self.accounts, error)),
        }
    }
}

impl SeedAccount {
    /// The row as a person would make it by hand: the four attributes of an account, and no more.
    fn to_item(self) -> Item {
        [
            ("account", string_value(self.account)),
            ("balance", number_value(self.balance)),
            ("date-opened", string_value(self.date_opened)),
            ("name", string_value(self.name)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

impl TableDefinition {
    async fn create_if_missing(&self, client: &Client) -> Result<(), TablesError> {
        match self.create(client).send().await {
            Ok(_) => Ok(()),
            Err(error) if is(&error, |error| error.is_resource_in_use_exception()) => Ok(()),
            Err(error) => Err(failed("creating", &self.name, error)),
        }
    }

    fn create(&self, client: &Client) -> CreateTableFluentBuilder {
        let create = client
            .create_table()
            .table_name(&self.name)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(attribute(self.key, ScalarAttributeType::S))
            .key_schema(key(self.key, KeyType::Hash));
        match &self.index {
            None => create,
            Some(index) => create
                .attribute_definitions(attribute(index.partition, ScalarAttributeType::S))
                .attribute_definitions(attribute(index.sort, ScalarAttributeType::N))
                .global_secondary_indexes(index.to_request()),
        }
    }

    /// Looks at once, then at short intervals: an emulator is ready at once, and AWS within seconds.
    async fn wait_until_active(&self, client: &Client) -> Result<(), TablesError> {
        let sleep = client.config().sleep_impl();
        let sleep = sleep.unwrap_or_else(|| SharedAsyncSleep::new(TokioSleep::new()));
        let polls = Duration::from_secs(READY_SECONDS_MAX).as_millis() / POLL.as_millis();
        for _ in 0..polls {
            if self.is_active(client).await? {
                return Ok(());
            }
            sleep.sleep(POLL).await;
        }
        Err(TablesError::NotActive {
            table: self.name.clone(),
        })
    }

    async fn is_active(&self, client: &Client) -> Result<bool, TablesError> {
        match client.describe_table().table_name(&self.name).send().await {
            Ok(answer) => {
                let table = answer.table();
                Ok(table.is_some_and(|table| table.table_status() == Some(&TableStatus::Active)))
            }
            // A table that was created just now may not be visible yet.
            Err(error) if is(&error, |error| error.is_resource_not_found_exception()) => Ok(false),
            Err(error) => Err(failed("describing", &self.name, error)),
        }
    }
}

impl IndexDefinition {
    fn to_request(&self) -> GlobalSecondaryIndex {
        let everything = Projection::builder().projection_type(ProjectionType::All);
        GlobalSecondaryIndex::builder()
            .index_name(self.name)
            .key_schema(key(self.partition, KeyType::Hash))
            .key_schema(key(self.sort, KeyType::Range))
            .projection(everything.build())
            .build()
            .expect("an index has a name and keys")
    }
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    let definition = AttributeDefinition::builder().attribute_name(name);
    let definition = definition.attribute_type(kind).build();
    definition.expect("an attribute has a name and a type")
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    let element = KeySchemaElement::builder().attribute_name(name);
    element.key_type(kind).build().expect("a key has a name and a type")
}

fn is<E>(error: &SdkError<E>, kind: impl FnOnce(&E) -> bool) -> bool {
    error.as_service_error().is_some_and(kind)
}

fn failed(action: &'static str, table: &str, error: impl Into<BoxError>) -> TablesError {
    TablesError::Request {
        action,
        table: table.to_owned(),
        source: error.into(),
    }
}
