//! The flags of `reconcile`, and what they mean.

use std::env;
use std::path::PathBuf;

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, Region};
use clap::Parser;
use reconcile::{Books, StateFile, Subject};
use steps::Tables;

/// Replays the bank's ledger, account by account, and reports every broken invariant with its rows.
#[derive(Debug, Parser)]
#[command(name = "reconcile", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct CommandLine {
    /// The DynamoDB endpoint; without it AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, or AWS itself
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,

    /// The table of the accounts
    #[arg(long, value_name = "TABLE", default_value_t = Tables::default().accounts)]
    accounts: String,

    /// The table of the ledger
    #[arg(long, value_name = "TABLE", default_value_t = Tables::default().transactions)]
    transactions: String,

    /// Keep the progress in this file; a run that finds it there goes on, and removes it at the end
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Rows of a page; without it as many as DynamoDB gives, which is 1 MB
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..))]
    page_rows: Option<i32>,

    /// Stop after so many pages, to go on another time
    #[arg(long, value_name = "N", requires = "state")]
    pub(crate) pages_max: Option<u64>,

    /// Report as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  reconcile --endpoint http://127.0.0.1:8000     the bank that `cargo run -p local` serves
  reconcile --state audit.json                   a large bank on AWS: interrupt it, and call it again
                                                 (built with `--features tls`, since AWS speaks HTTPS)
  reconcile --json > report.json

It reads, and writes nothing to the tables: dynamodb:Scan, dynamodb:Query and dynamodb:GetItem are all it needs.
The bank may be open meanwhile. Progress is shown on stderr at a terminal.
Exit codes: 0 every invariant holds, 1 one is broken, 2 the books cannot be read (or wrong usage),
3 stopped by --pages-max before the end.";

impl CommandLine {
    /// The file that keeps the progress of reading with this client, if one was named.
    pub(crate) fn state_file(&self, client: &Client) -> Option<StateFile> {
        let subject = Subject {
            endpoint: self.endpoint(),
            region: client.config().region().map(ToString::to_string),
            accounts: self.accounts.clone(),
            transactions: self.transactions.clone(),
        };
        self.state.clone().map(|path| StateFile::new(path, subject))
    }

    /// Whether the tables are where only HTTPS goes, and this program has none.
    pub(crate) fn lacks_tls(&self) -> bool {
        let plain = self.endpoint().is_some_and(|endpoint| endpoint.starts_with("http://"));
        cfg!(not(feature = "tls")) && !plain
    }

    /// The tables to read.
    pub(crate) fn books(&self, client: Client) -> Books {
        let tables = Tables {
            accounts: self.accounts.clone(),
            transactions: self.transactions.clone(),
        };
        let books = Books::new(client).with_tables(tables);
        match self.page_rows {
            Some(rows) => books.with_page_rows_max(rows),
            None => books,
        }
    }

    fn endpoint(&self) -> Option<String> {
        let variable = |name| env::var(name).ok().filter(|url| !url.is_empty());
        let named = self.endpoint.clone();
        named
            .or_else(|| variable("AWS_ENDPOINT_URL_DYNAMODB"))
            .or_else(|| variable("AWS_ENDPOINT_URL"))
    }

    /// The client of the endpoint.
    pub(crate) async fn client(&self) -> Client {
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        #[cfg(not(feature = "tls"))]
        {
            loader = loader.http_client(steps::plain_http::PlainHttp::new(CONNECT_TIMEOUT));
        }
        if let Some(endpoint) = self.endpoint() {
            loader = loader.endpoint_url(&endpoint);
            if endpoint.starts_with("http://") && env::var_os("AWS_ACCESS_KEY_ID").is_none() {
                loader = loader.credentials_provider(any_credentials()).region(region());
            }
        }
        Client::new(&loader.load().await)
    }
}

#[cfg(not(feature = "tls"))]
const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3);

/// A DynamoDB without TLS is not AWS's, and asks for credentials without looking at them.
fn any_credentials() -> Credentials {
    let any = Credentials::builder().provider_name("any");
    any.access_key_id("any").secret_access_key("any").build()
}

fn region() -> Region {
    Region::new(env::var("AWS_REGION").unwrap_or_else(|_| "us-east-1".to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn to_stop_before_the_end_asks_for_a_place_to_keep_the_progress() {
        assert!(CommandLine::try_parse_from(["reconcile", "--pages-max", "1"]).is_err());
        assert!(CommandLine::try_parse_from(["reconcile", "--pages-max", "1", "--state", "x"]).is_ok());
    }
}
