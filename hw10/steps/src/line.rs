//! The line before an account: postings of one process to one account wait for each other instead of colliding.
//!
//! A courtesy to the store, and no part of what makes a posting safe: another process knows nothing of it, and the
//! condition of the write holds against everybody. A Lambda function serves one invocation at a time and never waits
//! here; the bank on one machine does, and is spared most of its conflicts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use bank::AccountId;
use tokio::sync::{Mutex as Turns, OwnedMutexGuard};

/// Whoever waits longer finds the account busy.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Being first in the line of an account, until dropped.
pub(crate) type Turn = OwnedMutexGuard<()>;

/// The lines of the accounts that anybody waits for.
#[derive(Debug, Default)]
pub(crate) struct Lines(Mutex<HashMap<AccountId, Weak<Turns<()>>>>);

impl Lines {
    /// Waits for the turn, first come first served. `None`: the line is too long.
    pub(crate) async fn turn(&self, account: &AccountId, sleep: &SharedAsyncSleep) -> Option<Turn> {
        let line = self.line(account);
        // The clock starts only if somebody else is first.
        let patience_ends = async { sleep.sleep(PATIENCE).await };
        tokio::select! {
            biased;
            turn = line.lock_owned() => Some(turn),
            () = patience_ends => None,
        }
    }

    fn line(&self, account: &AccountId) -> Arc<Turns<()>> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(account).and_then(Weak::upgrade) {
            return line;
        }
        lines.retain(|_, line| line.strong_count() > 0);
        let line = Arc::default();
        lines.insert(account.clone(), Arc::downgrade(&line));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_nobody_stands_in_is_forgotten() {
        let lines = Lines::default();
        let account = |number| AccountId::parse(number).expect("an account number");
        let first = lines.line(&account("1"));
        assert!(Arc::ptr_eq(&first, &lines.line(&account("1"))));
        drop(first);
        let _second = lines.line(&account("2"));
        assert_eq!(lines.0.lock().expect("no panic").len(), 1);
    }
}
