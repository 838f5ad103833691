//! The steps of the bank on DynamoDB: what is posted, replayed, tried again, declined. Knows no expression syntax.

use aws_sdk_dynamodb::Client;
use aws_smithy_async::rt::sleep::AsyncSleep;
use bank::{
    Account, AccountBusy, AccountError, AccountId, Balance, BalanceLimit, BankSteps, FundsError, InsufficientFunds,
    KeyReused, Kind, PostedAt, Posting, PostingError, Receipt, UnknownAccount, UnusableAccount,
};
use jiff::Timestamp;

use crate::account_row::AccountRow;
use crate::item::RowError;
use crate::ledger::LedgerEntry;
use crate::line::Lines;
use crate::pauses::{ATTEMPTS_MAX, pause_before};
#[cfg(feature = "planted")]
use crate::planted;
use crate::store::{Outcome, Store};
use crate::surroundings::Surroundings;
use crate::tables::Tables;

/// The steps of the bank, on DynamoDB.
///
/// The client brings its own retries and timeouts; whoever makes it keeps them below the timeout of a step. It also
/// brings the token of each `TransactWriteItems`: nothing here relies on it, since DynamoDB forgets it after ten minutes
/// and the ledger never forgets.
///
/// ```no_run
/// # async fn example(client: aws_sdk_dynamodb::Client) -> Result<(), bank::AccountError> {
/// use bank::{AccountId, BankSteps};
/// use steps::Dynamo;
///
/// let dynamo = Dynamo::new(client);
/// let account = AccountId::parse("12345").expect("an account number");
/// println!("{:?}", dynamo.validate_account(&account).await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Dynamo {
    store: Store,
    surroundings: Surroundings,
    lines: Lines,
}

impl Dynamo {
    /// The steps over the tables of their usual names, in the machine's own surroundings.
    pub fn new(client: Client) -> Dynamo {
        Dynamo {
            store: Store {
                client,
                tables: Tables::default(),
            },
            surroundings: Surroundings::default(),
            lines: Lines::default(),
        }
    }

    /// The same steps over other tables.
    #[must_use]
    pub fn with_tables(mut self, tables: Tables) -> Dynamo {
        self.store.tables = tables;
        self
    }

    /// The same steps with another clock, sleeper and chance.
    #[must_use]
    pub fn with_surroundings(mut self, surroundings: Surroundings) -> Dynamo {
        self.surroundings = surroundings;
        self
    }
}

impl BankSteps for Dynamo {
    async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError> {
        if self.store.has_account(account).await? {
            Ok(Account { id: account.clone() })
        } else {
            Err(unknown(account).into())
        }
    }

    async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError> {
        let row = self.store.account(&posting.account).await?;
        let decline: FundsError = match usable(&posting.account, row) {
            Ok(row) if row.balance.minus(posting.amount).is_some() => return Ok(()),
            Ok(_) => insufficient(posting).into(),
            Err(Missing::Unknown(fault)) => fault.into(),
            Err(Missing::Unusable(fault)) => fault.into(),
        };
        planted!(FundsDeclinedBeforeLedger => Err(decline));
        // The ledger has the last word, and is asked after the account: an entry whose posting was answered is in it. One
        // that is being committed may not be yet; it is another request's then, since this one comes to its posting later.
        // That the entry may be another transaction's is for the posting to say.
        let posted = self.store.entry(&posting.transaction_id()).await?;
        posted.map_or(Err(decline), |_| Ok(()))
    }

    async fn process_deposit(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.post(posting).await
    }

    async fn process_withdrawal(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.post(posting).await
    }
}

impl Dynamo {
    /// Posts a deposit or a withdrawal, as its own kind says; that is also what the ledger records.
    async fn post(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        #[cfg(feature = "planted")]
        let posting = &planted::named(posting, self.timestamp());
        let turn = self.lines.turn(&posting.account, &self.surroundings.sleep).await;
        if turn.is_some()
            && let Some(receipt) = self.attempts(posting).await?
        {
            return Ok(receipt);
        }
        let busy = AccountBusy {
            account: posting.account.clone(),
        };
        self.replay_or(posting, busy.into()).await
    }

    /// Tries until nothing comes between. `None`: something always did.
    async fn attempts(&self, posting: &Posting) -> Result<Option<Receipt>, PostingError> {
        for attempt in 0..ATTEMPTS_MAX {
            self.pause_before(attempt).await;
            #[cfg(feature = "planted")]
            let posting = &planted::named_for_attempt(posting, attempt);
            if let Some(receipt) = self.attempt(posting).await? {
                return Ok(Some(receipt));
            }
        }
        Ok(None)
    }

    /// Reads the account, computes, writes. `None`: another transaction came between, so nothing was written.
    async fn attempt(&self, posting: &Posting) -> Result<Option<Receipt>, PostingError> {
        let read = self.store.account(&posting.account).await?;
        let row = match usable(&posting.account, read) {
            Ok(row) => row,
            Err(missing) => return self.replay_or(posting, missing.into()).await.map(Some),
        };
        let entry = match self.entry(posting, &row) {
            Ok(entry) => entry,
            Err(fault) => return self.decline(posting, &row, fault).await,
        };
        match self.store.post(&entry, &row).await? {
            Outcome::Written => Ok(Some(entry.receipt())),
            Outcome::AlreadyPosted(_) if planted!(FreshReceiptOnReplay) => Ok(Some(entry.receipt())),
            Outcome::AlreadyPosted(earlier) => replay(posting, &earlier).map(Some),
            Outcome::Unusable => {
                let fault = unusable(&posting.account);
                self.replay_or(posting, fault.into()).await.map(Some)
            }
            Outcome::Conflict if planted!(ConflictDeclined) => Err(insufficient(posting).into()),
            Outcome::Conflict => Ok(None),
        }
    }

    /// The entry that the posting makes in the ledger, the account being as it was read; or why there can be none.
    fn entry(&self, posting: &Posting, row: &AccountRow) -> Result<LedgerEntry, PostingError> {
        if row.declined.has(&posting.request_id) {
            return Err(refused(posting));
        }
        let after = balance_after(posting, row.balance)?;
        planted!(SequenceNotIncremented => Ok(LedgerEntry::new(posting, row, after, row.sequence.unwrap_or(1), self.now())));
        let sequence = row.next_sequence().ok_or_else(|| unusable(&posting.account))?;
        Ok(LedgerEntry::new(posting, row, after, sequence, self.now()))
    }

    /// Declines, for good: whatever else runs for this request, and reads the account later, finds that written there.
    /// `None`: the account is no longer as it was read.
    ///
    /// Whoever read the account earlier, when the posting was possible, read another sequence, and cannot write any more.
    async fn decline(
        &self,
        posting: &Posting,
        row: &AccountRow,
        fault: PostingError,
    ) -> Result<Option<Receipt>, PostingError> {
        if let Some(earlier) = self.posted(posting).await? {
            return replay(posting, &earlier).map(Some);
        }
        planted!(DeclineNotNoted => Err(fault));
        if row.declined.has(&posting.request_id) {
            return Err(fault);
        }
        let now = self.timestamp().as_second();
        let Some(declined) = row.declined.with(&posting.request_id, now) else {
            return Ok(None);
        };
        match self.store.note(posting, &declined, row).await? {
            Outcome::Written => Err(fault),
            Outcome::AlreadyPosted(earlier) => replay(posting, &earlier).map(Some),
            Outcome::Unusable => Err(unusable(&posting.account).into()),
            Outcome::Conflict => Ok(None),
        }
    }

    /// The receipt of a transaction that stands in the ledger already; else the fault.
    ///
    /// Nothing is declined before the ledger was asked: a transaction that was posted stays posted, whatever its account
    /// holds by now.
    async fn replay_or(&self, posting: &Posting, fault: PostingError) -> Result<Receipt, PostingError> {
        match self.posted(posting).await? {
            Some(earlier) => replay(posting, &earlier),
            None => Err(fault),
        }
    }

    /// The entry of the transaction, if it stands in the ledger already.
    async fn posted(&self, posting: &Posting) -> Result<Option<LedgerEntry>, PostingError> {
        planted!(DeclinedBeforeLedger => Ok(None));
        Ok(self.store.entry(&posting.transaction_id()).await?)
    }

    async fn pause_before(&self, attempt: u32) {
        if let Some(pause) = pause_before(attempt, &self.surroundings.random) {
            tracing::debug!(attempt, ?pause, "another transaction changed the account");
            self.surroundings.sleep.sleep(pause).await;
        }
    }

    fn now(&self) -> PostedAt {
        posted_at(self.timestamp())
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp::try_from(self.surroundings.clock.now()).expect("the clock is within the calendar")
    }
}

/// The receipt of the earlier posting, if it is the same transaction.
fn replay(posting: &Posting, earlier: &LedgerEntry) -> Result<Receipt, PostingError> {
    if earlier.records(posting) {
        return Ok(earlier.receipt());
    }
    let transaction = posting.transaction_id();
    Err(KeyReused { transaction }.into())
}

fn balance_after(posting: &Posting, before: Balance) -> Result<Balance, PostingError> {
    planted!(BalanceThroughFloat => planted::balance_through_float(posting, before).ok_or_else(|| insufficient(posting).into()));
    planted!(OverdraftClamped => Ok(planted::clamped(posting, before)));
    planted!(SignLost => before.plus(posting.amount).ok_or_else(|| refused(posting)));
    let after = match posting.kind {
        Kind::Deposit => before.plus(posting.amount),
        Kind::Withdrawal => before.minus(posting.amount),
    };
    after.ok_or_else(|| refused(posting))
}

/// Why an account has no balance to work with.
enum Missing {
    Unknown(UnknownAccount),
    Unusable(UnusableAccount),
}

impl From<Missing> for PostingError {
    fn from(missing: Missing) -> PostingError {
        match missing {
            Missing::Unknown(fault) => fault.into(),
            Missing::Unusable(fault) => fault.into(),
        }
    }
}

fn usable(account: &AccountId, row: Option<Result<AccountRow, RowError>>) -> Result<AccountRow, Missing> {
    let row = row.ok_or_else(|| Missing::Unknown(unknown(account)))?;
    row.map_err(|error| {
        tracing::error!(%account, %error, "the row of an account is unusable; mend it in the table");
        Missing::Unusable(unusable(account))
    })
}

fn unknown(account: &AccountId) -> UnknownAccount {
    UnknownAccount {
        account: account.clone(),
    }
}

fn unusable(account: &AccountId) -> UnusableAccount {
    UnusableAccount {
        account: account.clone(),
    }
}

fn insufficient(posting: &Posting) -> InsufficientFunds {
    InsufficientFunds {
        account: posting.account.clone(),
        amount: posting.amount,
    }
}

/// Why a posting is refused for what its account holds: there is one reason for each kind.
fn refused(posting: &Posting) -> PostingError {
    match posting.kind {
        Kind::Deposit => beyond_limit(posting).into(),
        Kind::Withdrawal => insufficient(posting).into(),
    }
}

fn beyond_limit(posting: &Posting) -> BalanceLimit {
    BalanceLimit {
        account: posting.account.clone(),
        amount: posting.amount,
    }
}

/// RFC 3339 in UTC, to the millisecond.
fn posted_at(timestamp: Timestamp) -> PostedAt {
    PostedAt::parse(format!("{timestamp:.3}")).expect("the clock is within four-digit years")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_three_decimals() {
        let posted_at = |milliseconds| posted_at(Timestamp::from_millisecond(milliseconds).expect("a time"));
        assert_eq!(posted_at(1_795_376_580_123).as_str(), "2026-11-22T19:43:00.123Z");
        assert_eq!(posted_at(1_795_376_580_000).as_str(), "2026-11-22T19:43:00.000Z");
    }
}
