//! Many at one account: each posting counts once, in an order, and what cannot get through says so.

use std::sync::Arc;
use std::time::Duration;

use ::bank::{AccountBusy, InsufficientFunds};
use tokio::sync::Barrier;

use crate::bank::{Bank, posting};
use crate::network::Trouble;

#[tokio::test]
async fn of_two_withdrawals_of_everything_at_once_one_is_declined() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let [one, other] = ["one", "other"].map(|key| posting("wtd", "12345", 100.0, key));
    // Both find the funds sufficient, and both read the whole balance before either writes.
    let both = Trouble::Meet(Arc::new(Barrier::new(2)));
    bank.network.trouble("GetItem", 2, &both);
    let results = tokio::join!(bank.withdraw(&one), bank.withdraw(&other));
    let declined = match results {
        (Ok(_), Err(fault)) | (Err(fault), Ok(_)) => fault,
        both => panic!("one posts and one is declined: {both:?}"),
    };
    let fault = InsufficientFunds {
        account: one.account,
        amount: one.amount,
    };
    assert_eq!(declined, fault.into());
    assert_eq!(bank.balance("12345").await, "0");
    bank.check_books("12345", "100").await;
}

#[tokio::test]
async fn a_posting_that_lost_a_race_reads_again_and_posts_on_top() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    for rival in ["rival 1", "rival 2", "rival 3"] {
        bank.rival_posts(&posting("dep", "12345", 1.0, rival));
    }
    let receipt = bank.withdraw(&posting("wtd", "12345", 99.5, "key")).await;
    assert_eq!(
        receipt.expect("posted at the fourth attempt").balance.minor_units(),
        350
    );
    assert_eq!(bank.network.passed("TransactWriteItems").len(), 4);
    assert_eq!(bank.pauses.taken().len(), 3);
    bank.check_books("12345", "100").await;
}

#[tokio::test]
async fn many_deposits_at_once_all_count() {
    let bank = Bank::open().await.with_real_pauses();
    bank.account_with("12345", "0").await;
    let bank = Arc::new(bank);
    let customers = (0..24).map(|number| {
        let bank = Arc::clone(&bank);
        tokio::spawn(async move { bank.deposit(&posting("dep", "12345", 0.29, &number.to_string())).await })
    });
    for customer in customers.collect::<Vec<_>>() {
        customer.await.expect("no panic").expect("posted");
    }
    assert_eq!(bank.balance("12345").await, "6.96");
    bank.check_books("12345", "0").await;
}

#[tokio::test]
async fn a_transaction_beside_is_a_conflict_and_tried_again() {
    let conflicts = [
        Trouble::cancelled("None", "TransactionConflict"),
        Trouble::cancelled("TransactionConflict", "None"),
        Trouble::error(400, "TransactionInProgressException"),
        Trouble::error(400, "TransactionConflictException"),
    ];
    for conflict in conflicts {
        let bank = Bank::with_attempts(1).await;
        bank.account_with("12345", "100").await;
        bank.network.trouble("TransactWriteItems", 2, &conflict);
        let receipt = bank.withdraw(&posting("wtd", "12345", 100.0, "key")).await;
        assert_eq!(
            receipt.expect("posted at last").balance.minor_units(),
            0,
            "{conflict:?}"
        );
        assert_eq!(bank.pauses.taken().len(), 2, "{conflict:?}");
    }
}

#[tokio::test]
async fn an_account_that_is_never_free_is_busy_and_its_customer_not_declined() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let conflict = Trouble::cancelled("None", "TransactionConflict");
    bank.network.trouble("TransactWriteItems", 100, &conflict);
    let withdrawal = posting("wtd", "12345", 1.0, "key");
    let fault = AccountBusy {
        account: withdrawal.account.clone(),
    };
    assert_eq!(bank.withdraw(&withdrawal).await, Err(fault.into()));

    assert_eq!(bank.network.passed("TransactWriteItems").len(), 12);
    let pauses = bank.pauses.taken();
    assert_eq!(pauses.len(), 11);
    assert!(pauses.iter().sum::<Duration>() < Duration::from_millis(2_500));
    assert_eq!(bank.balance("12345").await, "100");
    assert!(bank.ledger("12345").await.is_empty());
}
