//! The tables through the DynamoDB endpoint, read with the AWS SDK over a socket, as anybody would.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, RuntimeComponents};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use reconcile::{Books, Finding};
use tokio::runtime::Runtime;

use super::http::Request;

/// A row of a table.
pub(crate) type Row = std::collections::HashMap<String, AttributeValue>;

/// The bank's tables.
pub(crate) struct Tables<'runtime> {
    runtime: &'runtime Runtime,
    client: Client,
}

impl Tables<'_> {
    pub(crate) fn new(runtime: &Runtime, endpoint: SocketAddr) -> Tables<'_> {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .endpoint_url(format!("http://{endpoint}"))
            .credentials_provider(Credentials::new("any", "any", None, None, "test"))
            .http_client(Socket(endpoint))
            .build();
        Tables {
            runtime,
            client: Client::from_conf(config),
        }
    }

    /// The SDK's client of the endpoint.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// What the auditor finds in the books.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let books = Books::new(self.client());
        let audit = self.runtime.block_on(books.audit());
        audit.expect("the books can be read").findings().to_vec()
    }

    fn scan(&self, table: &str) -> Vec<Row> {
        let scan = self.client.scan().table_name(table).consistent_read(true).send();
        self.runtime
            .block_on(scan)
            .expect("the table can be scanned")
            .items
            .unwrap_or_default()
    }

    /// Every account's balance, as DynamoDB writes numbers.
    pub(crate) fn balances(&self) -> BTreeMap<String, String> {
        let rows = self.scan("HW10-Account-List");
        rows.iter()
            .map(|row| (text(row, "account"), number(row, "balance")))
            .collect()
    }

    /// Every row of the ledger.
    pub(crate) fn ledger(&self) -> Vec<Row> {
        self.scan("HW10-Transactions")
    }

    /// Makes an account as a person does in the console.
    pub(crate) fn put_account(&self, account: &str, balance: &str) {
        let put = self
            .client
            .put_item()
            .table_name("HW10-Account-List")
            .item("account", AttributeValue::S(account.into()))
            .item("balance", AttributeValue::N(balance.into()))
            .item("date-opened", AttributeValue::S("2026-11-22".into()))
            .item("name", AttributeValue::S("Somebody".into()));
        self.runtime.block_on(put.send()).expect("the account is made");
    }

    pub(crate) fn delete_account(&self, account: &str) {
        let key = AttributeValue::S(account.into());
        let delete = self
            .client
            .delete_item()
            .table_name("HW10-Account-List")
            .key("account", key);
        self.runtime.block_on(delete.send()).expect("the account is deleted");
    }
}

pub(crate) fn text(row: &Row, name: &str) -> String {
    row[name].as_s().expect("a text").clone()
}

pub(crate) fn number(row: &Row, name: &str) -> String {
    row[name].as_n().expect("a number").clone()
}

/// The SDK's way to the endpoint: one connection a request.
#[derive(Clone, Debug)]
struct Socket(SocketAddr);

impl HttpClient for Socket {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Socket {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let to = self.0;
        HttpConnectorFuture::new(async move {
            let exchange = tokio::task::spawn_blocking(move || exchange(to, &request));
            exchange
                .await
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

fn exchange(to: SocketAddr, request: &HttpRequest) -> HttpResponse {
    let mut sent = Request::new(request.method(), "/");
    for (name, value) in request.headers().iter().filter(|header| header.0 != "content-length") {
        sent = sent.header(name, value);
    }
    let answer = sent.body(request.body().bytes().unwrap_or_default()).send(to);
    let status = answer.status.try_into().expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body.clone()));
    for (name, value) in answer.headers() {
        response.headers_mut().append(name.to_ascii_lowercase(), value.clone());
    }
    response
}
