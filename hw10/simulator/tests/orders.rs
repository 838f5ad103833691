//! Every order of a few transactions on one account, with every place of a few faults: nothing breaks, and with a bug
//! planted, something does.

use simulator::{Exhausted, Simulator, Small};
use steps::planted::{self, Bug};

/// More than any scene has that is gone through here.
const ORDERS_MAX: u64 = 50_000;

/// The most that an account may hold.
const FULL: i64 = 999_999_999_999_999;

type Transactions<'t> = [(&'t str, &'t str, i64)];

fn exhaust(opening: i64, transactions: &Transactions<'_>, faults: usize) -> Exhausted {
    Simulator::new().exhaust(&Small::new(opening, transactions, faults), ORDERS_MAX)
}

/// Goes through a scene; `orders` goes through all of them, with more faults.
#[track_caller]
#[expect(clippy::print_stdout, reason = "the figures are what the test is asked for")]
fn check(name: &str, faults: usize) {
    let (_, small) = Small::scenes().find(|scene| scene.0 == name).expect("a scene");
    let exhausted = Simulator::new().exhaust(&small.with_faults(faults), ORDERS_MAX);
    println!(
        "{name}, {faults} faults: {} orders run, {} states",
        exhausted.schedules, exhausted.states
    );
    assert_eq!(exhausted.violation, None, "{name}");
    assert!(exhausted.is_complete, "{name}");
}

#[test]
fn no_order_of_two_transactions_breaks_an_invariant() {
    for (name, small) in Small::scenes() {
        if small.transactions() == 2 {
            check(name, 0);
        }
    }
}

#[test]
fn no_order_of_two_transactions_with_a_fault_breaks_an_invariant() {
    check("one key twice at once", 1);
}

#[test]
fn no_order_of_three_transactions_breaks_an_invariant() {
    check("two withdrawals of everything and a deposit", 0);
}

/// That a bug is found with so many faults, and not with fewer; the last line of what is told of it.
#[track_caller]
fn found(bug: Bug, opening: i64, transactions: &Transactions<'_>, faults: usize) -> String {
    planted::with(Some(bug), || {
        for fewer in 0..faults {
            assert_eq!(
                exhaust(opening, transactions, fewer).violation,
                None,
                "{fewer} faults are too few"
            );
        }
        let violation = exhaust(opening, transactions, faults)
            .violation
            .expect("the bug is found");
        violation.history.last().cloned().unwrap_or_default()
    })
}

#[test]
fn among_all_orders_is_the_one_that_breaks_what_has_no_condition() {
    let last = found(
        Bug::AccountConditionDropped,
        100,
        &[("a", "dep", 5), ("b", "dep", 7)],
        0,
    );
    assert!(last.contains("VIOLATION of invariant 5"), "{last}");
}

/// Its own withdrawal, given up and late, takes the money before the next attempt looks at the account.
#[test]
fn a_decline_before_the_ledger_was_asked_takes_one_fault() {
    let last = found(Bug::DeclinedBeforeLedger, 100, &[("a", "wtd", 100)], 1);
    assert!(last.contains("VIOLATION of invariant"), "{last}");
}

/// A call that runs on and is made again: the second run finds the account full, the first finds it after a withdrawal.
const FULL_ACCOUNT: [(&str, &str, i64); 2] = [("a", "dep", 5), ("b", "wtd", 100)];

#[test]
fn a_decline_that_is_not_noted_takes_a_call_that_runs_on() {
    let last = found(Bug::DeclineNotNoted, FULL, &FULL_ACCOUNT, 1);
    assert!(
        last.contains("VIOLATION of invariant 7: k-a was posted after"),
        "{last}"
    );
}

#[test]
fn a_decline_that_is_noted_whatever_the_account_holds_takes_one_too() {
    let last = found(Bug::DeclineConditionDropped, FULL, &FULL_ACCOUNT, 1);
    assert!(
        last.contains("VIOLATION of invariant 7: k-a was posted after"),
        "{last}"
    );
}

#[test]
fn a_decline_that_is_noted_stands_in_every_order() {
    let exhausted = exhaust(FULL, &FULL_ACCOUNT, 1);
    assert_eq!(exhausted.violation, None);
    assert!(exhausted.is_complete);
}
