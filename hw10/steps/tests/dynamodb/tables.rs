//! Making the tables and the first accounts, and leaving alone what is there.

use aws_sdk_dynamodb::types::{KeySchemaElement, KeyType, ProjectionType, TableDescription, TableStatus};
use serde_json::{Value, json};
use steps::Tables;
use steps::tables::{ACCOUNT_SEQUENCE_INDEX, SEED_ACCOUNTS};

use crate::bank::{Bank, number, posting, string};
use crate::network::Network;
use crate::support::Emulator;

#[tokio::test]
async fn both_tables_are_made_with_their_keys_and_the_ledgers_index() {
    let emulator = Emulator::start();
    let client = emulator.client(Network::new(), 3);
    Tables::default().create_missing(&client).await.expect("made");
    for (name, key) in [("HW10-Account-List", "account"), ("HW10-Transactions", "transaction")] {
        let answer = client
            .describe_table()
            .table_name(name)
            .send()
            .await
            .expect("it exists");
        let table = answer.table.expect("a description");
        assert_eq!(table.table_status, Some(TableStatus::Active));
        let [only] = table.key_schema() else { panic!("one key") };
        assert_eq!((only.attribute_name(), only.key_type()), (key, &KeyType::Hash));
        for index in table.global_secondary_indexes() {
            let keys: Vec<_> = index.key_schema().iter().map(|key| key.attribute_name()).collect();
            assert_eq!(
                (name, index.index_name()),
                ("HW10-Transactions", Some(ACCOUNT_SEQUENCE_INDEX))
            );
            assert_eq!(keys, ["account", "sequence"]);
            let projection = index.projection().and_then(|projection| projection.projection_type());
            assert_eq!(projection, Some(&ProjectionType::All));
        }
    }
}

/// A table's keys and indexes, in the words of the template.
fn keys(name: &str, keys: Value, attributes: Value, indexes: Value) -> Value {
    json!({ "TableName": name, "KeySchema": keys, "AttributeDefinitions": sorted(attributes), "GlobalSecondaryIndexes": indexes })
}

/// The order of the attributes' definitions means nothing.
fn sorted(mut attributes: Value) -> Value {
    if let Some(attributes) = attributes.as_array_mut() {
        attributes.sort_by_key(|it| it["AttributeName"].to_string());
    }
    attributes
}

fn key_schema(keys: &[KeySchemaElement]) -> Value {
    let element =
        |key: &KeySchemaElement| json!({ "AttributeName": key.attribute_name(), "KeyType": key.key_type().as_str() });
    keys.iter().map(element).collect()
}

/// What `create_missing` made.
fn made(table: &TableDescription) -> Value {
    let attributes = table
        .attribute_definitions()
        .iter()
        .map(|it| json!({ "AttributeName": it.attribute_name(), "AttributeType": it.attribute_type().as_str() }));
    let indexes = table.global_secondary_indexes().iter().map(|it| {
        let projection = it
            .projection()
            .and_then(|it| it.projection_type())
            .map(|it| it.as_str());
        let projection = json!({ "ProjectionType": projection });
        json!({ "IndexName": it.index_name(), "KeySchema": key_schema(it.key_schema()), "Projection": projection })
    });
    let name = table.table_name().expect("a name");
    keys(
        name,
        key_schema(table.key_schema()),
        attributes.collect(),
        indexes.collect(),
    )
}

/// What a deployment makes.
fn deployed(table: &Value) -> Value {
    let properties = &table["Properties"];
    let mut indexes = properties.get("GlobalSecondaryIndexes").cloned().unwrap_or(json!([]));
    for index in indexes.as_array_mut().expect("a list") {
        // No part of what the steps see.
        index
            .as_object_mut()
            .expect("an index")
            .remove("ContributorInsightsSpecification");
    }
    let name = properties["TableName"].as_str().expect("a name");
    keys(
        name,
        properties["KeySchema"].clone(),
        properties["AttributeDefinitions"].clone(),
        indexes,
    )
}

#[tokio::test]
async fn a_deployment_makes_the_tables_that_the_steps_use() {
    let template: Value = serde_json::from_str(include_str!("../../../generated/deploy/tables.json")).expect("JSON");
    let emulator = Emulator::start();
    let client = emulator.client(Network::new(), 3);
    let tables = Tables::default();
    tables.create_missing(&client).await.expect("made");
    for (name, resource) in [(tables.accounts, "Accounts"), (tables.transactions, "Transactions")] {
        let answer = client
            .describe_table()
            .table_name(name)
            .send()
            .await
            .expect("it exists");
        let table = answer.table.expect("a description");
        assert_eq!(deployed(&template["Resources"][resource]), made(&table));
    }
}

#[tokio::test]
async fn tables_and_accounts_that_are_there_stay_as_they_are() {
    let bank = Bank::open().await;
    let emulator_client = bank.client();
    bank.account_with("12345", "7").await;
    bank.deposit(&posting("dep", "12345", 1.0, "key"))
        .await
        .expect("posted");

    bank.tables
        .create_missing(emulator_client)
        .await
        .expect("nothing to make");
    let added = bank.tables.seed_accounts(emulator_client).await.expect("filled");
    assert_eq!(added, SEED_ACCOUNTS.len() - 1);
    assert_eq!(bank.tables.seed_accounts(emulator_client).await.expect("full"), 0);
    assert_eq!(bank.balance("12345").await, "8");
    assert_eq!(bank.ledger("12345").await.len(), 1);
}

#[tokio::test]
async fn every_first_account_has_the_four_attributes_of_a_row_made_by_hand() {
    let bank = Bank::open().await;
    bank.tables.seed_accounts(bank.client()).await.expect("filled");
    assert!(SEED_ACCOUNTS.iter().any(|seed| seed.account == "12345"));
    for seed in SEED_ACCOUNTS {
        let row = bank.row(seed.account).await;
        assert_eq!(row.len(), 4);
        assert_eq!(number(&row, "balance"), seed.balance);
        assert_eq!(string(&row, "date-opened"), seed.date_opened);
        assert_eq!(string(&row, "name"), seed.name);
        let deposit = posting("dep", seed.account, 100.0, seed.account);
        bank.deposit(&deposit).await.expect("posted");
        bank.check_books(seed.account, seed.balance).await;
    }
}

#[test]
fn a_deployment_puts_the_same_first_accounts() {
    let rows: Value = serde_json::from_str(include_str!("../../../deploy/accounts.json")).expect("JSON");
    let seeds = SEED_ACCOUNTS.map(|seed| {
        json!({
            "account": seed.account, "balance": seed.balance, "date-opened": seed.date_opened, "name": seed.name,
        })
    });
    assert_eq!(rows, json!(seeds));
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_is_said_with_the_table_and_the_cause() {
    let emulator = Emulator::start();
    let network = Network::new();
    network.trouble("CreateTable", 1, &crate::network::Trouble::LoseRequest);
    let client = emulator.client(network, 1);
    let error = Tables::default().create_missing(&client).await.expect_err("no network");
    assert_eq!(error.to_string(), "creating the table `HW10-Account-List` failed");
    let causes = std::iter::successors(std::error::Error::source(&error), |error| error.source());
    assert!(
        causes
            .last()
            .expect("a cause")
            .to_string()
            .contains("the connection broke")
    );
}

#[test]
fn the_diagram_of_the_service_shows_these_tables() {
    let diagram = include_str!("../../../generated/service.mmd");
    let Tables { accounts, transactions } = Tables::default();
    for table in [accounts, transactions] {
        assert!(diagram.contains(&format!("[(\"{table}<br>")), "{table}");
    }
}
