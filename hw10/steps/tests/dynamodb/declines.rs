//! A decline stands for the request that was declined, whatever else runs for it, and is told only if it stands.

use std::sync::Arc;

use ::bank::{BankSteps, InsufficientFunds, Posting, PostingError, StoreUnavailable};
use serde_json::json;
use tokio::sync::Barrier;

use crate::bank::{Bank, asked_as, posting};
use crate::network::Trouble;

fn insufficient(posting: &Posting) -> PostingError {
    InsufficientFunds {
        account: posting.account.clone(),
        amount: posting.amount,
    }
    .into()
}

async fn bank_with(balance: &str) -> Bank {
    let bank = Bank::with_attempts(1).await;
    bank.account_with("12345", balance).await;
    bank
}

/// The entry of a transaction that is being committed may be missing where its account has changed already: what was
/// posted is not declined for that.
#[tokio::test]
async fn a_posting_that_the_account_shows_before_the_ledger_is_not_declined() {
    let bank = bank_with("100").await;
    bank.network.trouble("TransactWriteItems", 1, &Trouble::LoseAnswer);
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    assert_eq!(bank.withdraw(&withdrawal).await, Err(StoreUnavailable {}.into()));

    bank.network
        .trouble("GetItem", 1, &Trouble::Meet(Arc::new(Barrier::new(1))));
    bank.network.trouble("GetItem", 1, &Trouble::Answer(200, json!({})));
    let receipt = bank.withdraw(&withdrawal).await.expect("it was posted");
    assert_eq!(receipt.balance.minor_units(), 0);
    assert!(!bank.row("12345").await.contains_key("declined"));
    bank.check_books("12345", "100").await;
}

/// Lambda reports an error and runs the function all the same: the machine calls it again, and both runs are under way.
#[tokio::test]
async fn a_run_that_comes_late_does_not_post_what_another_run_of_its_request_declined() {
    let bank = bank_with("40").await;
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    let declined = Err(insufficient(&withdrawal));
    assert_eq!(bank.withdraw(&withdrawal).await, declined);
    let deposit = posting("dep", "12345", 100.0, "other");
    bank.deposit(&deposit).await.expect("posted");
    assert_eq!(bank.elsewhere.process_withdrawal(&withdrawal).await, declined);
    assert_eq!(bank.balance("12345").await, "140");
    let writes = bank.network.passed("TransactWriteItems").len();
    assert_eq!(writes, 2, "a note and a deposit: what is noted is not noted again");
    bank.check_books("12345", "40").await;
}

#[tokio::test]
async fn a_deposit_beyond_the_limit_stays_declined_too() {
    let bank = bank_with("9999999999999").await;
    let deposit = posting("dep", "12345", 100.0, "key");
    let declined = bank.deposit(&deposit).await.expect_err("too much");
    let withdrawal = posting("wtd", "12345", 500.0, "other");
    bank.withdraw(&withdrawal).await.expect("posted");
    assert_eq!(bank.elsewhere.process_deposit(&deposit).await, Err(declined));
}

#[tokio::test]
async fn a_decline_that_is_overtaken_by_a_deposit_is_none() {
    let bank = bank_with("40").await;
    bank.rival_posts(&posting("dep", "12345", 100.0, "rival"));
    let receipt = bank.withdraw(&posting("wtd", "12345", 100.0, "key")).await;
    assert_eq!(receipt.expect("posted on top").balance.minor_units(), 4_000);
    bank.check_books("12345", "40").await;
}

#[tokio::test]
async fn declines_at_once_are_all_noted() {
    let bank = bank_with("40").await;
    for request in ["1", "2", "3"] {
        let withdrawal = posting("wtd", "12345", 100.0, request);
        assert_eq!(bank.withdraw(&withdrawal).await, Err(insufficient(&withdrawal)));
    }
    let row = bank.row("12345").await;
    let mut noted: Vec<_> = row["declined"].as_m().expect("a map").keys().collect();
    noted.sort_unstable();
    assert_eq!(noted, ["request-1", "request-2", "request-3"]);
    assert_eq!(bank.balance("12345").await, "40");
}

/// Both have read the account before either notes its request.
#[tokio::test]
async fn a_note_does_not_wipe_out_one_that_was_made_meanwhile() {
    for noted_before in [0, 1] {
        let bank = bank_with("40").await;
        let [before, one, other] = ["before", "one", "other"].map(|key| posting("wtd", "12345", 100.0, key));
        if noted_before == 1 {
            assert_eq!(bank.withdraw(&before).await, Err(insufficient(&before)));
        }
        let held = Arc::new(Barrier::new(2));
        bank.network.trouble("GetItem", 1, &Trouble::Held(Arc::clone(&held)));
        let meanwhile = async {
            held.wait().await;
            let answer = bank.elsewhere.process_withdrawal(&other).await;
            held.wait().await;
            answer
        };
        let answers = tokio::join!(bank.withdraw(&one), meanwhile);
        assert_eq!(answers, (Err(insufficient(&one)), Err(insufficient(&other))));
        let row = bank.row("12345").await;
        assert_eq!(row["declined"].as_m().expect("a map").len(), noted_before + 2);
    }
}

#[tokio::test]
async fn a_decline_that_cannot_be_noted_is_not_told() {
    for trouble in [
        Trouble::LoseRequest,
        Trouble::LoseAnswer,
        Trouble::error(400, "ThrottlingException"),
    ] {
        let bank = bank_with("40").await;
        bank.network.trouble("TransactWriteItems", 1, &trouble);
        let withdrawal = posting("wtd", "12345", 100.0, "key");
        let unavailable = StoreUnavailable {}.into();
        assert_eq!(bank.withdraw(&withdrawal).await, Err(unavailable), "{trouble:?}");
        let declined = Err(insufficient(&withdrawal));
        assert_eq!(bank.withdraw(&withdrawal).await, declined, "{trouble:?}: called again");
    }
}

#[tokio::test]
async fn a_transaction_beside_a_decline_is_a_conflict_and_tried_again() {
    let bank = bank_with("40").await;
    let conflicts = [
        Trouble::cancelled("None", "TransactionConflict"),
        Trouble::cancelled("TransactionConflict", "None"),
    ];
    for conflict in &conflicts {
        bank.network.trouble("TransactWriteItems", 1, conflict);
    }
    let withdrawal = posting("wtd", "12345", 100.0, "key");
    assert_eq!(bank.withdraw(&withdrawal).await, Err(insufficient(&withdrawal)));
    assert_eq!(bank.network.passed("TransactWriteItems").len(), 3);
}

#[tokio::test]
async fn an_account_that_has_declined_too_many_of_late_is_busy_and_declines_nobody() {
    let bank = bank_with("40").await;
    for request in 0..40 {
        let withdrawal = asked_as(&request.to_string(), posting("wtd", "12345", 100.0, "key"));
        assert_eq!(bank.withdraw(&withdrawal).await, Err(insufficient(&withdrawal)));
    }
    let one_more = asked_as("one-more", posting("wtd", "12345", 100.0, "key"));
    let answer = bank.withdraw(&one_more).await;
    assert!(matches!(answer, Err(PostingError::AccountBusy(_))), "{answer:?}");
}
