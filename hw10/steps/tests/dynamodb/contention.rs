//! Many at one account: each posting counts once, in an order, and what cannot get through says so.

use std::sync::Arc;
use std::time::Duration;

use ::bank::{AccountBusy, BankSteps, InsufficientFunds, Posting, PostingError};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_async::rt::sleep::TokioSleep;
use steps::Dynamo;
use tokio::sync::Barrier;

use crate::bank::{Bank, Patience, posting};
use crate::network::Trouble;

#[tokio::test]
async fn of_two_withdrawals_of_everything_at_once_one_is_declined() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let [one, other] = ["one", "other"].map(|key| posting("wtd", "12345", 100.0, key));
    // Both find the funds sufficient, and both read the whole balance before either writes.
    let both = Trouble::Meet(Arc::new(Barrier::new(2)));
    bank.network.trouble("GetItem", 2, &both);
    let results = tokio::join!(bank.withdraw(&one), bank.elsewhere.process_withdrawal(&other));
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

/// Two postings came between: the balance is what it was, and the account is not.
#[tokio::test]
async fn a_balance_that_has_come_back_is_not_the_account_as_it_was_read() {
    for posted_before in [0, 1] {
        let bank = Bank::open().await;
        bank.account_with("12345", "100").await;
        if posted_before == 1 {
            bank.deposit(&posting("dep", "12345", 1.0, "before"))
                .await
                .expect("posted");
        }
        let there_and_back = [("dep", "there"), ("wtd", "back")];
        bank.rivals_post(
            there_and_back
                .map(|(kind, key)| posting(kind, "12345", 5.0, key))
                .into(),
        );
        bank.deposit(&posting("dep", "12345", 1.0, "key"))
            .await
            .expect("posted on top");
        assert_eq!(bank.network.passed("TransactWriteItems").len(), posted_before + 2);
        assert_eq!(bank.ledger("12345").await.len(), posted_before + 3);
        bank.check_books("12345", "100").await;
    }
}

/// Whoever mends a balance by hand does not count the sequence on.
#[tokio::test]
async fn a_balance_that_is_changed_by_hand_meanwhile_is_read_again() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    bank.deposit(&posting("dep", "12345", 1.0, "before"))
        .await
        .expect("posted");
    let mut row = bank.row("12345").await;
    row.insert("balance".to_owned(), AttributeValue::N("50".to_owned()));
    let held = Arc::new(Barrier::new(2));
    bank.network.trouble("GetItem", 1, &Trouble::Held(Arc::clone(&held)));
    let deposit = posting("dep", "12345", 1.0, "key");
    let by_hand = async {
        held.wait().await;
        bank.put_account(row).await;
        held.wait().await;
    };
    let (receipt, ()) = tokio::join!(bank.deposit(&deposit), by_hand);
    assert_eq!(receipt.expect("posted on top").balance.minor_units(), 5_100);
}

#[tokio::test]
async fn the_postings_of_one_process_stand_in_line_and_do_not_collide() {
    let bank = Bank::open().await;
    bank.account_with("12345", "0").await;
    deposit_at_once(&[Arc::new(bank.process(Patience))], 64).await;
    assert_eq!(bank.network.passed("TransactWriteItems").len(), 64);
    assert_eq!(bank.balance("12345").await, "18.56");
    bank.check_books("12345", "0").await;
}

#[tokio::test]
async fn the_postings_of_many_processes_all_count() {
    let bank = Bank::open().await;
    bank.account_with("12345", "0").await;
    let processes = [(); 3].map(|()| Arc::new(bank.process(TokioSleep::new())));
    deposit_at_once(&processes, 24).await;
    assert_eq!(bank.balance("12345").await, "6.96");
    bank.check_books("12345", "0").await;
}

/// So many customers deposit 0.29 each, all at once, dealt out over the processes.
async fn deposit_at_once(processes: &[Arc<Dynamo>], customers: usize) {
    let customers = processes
        .iter()
        .cycle()
        .take(customers)
        .zip(1..)
        .map(|(process, number)| {
            let process = Arc::clone(process);
            let deposit = posting("dep", "12345", 0.29, &number.to_string());
            tokio::spawn(async move { insist(&process, &deposit).await })
        });
    for customer in customers.collect::<Vec<_>>() {
        customer.await.expect("no panic");
    }
}

/// Posts, and again under the same key for as long as the account is busy: what a client does that is told so.
async fn insist(process: &Dynamo, deposit: &Posting) {
    loop {
        match process.process_deposit(deposit).await {
            Ok(_) => return,
            Err(PostingError::AccountBusy(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_line_that_does_not_move_is_a_busy_account_but_not_for_what_was_posted() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let posted = posting("dep", "12345", 1.0, "posted");
    let receipt = bank.deposit(&posted).await.expect("posted");

    let held_up = Arc::new(Barrier::new(2));
    bank.network.trouble("GetItem", 1, &Trouble::Meet(Arc::clone(&held_up)));
    let first = posting("dep", "12345", 1.0, "first");
    let behind = async {
        let second = bank.deposit(&posting("dep", "12345", 1.0, "second")).await;
        let again = bank.deposit(&posted).await;
        held_up.wait().await;
        (second, again)
    };
    let (first, (second, again)) = tokio::join!(bank.deposit(&first), behind);
    let fault = AccountBusy {
        account: posted.account.clone(),
    };
    assert_eq!(second, Err(fault.into()));
    assert_eq!(again, Ok(receipt));
    assert!(first.is_ok());
    assert_eq!(bank.balance("12345").await, "102");
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

#[tokio::test]
async fn a_write_that_was_given_up_arrives_after_its_account_was_called_busy() {
    let bank = Bank::open().await;
    bank.account_with("12345", "100").await;
    let arrival = Arc::new(Barrier::new(2));
    bank.network
        .trouble("TransactWriteItems", 1, &Trouble::Late(Arc::clone(&arrival)));
    let conflict = Trouble::cancelled("None", "TransactionConflict");
    bank.network.trouble("TransactWriteItems", 100, &conflict);
    let deposit = posting("dep", "12345", 1.0, "key");
    let fault = AccountBusy {
        account: deposit.account.clone(),
    };
    assert_eq!(bank.deposit(&deposit).await, Err(fault.into()));

    arrival.wait().await;
    arrival.wait().await;
    assert_eq!(bank.balance("12345").await, "101");
    let receipt = bank.deposit(&deposit).await.expect("it was posted");
    assert_eq!(receipt.balance.minor_units(), 10_100);
}
