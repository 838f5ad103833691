//! A store that loses answers, refuses, or is gone: nothing counts twice, and nobody is declined for it.

use ::bank::{AccountError, BankSteps, FundsError, PostingError, StoreUnavailable, UnusableAccount};
use aws_sdk_dynamodb::types::AttributeValue;

use crate::bank::{Bank, posting};
use crate::network::Trouble;

fn unavailable<F: From<StoreUnavailable>>() -> F {
    StoreUnavailable {}.into()
}

#[tokio::test]
async fn an_answer_lost_after_the_posting_is_found_by_the_sdks_own_retry() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
    let receipt = bank.withdraw(&posting("wtd", "12345", 100.0, "key")).await;
    assert_eq!(receipt.expect("posted").balance.minor_units(), 0);
    assert_eq!(bank.network.passed("TransactWriteItems").len(), 2);
    bank.check_books("12345", "100").await;
    assert_eq!(bank.ledger("12345").await.len(), 1);
}

#[tokio::test]
async fn an_answer_lost_after_the_posting_is_given_when_the_step_is_called_again() {
    let bank = Bank::with_attempts(1).await;
    bank.account_with("12345", "100").await;
    bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    assert_eq!(bank.withdraw(&withdrawal).await, Err(unavailable()));
    assert_eq!(bank.balance("12345").await, "0");

    assert_eq!(bank.check_funds(&withdrawal).await, Ok(()));
    let receipt = bank.withdraw(&withdrawal).await.expect("the posting is found");
    assert_eq!(receipt.balance.minor_units(), 0);
    assert_eq!(bank.ledger("12345").await.len(), 1);
}

/// The write was done, its answer lost, and its repetition ran into a conflict: the account then shows too little.
#[tokio::test]
async fn an_answer_lost_before_a_conflict_does_not_become_a_decline() {
    for amount in [100.0, 40.0] {
        let bank = Bank::open().await;
        bank.account_with("12345", "100").await;
        bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
        let conflict = Trouble::cancelled("None", "TransactionConflict");
        bank.network.trouble("TransactWriteItems", 1, &conflict);
        let receipt = bank.withdraw(&posting("wtd", "12345", amount, "key")).await;
        let receipt = receipt.expect("the posting is found");
        assert_eq!(receipt.balance.minor_units(), if amount == 100.0 { 0 } else { 6_000 });
        assert_eq!(bank.ledger("12345").await.len(), 1);
        bank.check_books("12345", "100").await;
    }
}

#[tokio::test]
async fn an_answer_lost_before_endless_conflicts_does_not_make_the_account_busy() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
    let conflict = Trouble::cancelled("None", "TransactionConflict");
    bank.network.trouble("TransactWriteItems", 100, &conflict);
    let receipt = bank.deposit(&posting("dep", "12345", 1.0, "key")).await;
    assert_eq!(receipt.expect("the posting is found").balance.minor_units(), 10_100);
}

#[tokio::test]
async fn a_write_that_the_store_cannot_do_is_never_a_decline() {
    let troubles = [
        Trouble::LoseRequest,
        Trouble::error(500, "InternalServerError"),
        Trouble::error(400, "ThrottlingException"),
        Trouble::error(400, "ProvisionedThroughputExceededException"),
        Trouble::error(400, "RequestLimitExceeded"),
        Trouble::error(400, "ResourceNotFoundException"),
        Trouble::error(400, "AccessDeniedException"),
        Trouble::error(400, "SomethingNew"),
        Trouble::cancelled("None", "ThrottlingError"),
        Trouble::cancelled("ProvisionedThroughputExceeded", "None"),
        Trouble::cancelled("ThrottlingError", "ConditionalCheckFailed"),
        Trouble::cancelled("ConditionalCheckFailed", "None"),
    ];
    for trouble in troubles {
        let bank = Bank::open().await;
        bank.account_with("12345", "100").await;
        bank.network.trouble("TransactWriteItems", 3, &trouble);
        let withdrawal = posting("wtd", "12345", 100.0, "key");
        assert_eq!(bank.withdraw(&withdrawal).await, Err(unavailable()), "{trouble:?}");
        assert_eq!(bank.balance("12345").await, "100", "{trouble:?}");
        assert!(bank.ledger("12345").await.is_empty(), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_short_failure_is_not_seen_by_the_customer() {
    for trouble in [Trouble::LoseRequest, Trouble::error(500, "InternalServerError")] {
        let bank = Bank::open().await;
        bank.account_with("12345", "100").await;
        bank.network.trouble("GetItem", 2, &trouble);
        bank.network.trouble("TransactWriteItems", 2, &trouble);
        assert!(
            bank.deposit(&posting("dep", "12345", 1.0, "key")).await.is_ok(),
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn a_read_that_fails_is_never_a_decline() {
    for trouble in [Trouble::LoseAnswer, Trouble::error(400, "ThrottlingException")] {
        let bank = Bank::with_attempts(1).await;
        bank.account_with("12345", "0").await;
        let withdrawal = posting("wtd", "12345", 1.0, "key");
        let troubled = || bank.network.trouble("GetItem", 1, &trouble);

        troubled();
        let valid = bank.dynamo.validate_account(&withdrawal.account).await;
        assert_eq!(valid, Err(unavailable::<AccountError>()));
        troubled();
        assert_eq!(bank.check_funds(&withdrawal).await, Err(unavailable::<FundsError>()));
        troubled();
        assert_eq!(bank.withdraw(&withdrawal).await, Err(unavailable::<PostingError>()));
    }
}

/// The account says too little, but whether the ledger knows the transaction cannot be learned.
#[tokio::test]
async fn nobody_is_declined_while_the_ledger_cannot_be_read() {
    let bank = Bank::with_attempts(1).await;
    bank.account_with("12345", "0").await;
    let withdrawal = posting("wtd", "12345", 1.0, "key");
    let ledger_is_gone = || {
        bank.network
            .trouble("GetItem", 1, &Trouble::Meet(tokio::sync::Barrier::new(1).into()));
        bank.network.trouble("GetItem", 1, &Trouble::LoseRequest);
    };
    ledger_is_gone();
    assert_eq!(bank.check_funds(&withdrawal).await, Err(unavailable()));
    ledger_is_gone();
    assert_eq!(bank.withdraw(&withdrawal).await, Err(unavailable()));
}

#[tokio::test]
async fn a_row_that_dynamodb_finds_invalid_is_unusable() {
    let refusals = [
        Trouble::error(400, "ValidationException"),
        Trouble::cancelled("None", "ValidationError"),
    ];
    for refusal in refusals {
        let bank = Bank::open().await;
        bank.account_with("12345", "100").await;
        bank.network.trouble("TransactWriteItems", 1, &refusal);
        let deposit = posting("dep", "12345", 1.0, "key");
        let fault = UnusableAccount {
            account: deposit.account.clone(),
        };
        assert_eq!(bank.deposit(&deposit).await, Err(fault.into()), "{refusal:?}");
    }
}

/// The account's row was mended, wrongly, after the posting, whose answer was lost.
#[tokio::test]
async fn an_answer_lost_before_a_refusal_is_found() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
    let refusal = Trouble::cancelled("None", "ValidationError");
    bank.network.trouble("TransactWriteItems", 1, &refusal);
    let receipt = bank.deposit(&posting("dep", "12345", 1.0, "key")).await;
    assert_eq!(receipt.expect("the posting is found").balance.minor_units(), 10_100);
}

#[tokio::test]
async fn a_damaged_entry_is_neither_a_receipt_nor_a_reason_to_post_again() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let deposit = posting("dep", "12345", 1.0, "key");
    bank.deposit(&deposit).await.expect("posted");
    let mut entry = bank.ledger("12345").await.remove(0);
    entry.insert("amount".to_owned(), AttributeValue::S("1".to_owned()));
    bank.forge(entry).await;
    assert_eq!(bank.deposit(&deposit).await, Err(unavailable()));
    assert_eq!(bank.balance("12345").await, "101");
}
