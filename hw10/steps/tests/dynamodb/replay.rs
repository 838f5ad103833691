//! The same transaction sent again: it counts once, and is answered as it was the first time.

use std::sync::Arc;

use ::bank::{BankSteps, KeyReused};
use tokio::sync::Barrier;

use crate::bank::{Bank, asked_as, posting};
use crate::network::Trouble;

#[tokio::test]
async fn a_transaction_sent_again_gets_its_receipt_and_counts_once() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let deposit = posting("dep", "12345", 5.0, "key");
    let first = bank.deposit(&deposit).await.expect("posted");
    assert_eq!(bank.deposit(&deposit).await, Ok(first));
    assert_eq!(bank.balance("12345").await, "105");
    assert_eq!(bank.ledger("12345").await.len(), 1);
}

#[tokio::test]
async fn another_transaction_under_the_same_key_is_refused_and_changes_nothing() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.account_with("67890", "100").await;
    bank.deposit(&posting("dep", "12345", 5.0, "key"))
        .await
        .expect("posted");

    let mut worded_differently = posting("dep", "12345", 5.0, "key");
    worded_differently.desc = None;
    let others = [
        posting("dep", "12345", 6.0, "key"),
        posting("wtd", "12345", 5.0, "key"),
        posting("dep", "67890", 5.0, "key"),
        worded_differently,
    ];
    for other in others {
        let transaction = other.transaction_id();
        assert_eq!(bank.deposit(&other).await, Err(KeyReused { transaction }.into()));
    }
    assert_eq!(bank.balance("12345").await, "105");
    assert_eq!(bank.balance("67890").await, "100");
}

#[tokio::test]
async fn a_withdrawal_of_everything_sent_again_is_not_judged_by_what_is_left() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    bank.check_funds(&withdrawal).await.expect("the funds suffice");
    let first = bank.withdraw(&withdrawal).await.expect("posted");

    assert_eq!(bank.balance("12345").await, "0");
    assert_eq!(bank.check_funds(&withdrawal).await, Ok(()));
    assert_eq!(bank.withdraw(&withdrawal).await, Ok(first.clone()));

    bank.deposit(&posting("dep", "12345", 40.0, "other"))
        .await
        .expect("posted");
    assert_eq!(bank.withdraw(&withdrawal).await, Ok(first));
    assert_eq!(bank.balance("12345").await, "40");
    bank.check_books("12345", "100").await;
}

#[tokio::test]
async fn a_reused_key_passes_the_funds_check_so_that_the_posting_can_name_it() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.withdraw(&posting("wtd", "12345", 100.0, "key"))
        .await
        .expect("posted");
    let other = posting("wtd", "12345", 50.0, "key");
    assert_eq!(bank.check_funds(&other).await, Ok(()));
    let transaction = other.transaction_id();
    assert_eq!(bank.withdraw(&other).await, Err(KeyReused { transaction }.into()));
}

#[tokio::test]
async fn a_transaction_outlives_its_account() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let withdrawal = posting("wtd", "12345", 1.0, "key");
    let first = bank.withdraw(&withdrawal).await.expect("posted");
    bank.close_account("12345").await;
    assert_eq!(bank.check_funds(&withdrawal).await, Ok(()));
    assert_eq!(bank.withdraw(&withdrawal).await, Ok(first));
}

#[tokio::test]
async fn a_decline_is_not_remembered() {
    let bank = Bank::open().await;
    bank.account_with("12345", "1").await;
    let withdrawal = posting("wtd", "12345", 5.0, "key");
    assert!(bank.withdraw(&withdrawal).await.is_err());
    bank.deposit(&posting("dep", "12345", 5.0, "other"))
        .await
        .expect("posted");
    let again = asked_as("another", withdrawal);
    assert!(bank.withdraw(&again).await.is_ok(), "the same key is judged anew");
}

#[tokio::test]
async fn of_two_equal_transactions_at_once_one_posts_and_the_other_gets_its_receipt() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    // Both read the whole balance before either writes.
    let both = Trouble::Meet(Arc::new(Barrier::new(2)));
    bank.network.trouble("GetItem", 2, &both);
    let (one, other) = tokio::join!(
        bank.withdraw(&withdrawal),
        bank.elsewhere.process_withdrawal(&withdrawal)
    );
    let receipt = one.expect("posted or replayed");
    assert_eq!(other, Ok(receipt));
    assert_eq!(bank.network.passed("TransactWriteItems").len(), 2);
    assert_eq!(bank.balance("12345").await, "0");
    assert_eq!(bank.ledger("12345").await.len(), 1);
}

#[tokio::test]
async fn without_a_key_each_request_counts() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    for request in ["1", "2"] {
        let mut deposit = posting("dep", "12345", 5.0, "key");
        deposit.idempotency_key = None;
        deposit.request_id = ::bank::RequestId::parse(request).expect("a request id");
        let receipt = bank.deposit(&deposit).await.expect("posted");
        assert_eq!(receipt.transaction.as_str(), format!("r-{request}"));
    }
    assert_eq!(bank.balance("12345").await, "110");
}
