//! Reads the rows that an audit wants from a DynamoDB endpoint, page by page. Judges none of them.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::AttributeValue;
use steps::Tables;
use steps::tables::ACCOUNT_SEQUENCE_INDEX;

use crate::audit::{Answer, Audit, Request};
use crate::row::{self, Row};

/// Before an account is looked at again, the index gets so much time, times the number of looks.
const PAUSE: Duration = Duration::from_millis(100);

/// The tables of a bank.
///
/// ```no_run
/// # async fn example(client: aws_sdk_dynamodb::Client) -> Result<(), reconcile::ReadError> {
/// use reconcile::{Audit, Books};
///
/// let books = Books::new(client);
/// let mut audit = Audit::default();
/// while let Some(request) = audit.next() {
///     audit.take(books.read(request).await?);
/// }
/// assert!(audit.findings().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Books {
    client: Client,
    tables: Tables,
    page_rows_max: Option<i32>,
}

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the table `{table}`: {cause}; {help}")]
pub struct ReadError {
    table: String,
    cause: String,
    help: &'static str,
}

impl Books {
    /// The tables of their usual names.
    pub fn new(client: Client) -> Books {
        Books {
            client,
            tables: Tables::default(),
            page_rows_max: None,
        }
    }

    /// The same endpoint, other tables.
    #[must_use]
    pub fn with_tables(self, tables: Tables) -> Books {
        Books { tables, ..self }
    }

    /// The same tables, read in pages of at most so many rows. Without that a page is what DynamoDB gives: 1 MB.
    #[must_use]
    pub fn with_page_rows_max(self, page_rows_max: i32) -> Books {
        Books {
            page_rows_max: Some(page_rows_max),
            ..self
        }
    }

    /// Reads what an audit wants.
    ///
    /// # Errors
    /// [`ReadError`]: the table is not there, may not be read, or does not answer. The audit is as it was.
    pub async fn read(&self, request: Request) -> Result<Answer, ReadError> {
        match request {
            Request::ScanLedger { after } => self.scan(&self.tables.transactions, after).await,
            Request::ScanAccounts { after } => self.scan(&self.tables.accounts, after).await,
            Request::QueryEntries { account, after } => self.entries(account, after).await,
            Request::ReadAccount { account, looks } => {
                tokio::time::sleep(PAUSE * looks).await;
                self.account(account).await
            }
        }
    }

    /// Audits the books from the beginning to the end.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn audit(&self) -> Result<Audit, ReadError> {
        let mut audit = Audit::default();
        while let Some(request) = audit.next() {
            audit.take(self.read(request).await?);
        }
        Ok(audit)
    }

    async fn scan(&self, table: &str, after: Option<Row>) -> Result<Answer, ReadError> {
        let scan = self.client.scan().table_name(table).consistent_read(true);
        let scan = scan.set_limit(self.page_rows_max).set_exclusive_start_key(key(after));
        let read = scan.send().await.map_err(|error| unread(table, &error))?;
        Ok(page(read.items, read.last_evaluated_key))
    }

    async fn entries(&self, account: String, after: Option<Row>) -> Result<Answer, ReadError> {
        let table = &self.tables.transactions;
        let query = self.client.query().table_name(table).index_name(ACCOUNT_SEQUENCE_INDEX);
        let query = query
            .key_condition_expression("#account = :account")
            .expression_attribute_names("#account", "account")
            .expression_attribute_values(":account", AttributeValue::S(account))
            .set_limit(self.page_rows_max)
            .set_exclusive_start_key(key(after));
        let read = query.send().await.map_err(|error| unread(table, &error))?;
        Ok(page(read.items, read.last_evaluated_key))
    }

    async fn account(&self, account: String) -> Result<Answer, ReadError> {
        let table = &self.tables.accounts;
        let get = self.client.get_item().table_name(table).consistent_read(true);
        let read = get.key("account", AttributeValue::S(account)).send().await;
        let read = read.map_err(|error| unread(table, &error))?;
        Ok(Answer::Row(read.item.map(row::from_item)))
    }
}

type Item = HashMap<String, AttributeValue>;

fn key(after: Option<Row>) -> Option<Item> {
    after.as_ref().map(row::to_key)
}

fn page(items: Option<Vec<Item>>, last_key: Option<Item>) -> Answer {
    Answer::Page {
        rows: items.unwrap_or_default().into_iter().map(row::from_item).collect(),
        // An endpoint that has come to the end may say so with an empty key.
        after: last_key.filter(|key| !key.is_empty()).map(row::from_item),
    }
}

fn unread<E>(table: &str, error: &SdkError<E>) -> ReadError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let help = match error.code() {
        Some("ResourceNotFoundException") => {
            "name the tables with --accounts and --transactions, and where they are with --endpoint or AWS_REGION"
        }
        Some("AccessDeniedException" | "UnrecognizedClientException") => {
            "the credentials must allow dynamodb:Scan, dynamodb:Query and dynamodb:GetItem"
        }
        Some("ValidationException") => "are these the bank's tables? Name them with --accounts and --transactions",
        None if matches!(error, SdkError::ServiceError(_) | SdkError::ResponseError(_)) => {
            "what answers there is no DynamoDB: is the endpoint right?"
        }
        _ => {
            "are there credentials, is the endpoint right, does it answer? With --state the next run goes on from here"
        }
    };
    let cause = match error.code() {
        Some(code) => format!("{code}: {}", error.message().unwrap_or("no message")),
        None => chain(error),
    };
    ReadError {
        table: table.to_owned(),
        cause,
        help,
    }
}

/// An error and what led to it, the first line of each.
fn chain(error: &dyn std::error::Error) -> String {
    let errors = std::iter::successors(Some(error), |error| error.source());
    let first_lines = errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned());
    first_lines.collect::<Vec<_>>().join(": ")
}
