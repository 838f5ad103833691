//! Bugs that the steps can be made to have, so that a simulator can show that it finds them. Only with the feature
//! `planted`, which no build asks for but the simulator's; and none is on until [`with`] says so.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, Update};
use bank::{Balance, Kind, PostedAt, Posting, RequestId, StoreUnavailable};
use jiff::Timestamp;

use crate::account_row::AccountRow;
use crate::item::{Item, number_value};
use crate::ledger::LedgerEntry;
use crate::store::{Outcome, Store};
use crate::tables::Tables;

::planted::bugs! {
    /// A mistake that the author of a posting could make.
    pub enum Bug {
        /// The account is written whatever it is by then.
        AccountConditionDropped,
        /// The account is written if its balance is as it was read, however often it has changed in between.
        SequenceNotInCondition,
        /// The entry is written over one that is there.
        EntryConditionDropped,
        /// Entry and account are looked at before the write, which has no condition.
        CheckedBeforeOnly,
        /// The entry is written after the account, in a write of its own.
        LedgerAfterwards,
        /// The entry is written before the account, in a write of its own.
        LedgerBefore,
        /// A posting whose answer does not come counts as made.
        TimeoutIsSuccess,
        /// A posting that is still in progress counts as made.
        InProgressIsPosted,
        /// A row that cannot be read counts as one that is not there.
        UnreadableIsAbsent,
        /// A throttled posting is declined for its account's row.
        ThrottlingDeclined,
        /// The ledger is read as it was a while ago, as an index or a replica has it.
        LedgerReadFromReplica,
        /// The account is read as it was a while ago.
        AccountReadFromReplica,
        /// Whatever has the key is the same transaction.
        HashIgnored,
        /// The amount has no part in what tells transactions under one key apart.
        AmountNotHashed,
        /// An entry says the balance after for the balance before.
        BalanceBeforeWrong,
        /// The sequence stays what it was.
        SequenceNotIncremented,
        /// An entry is forgotten after five minutes.
        EntryExpires,
        /// A withdrawal is added.
        SignLost,
        /// The balance is computed in floating point.
        BalanceThroughFloat,
        /// What was posted before is answered with the receipt that it would have now.
        FreshReceiptOnReplay,
        /// Who comes second is told that the funds do not suffice.
        ConflictDeclined,
        /// A posting is declined before the ledger was asked whether it was made already.
        DeclinedBeforeLedger,
        /// So is a withdrawal by the check of the funds.
        FundsDeclinedBeforeLedger,
        /// A run that declines does not note it for the others of its request.
        DeclineNotNoted,
        /// It notes it, whatever the account has come to hold in between.
        DeclineConditionDropped,
        /// A withdrawal of more than there is takes what there is.
        OverdraftClamped,
        /// The key has no part in the transaction's name.
        KeyIgnored,
        /// After a conflict the key has no part in it.
        KeyForgottenAfterConflict,
        /// Each call makes a name of its own.
        NewNameOnRetry,
    }
}

/// The posting under the name that it has with the bug, from the beginning.
pub(crate) fn named(posting: &Posting, now: Timestamp) -> Posting {
    let mut named = posting.clone();
    if is_on(Bug::KeyIgnored) || is_on(Bug::NewNameOnRetry) {
        named.idempotency_key = None;
    }
    if is_on(Bug::NewNameOnRetry) {
        let name = format!("{}-{}", posting.request_id, now.as_microsecond());
        named.request_id = RequestId::parse(name).expect("a longer name");
    }
    named
}

/// The posting under the name that it has with the bug, when it is tried again after a conflict.
pub(crate) fn named_for_attempt(posting: &Posting, attempt: u32) -> Posting {
    let mut named = posting.clone();
    if attempt > 0 && is_on(Bug::KeyForgottenAfterConflict) {
        named.idempotency_key = None;
    }
    named
}

/// The two parts of a posting, with what the bug leaves of their conditions.
pub(crate) fn weakened(mut put: Put, mut update: Update) -> (Put, Update) {
    let both = is_on(Bug::CheckedBeforeOnly);
    if both || is_on(Bug::EntryConditionDropped) {
        weaken(&mut put.condition_expression, "attribute_exists(#transaction)");
    }
    if both || is_on(Bug::AccountConditionDropped) {
        weaken(&mut update.condition_expression, "attribute_exists(#balance)");
    }
    if is_on(Bug::SequenceNotInCondition) {
        weaken(&mut update.condition_expression, "#balance = :read");
    }
    (put, update)
}

fn weaken(condition: &mut Option<String>, or: &str) {
    if let Some(strict) = condition {
        *strict = format!("({strict}) OR {or}");
    }
}

/// The read, or one that may be answered with what was a while ago.
pub(crate) fn perhaps_from_replica(get: GetItemFluentBuilder) -> GetItemFluentBuilder {
    let tables = Tables::default();
    let table = get.get_table_name().as_deref();
    let stale = is_on(Bug::LedgerReadFromReplica) && table == Some(&tables.transactions)
        || is_on(Bug::AccountReadFromReplica) && table == Some(&tables.accounts);
    if stale { get.consistent_read(false) } else { get }
}

/// The two parts of the note of a decline, with what the bug leaves of their conditions.
pub(crate) fn weakened_note(mut check: ConditionCheck, mut update: Update) -> (ConditionCheck, Update) {
    if is_on(Bug::DeclinedBeforeLedger) || is_on(Bug::LedgerReadFromReplica) {
        check.condition_expression += " OR attribute_exists(#transaction)";
    }
    if is_on(Bug::DeclineConditionDropped) {
        weaken(&mut update.condition_expression, "attribute_exists(#balance)");
    }
    (check, update)
}

/// Looks first, then writes without a condition.
pub(crate) async fn check_then_write(
    store: &Store,
    entry: &LedgerEntry,
    read: &AccountRow,
) -> Result<Outcome, StoreUnavailable> {
    if let Some(earlier) = store.entry(&entry.transaction).await? {
        return Ok(Outcome::AlreadyPosted(Box::new(earlier)));
    }
    match store.account(&entry.account).await? {
        Some(Ok(row)) if row == *read => store.post_at_once(entry, read).await,
        _ => Ok(Outcome::Conflict),
    }
}

/// Two writes, the account's first.
pub(crate) async fn account_then_ledger(
    store: &Store,
    entry: &LedgerEntry,
    read: &AccountRow,
) -> Result<Outcome, StoreUnavailable> {
    if let Some(earlier) = store.entry(&entry.transaction).await? {
        return Ok(Outcome::AlreadyPosted(Box::new(earlier)));
    }
    match write_account(store, store.update(entry, read)).await? {
        Outcome::Written => write_entry(store, store.put(entry)).await,
        other => Ok(other),
    }
}

/// Two writes, the ledger's first.
pub(crate) async fn ledger_then_account(
    store: &Store,
    entry: &LedgerEntry,
    read: &AccountRow,
) -> Result<Outcome, StoreUnavailable> {
    if let Some(earlier) = store.entry(&entry.transaction).await? {
        return Ok(Outcome::AlreadyPosted(Box::new(earlier)));
    }
    match write_entry(store, store.put(entry)).await? {
        Outcome::Written => write_account(store, store.update(entry, read)).await,
        other => Ok(other),
    }
}

async fn write_account(store: &Store, update: Update) -> Result<Outcome, StoreUnavailable> {
    let Update { table_name, key, .. } = update.clone();
    let write = store.client.update_item().table_name(table_name).set_key(Some(key));
    let write = write
        .update_expression(update.update_expression)
        .set_condition_expression(update.condition_expression)
        .set_expression_attribute_names(update.expression_attribute_names)
        .set_expression_attribute_values(update.expression_attribute_values);
    written(write.send().await)
}

async fn write_entry(store: &Store, put: Put) -> Result<Outcome, StoreUnavailable> {
    let write = store
        .client
        .put_item()
        .table_name(put.table_name)
        .set_item(Some(put.item));
    let write = write
        .set_condition_expression(put.condition_expression)
        .set_expression_attribute_names(put.expression_attribute_names);
    written(write.send().await)
}

fn written<T, E: ProvideErrorMetadata>(answer: Result<T, SdkError<E>>) -> Result<Outcome, StoreUnavailable> {
    match answer {
        Ok(_) => Ok(Outcome::Written),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(Outcome::Conflict),
        Err(_) => Err(StoreUnavailable {}),
    }
}

/// A row with a time to live, for a table that deletes by `expires_at`.
pub(crate) fn let_expire(item: &mut Item, posted_at: &PostedAt) {
    if is_on(Bug::EntryExpires) {
        let posted: Timestamp = posted_at.as_str().parse().expect("a time that the bank wrote");
        item.insert("expires_at".to_owned(), number_value(posted.as_second() + 300));
    }
}

/// The balance as who trusts in floating point computes it.
pub(crate) fn balance_through_float(posting: &Posting, before: Balance) -> Option<Balance> {
    let major = |minor_units: i64| minor_units as f64 / 100.0;
    let (before, amount) = (major(before.minor_units()), major(posting.amount.minor_units()));
    let after = match posting.kind {
        Kind::Deposit => before + amount,
        Kind::Withdrawal => before - amount,
    };
    if after < 0.0 {
        return None;
    }
    Balance::from_minor_units((after * 100.0) as i64).ok()
}

/// The balance, and 0 where it would be less.
pub(crate) fn clamped(posting: &Posting, before: Balance) -> Balance {
    let nothing = Balance::from_minor_units(0).expect("nothing is a balance");
    match posting.kind {
        Kind::Deposit => before.plus(posting.amount).unwrap_or(before),
        Kind::Withdrawal => before.minus(posting.amount).unwrap_or(nothing),
    }
}
