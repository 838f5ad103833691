//! What the contract says that a step may do with a table is what the step does: no more, and no less.

use std::collections::BTreeSet;

use ::bank::{AccountId, BankSteps, Posting};
use serde_json::Value;
use steps::tables::ACCOUNT_SEQUENCE_INDEX;
use stepwright::access::Action;

use crate::bank::{Bank, posting};
use crate::network::{Passed, Trouble};

/// An action of IAM on a table, or on an index of it.
type Use = (String, Option<String>, Action);

fn declared(step: &str) -> BTreeSet<Use> {
    let mut uses = BTreeSet::new();
    for table in ::bank::tables() {
        for access in table.access.iter().filter(|it| it.step == step) {
            let action = |action: &Action| (table.name.to_owned(), access.index.map(str::to_owned), *action);
            uses.extend(access.actions.iter().map(action));
        }
    }
    uses
}

/// What IAM asks for when a request comes:
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>.
fn used(passed: &Passed) -> Vec<Use> {
    let request = &passed.request;
    match passed.operation.as_str() {
        "GetItem" => vec![on_table(request, Action::GetItem)],
        "PutItem" => vec![on_table(request, Action::PutItem)],
        "UpdateItem" => vec![on_table(request, Action::UpdateItem)],
        "DeleteItem" => vec![on_table(request, Action::DeleteItem)],
        "Query" => vec![on_table(request, Action::Query)],
        "Scan" => vec![on_table(request, Action::Scan)],
        "TransactWriteItems" => {
            let items = request["TransactItems"].as_array().expect("a transaction has items");
            items
                .iter()
                .flat_map(|item| item.as_object().expect("an item"))
                .map(part)
                .collect()
        }
        other => panic!("say which actions of IAM {other} needs"),
    }
}

fn part((kind, item): (&String, &Value)) -> Use {
    let action = match kind.as_str() {
        "Put" => Action::PutItem,
        "Update" => Action::UpdateItem,
        "Delete" => Action::DeleteItem,
        "ConditionCheck" => Action::ConditionCheckItem,
        other => panic!("a transaction has no {other}"),
    };
    on_table(item, action)
}

fn on_table(request: &Value, action: Action) -> Use {
    let text = |name: &str| request[name].as_str().map(str::to_owned);
    (
        text("TableName").expect("a request names its table"),
        text("IndexName"),
        action,
    )
}

/// Drives a step on every way that it has through a store: found, unknown, declined, replayed, refused, overtaken, failing.
async fn drive(step: &str) -> BTreeSet<Use> {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.account_with("full", "9999999999999").await;
    let kind = if step == "process_deposit" { "dep" } else { "wtd" };
    let once = posting(kind, "12345", 5.0, "once");
    let cancelled = Trouble::cancelled("None", "ConditionalCheckFailed");
    bank.network.trouble("TransactWriteItems", 1, &cancelled);
    for posting in [
        once.clone(),
        once,
        posting(kind, "12345", 6.0, "once"),
        posting(kind, "12345", 1_000_000_000.0, "too much"),
        posting(kind, "full", 1_000_000_000.0, "too much for it"),
        posting(kind, "99999", 5.0, "unknown"),
    ] {
        call(&bank, step, &posting).await;
    }
    bank.network.trouble("TransactWriteItems", 3, &Trouble::LoseAnswer);
    call(&bank, step, &posting(kind, "12345", 7.0, "lost")).await;
    bank.network.all_passed().iter().flat_map(used).collect()
}

/// Whether the step succeeds is the business of other tests.
async fn call(bank: &Bank, step: &str, posting: &Posting) {
    let account: &AccountId = &posting.account;
    let dynamo = &bank.dynamo;
    match step {
        "validate_account" => drop(dynamo.validate_account(account).await),
        "check_funds" => drop(dynamo.check_funds(posting).await),
        "process_deposit" => drop(dynamo.process_deposit(posting).await),
        "process_withdrawal" => drop(dynamo.process_withdrawal(posting).await),
        other => panic!("drive the step {other} too"),
    }
}

#[tokio::test]
async fn a_step_does_what_its_role_allows_and_needs_all_of_it() {
    for step in steps::Dynamo::STEPS {
        assert_eq!(drive(step).await, declared(step), "{step}");
    }
}

#[test]
fn the_tables_of_the_contract_are_those_that_the_steps_use_and_the_template_makes() {
    let definitions = steps::Tables::default().definitions();
    let names: Vec<_> = definitions.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ::bank::tables().map(|table| table.name));
    let indexes: Vec<_> = definitions
        .iter()
        .filter_map(|it| it.index.as_ref())
        .map(|it| it.name)
        .collect();
    assert_eq!(indexes, [ACCOUNT_SEQUENCE_INDEX]);
    for access in ::bank::tables().iter().flat_map(|table| &table.access) {
        assert!(access.index.is_none_or(|index| indexes.contains(&index)), "{access:?}");
    }
}
