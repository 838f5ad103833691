//! Deposits and withdrawals, one at a time: what is posted, what is declined, what the books say then.

use ::bank::{
    AccountId, BalanceLimit, BankSteps, FundsError, InsufficientFunds, PostingError, UnknownAccount, UnusableAccount,
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use crate::bank::{Bank, HOLDER, number, posting, string};

fn account(number: &str) -> AccountId {
    AccountId::parse(number).expect("an account number")
}

#[tokio::test]
async fn an_account_is_valid_if_the_bank_keeps_it() {
    let bank = Bank::open().await;
    bank.account_with("12345", "1000").await;
    let found = bank
        .dynamo
        .validate_account(&account("12345"))
        .await
        .expect("it exists");
    assert_eq!(found.id, account("12345"));
    let missing = bank.dynamo.validate_account(&account("99999")).await;
    let fault = UnknownAccount {
        account: account("99999"),
    };
    assert_eq!(missing, Err(fault.into()));
}

#[tokio::test]
async fn a_deposit_raises_the_balance_of_a_row_made_by_hand_and_is_recorded() {
    let bank = Bank::open().await;
    bank.account_with("12345", "1000").await;
    let receipt = bank
        .deposit(&posting("dep", "12345", 500.5, "first"))
        .await
        .expect("posted");

    let expected = json!({
        "transaction": "k-first", "account": "12345", "type": "dep", "amount": 500.5, "balance": 1500.5,
        "posted_at": "2026-11-22T19:43:00.000Z",
    });
    assert_eq!(serde_json::to_value(&receipt).expect("a receipt"), expected);

    let row = bank.row("12345").await;
    assert_eq!(
        (number(&row, "balance"), number(&row, "sequence")),
        ("1500.5".into(), "1".into())
    );
    assert_eq!(
        (string(&row, "name"), string(&row, "date-opened")),
        (HOLDER.into(), "2024-01-15".into())
    );

    let [entry] = &bank.ledger("12345").await[..] else {
        panic!("one entry")
    };
    assert_eq!(entry.len(), 10);
    assert_eq!(string(entry, "transaction"), "k-first");
    assert_eq!(string(entry, "type"), "dep");
    assert_eq!(string(entry, "desc"), "A test");
    assert_eq!(string(entry, "posted_at"), "2026-11-22T19:43:00.000Z");
    assert_eq!(number(entry, "amount"), "500.5");
    assert_eq!(number(entry, "balance_before"), "1000");
    assert_eq!(number(entry, "balance_after"), "1500.5");
    assert_eq!(number(entry, "sequence"), "1");
}

#[tokio::test]
async fn a_withdrawal_of_everything_leaves_nothing_and_a_cent_more_is_declined() {
    let bank = Bank::open().await;
    bank.account_with("12345", "10.01").await;
    let whole = posting("wtd", "12345", 10.01, "whole");
    assert_eq!(bank.check_funds(&whole).await, Ok(()));

    let more = posting("wtd", "12345", 10.02, "more");
    let fault = InsufficientFunds {
        account: account("12345"),
        amount: more.amount,
    };
    assert_eq!(bank.check_funds(&more).await, Err(fault.clone().into()));
    assert_eq!(bank.withdraw(&more).await, Err(fault.into()));
    assert_eq!(bank.ledger("12345").await.len(), 0, "a decline is not recorded");

    let receipt = bank.withdraw(&whole).await.expect("the funds suffice");
    assert_eq!(receipt.balance.minor_units(), 0);
    assert_eq!(bank.balance("12345").await, "0");
}

#[tokio::test]
async fn an_unknown_account_is_declined_and_not_made() {
    let bank = Bank::open().await;
    let fault = UnknownAccount {
        account: account("99999"),
    };
    let deposit = posting("dep", "99999", 1.0, "a");
    assert_eq!(bank.deposit(&deposit).await, Err(fault.clone().into()));
    let withdrawal = posting("wtd", "99999", 1.0, "b");
    assert_eq!(bank.check_funds(&withdrawal).await, Err(fault.clone().into()));
    assert_eq!(bank.withdraw(&withdrawal).await, Err(fault.clone().into()));
    assert_eq!(bank.dynamo.validate_account(&account("99999")).await, Err(fault.into()));
    assert_eq!(bank.ledger("99999").await.len(), 0);
}

#[tokio::test]
async fn a_deposit_beyond_what_the_bank_keeps_is_declined() {
    let bank = Bank::open().await;
    bank.account_with("12345", "9999999999999").await;
    let deposit = posting("dep", "12345", 1.0, "a");
    let fault = BalanceLimit {
        account: account("12345"),
        amount: deposit.amount,
    };
    assert_eq!(bank.deposit(&deposit).await, Err(fault.into()));
    assert_eq!(bank.balance("12345").await, "9999999999999");
}

#[tokio::test]
async fn a_row_whose_balance_is_no_money_is_unusable_and_left_alone() {
    let bank = Bank::open().await;
    let number = |text: &str| AttributeValue::N(text.to_owned());
    let balances = [
        AttributeValue::S("1000".to_owned()),
        AttributeValue::Bool(true),
        number("1.001"),
        number("1E+30"),
    ];
    for balance in balances {
        bank.account("12345", balance.clone()).await;
        let fault = UnusableAccount {
            account: account("12345"),
        };
        let withdrawal = posting("wtd", "12345", 1.0, "a");
        assert_eq!(
            bank.check_funds(&withdrawal).await,
            Err(FundsError::from(fault.clone())),
            "{balance:?}"
        );
        assert_eq!(
            bank.withdraw(&withdrawal).await,
            Err(PostingError::from(fault)),
            "{balance:?}"
        );
        assert!(bank.ledger("12345").await.is_empty(), "{balance:?}");
    }
}

#[tokio::test]
async fn a_row_without_a_balance_is_unusable_and_not_unknown() {
    let bank = Bank::open().await;
    let bare = [("account".to_owned(), AttributeValue::S("12345".to_owned()))];
    bank.put_account(bare.into()).await;
    let fault = UnusableAccount {
        account: account("12345"),
    };
    assert_eq!(
        bank.deposit(&posting("dep", "12345", 1.0, "a")).await,
        Err(fault.into())
    );
    assert!(bank.dynamo.validate_account(&account("12345")).await.is_ok());
}

#[tokio::test]
async fn the_entries_of_an_account_form_an_unbroken_chain() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    for number in 1..=20 {
        let (kind, amount) = if number % 3 == 0 { ("wtd", 9.99) } else { ("dep", 0.29) };
        let posting = posting(kind, "12345", amount, &number.to_string());
        bank.deposit(&posting).await.expect("posted");
    }
    bank.check_books("12345", "100").await;
    assert_eq!(bank.ledger("12345").await.len(), 20);
}

#[tokio::test]
async fn no_request_reads_the_name_of_an_accounts_holder() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.dynamo
        .validate_account(&account("12345"))
        .await
        .expect("it exists");
    bank.check_funds(&posting("wtd", "12345", 1.0, "a"))
        .await
        .expect("funds");
    bank.deposit(&posting("dep", "12345", 1.0, "b")).await.expect("posted");
    // Where the account changed in between, the condition of the write fails.
    bank.rival_posts(&posting("dep", "12345", 1.0, "rival"));
    bank.withdraw(&posting("wtd", "12345", 1.0, "c")).await.expect("posted");
    for operation in ["GetItem", "TransactWriteItems"] {
        let passed = bank.network.passed(operation);
        assert!(passed.len() >= 3, "{operation}");
        for one in passed {
            assert!(!one.answer.contains(HOLDER), "{operation} answered {}", one.answer);
        }
    }
}

#[tokio::test]
async fn every_read_is_consistent_and_asks_an_account_for_no_more_than_it_needs() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.dynamo
        .validate_account(&account("12345"))
        .await
        .expect("it exists");
    let more = posting("wtd", "12345", 101.0, "a");
    assert!(bank.check_funds(&more).await.is_err());
    let reads: Vec<String> = bank
        .network
        .passed("GetItem")
        .iter()
        .map(|read| format!("{} {}", read.request["TableName"], read.request["ProjectionExpression"]))
        .collect();
    assert_eq!(
        reads,
        [
            r##""HW10-Account-List" "#account""##,
            r##""HW10-Account-List" "#balance, #sequence, #declined""##,
            r#""HW10-Transactions" null"#,
        ]
    );
    let consistent = |read: &crate::network::Passed| read.request["ConsistentRead"] == json!(true);
    assert!(bank.network.passed("GetItem").iter().all(consistent));
}
