//! The requests that the steps make of the two tables, and what each answer means. Decides nothing about money.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use bank::{AccountId, Posting, StoreUnavailable, TransactionId};

use crate::account_row::AccountRow;
use crate::declined::Declined;
use crate::item::{Item, RowError, number_value, string_value};
use crate::ledger::LedgerEntry;
#[cfg(feature = "planted")]
use crate::planted;
use crate::tables::Tables;

/// The accounts and the ledger.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) client: Client,
    pub(crate) tables: Tables,
}

/// What became of a write, a posting or the note of a decline. Whatever else can happen leaves it unknown, and is
/// [`StoreUnavailable`].
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is done, whole.
    Written,
    /// Nothing changed: the ledger holds an entry of this name.
    AlreadyPosted(Box<LedgerEntry>),
    /// Nothing changed: the account is not as it was read, or somebody else is at it.
    Conflict,
    /// Nothing changed: DynamoDB finds the account's row unfit for the update.
    Unusable,
}

impl Store {
    /// Whether the account has a row.
    pub(crate) async fn has_account(&self, account: &AccountId) -> Result<bool, StoreUnavailable> {
        let get = self.get_account(account).projection_expression("#account");
        let item = read(get.expression_attribute_names("#account", "account")).await?;
        Ok(item.is_some())
    }

    /// What a posting needs of the account's row, if there is one.
    pub(crate) async fn account(
        &self,
        account: &AccountId,
    ) -> Result<Option<Result<AccountRow, RowError>>, StoreUnavailable> {
        let [balance, sequence, declined] = AccountRow::ATTRIBUTES;
        let get = self
            .get_account(account)
            .projection_expression("#balance, #sequence, #declined")
            .expression_attribute_names("#balance", balance)
            .expression_attribute_names("#sequence", sequence)
            .expression_attribute_names("#declined", declined);
        let item = read(get).await?;
        Ok(item.as_ref().map(AccountRow::from_item))
    }

    /// The ledger's entry of this name, if there is one.
    pub(crate) async fn entry(&self, transaction: &TransactionId) -> Result<Option<LedgerEntry>, StoreUnavailable> {
        let get = self.client.get_item().table_name(&self.tables.transactions);
        let item = read(get.key("transaction", string_value(transaction))).await?;
        item.as_ref().map(readable).transpose()
    }

    fn get_account(&self, account: &AccountId) -> GetItemFluentBuilder {
        let get = self.client.get_item().table_name(&self.tables.accounts);
        get.key("account", string_value(account))
    }

    /// Writes the entry and changes the account, both or neither, if the account is still as it was read and the ledger
    /// has no entry of this name.
    pub(crate) async fn post(&self, entry: &LedgerEntry, read: &AccountRow) -> Result<Outcome, StoreUnavailable> {
        planted!(CheckedBeforeOnly => planted::check_then_write(self, entry, read).await);
        planted!(LedgerAfterwards => planted::account_then_ledger(self, entry, read).await);
        planted!(LedgerBefore => planted::ledger_then_account(self, entry, read).await);
        self.post_at_once(entry, read).await
    }

    /// One `TransactWriteItems`.
    pub(crate) async fn post_at_once(
        &self,
        entry: &LedgerEntry,
        read: &AccountRow,
    ) -> Result<Outcome, StoreUnavailable> {
        let (put, update) = (self.put(entry), self.update(entry, read));
        #[cfg(feature = "planted")]
        let (put, update) = planted::weakened(put, update);
        // The ledger comes first: `cancellation` relies on it.
        let sent = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().put(put).build())
            .transact_items(TransactWriteItem::builder().update(update).build())
            .send()
            .await;
        sent.map_or_else(not_written, |_| Ok(Outcome::Written))
    }

    pub(crate) fn put(&self, entry: &LedgerEntry) -> Put {
        Put::builder()
            .table_name(&self.tables.transactions)
            .set_item(Some(entry.to_item()))
            .condition_expression("attribute_not_exists(#transaction)")
            .expression_attribute_names("#transaction", "transaction")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .expect("a put has a table and an item")
    }

    /// The update does not ask for the row when its condition fails: the row has the holder's name, and is read again.
    pub(crate) fn update(&self, entry: &LedgerEntry, read: &AccountRow) -> Update {
        Update::builder()
            .table_name(&self.tables.accounts)
            .key("account", string_value(&entry.account))
            .update_expression("SET #balance = :after, #sequence = :next")
            .condition_expression(as_read(read))
            .expression_attribute_names("#balance", "balance")
            .expression_attribute_names("#sequence", "sequence")
            .set_expression_attribute_values(Some(read_values(read)))
            .expression_attribute_values(":after", number_value(entry.balance_after))
            .expression_attribute_values(":next", number_value(entry.sequence))
            .build()
            .expect("an update has a table, a key and an expression")
    }

    /// Notes in the account's row which requests it has declined, if it is still as it was read and the ledger has no
    /// entry of this name.
    ///
    /// One `TransactWriteItems` again: two reads, one after another, may find a transaction that is being committed in
    /// the account and not yet in the ledger; see the isolation levels in
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>.
    pub(crate) async fn note(
        &self,
        posting: &Posting,
        declined: &Declined,
        read: &AccountRow,
    ) -> Result<Outcome, StoreUnavailable> {
        let (check, update) = (self.no_entry(posting), self.update_declined(posting, declined, read));
        #[cfg(feature = "planted")]
        let (check, update) = planted::weakened_note(check, update);
        // The ledger comes first: `cancellation` relies on it.
        let sent = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().condition_check(check).build())
            .transact_items(TransactWriteItem::builder().update(update).build())
            .send()
            .await;
        sent.map_or_else(not_written, |_| Ok(Outcome::Written))
    }

    fn no_entry(&self, posting: &Posting) -> ConditionCheck {
        ConditionCheck::builder()
            .table_name(&self.tables.transactions)
            .key("transaction", string_value(posting.transaction_id()))
            .condition_expression("attribute_not_exists(#transaction)")
            .expression_attribute_names("#transaction", "transaction")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .expect("a check has a table, a key and a condition")
    }

    fn update_declined(&self, posting: &Posting, declined: &Declined, read: &AccountRow) -> Update {
        let declined_as_read = match read.declined.to_value() {
            Some(_) => "#declined = :declined_read",
            None => "attribute_not_exists(#declined)",
        };
        let values = [(":declined", declined), (":declined_read", &read.declined)];
        let values = values.map(|(name, requests)| Some((name.to_owned(), requests.to_value()?)));
        Update::builder()
            .table_name(&self.tables.accounts)
            .key("account", string_value(&posting.account))
            .update_expression("SET #declined = :declined")
            .condition_expression(format!("{} AND {declined_as_read}", as_read(read)))
            .expression_attribute_names("#balance", "balance")
            .expression_attribute_names("#sequence", "sequence")
            .expression_attribute_names("#declined", Declined::ATTRIBUTE)
            .set_expression_attribute_values(Some(
                read_values(read)
                    .into_iter()
                    .chain(values.into_iter().flatten())
                    .collect(),
            ))
            .build()
            .expect("an update has a table, a key and an expression")
    }
}

/// The condition that balance and sequence are still what was read; its values are [`read_values`].
fn as_read(read: &AccountRow) -> &'static str {
    match read.sequence {
        Some(_) => "#balance = :read AND #sequence = :sequence",
        None => "#balance = :read AND attribute_not_exists(#sequence)",
    }
}

fn read_values(read: &AccountRow) -> Item {
    let sequence = read.sequence.map(|it| (":sequence".to_owned(), number_value(it)));
    [(":read".to_owned(), number_value(read.balance))]
        .into_iter()
        .chain(sequence)
        .collect()
}

/// Every read is consistent: what is decided on it must not be older than what was answered before.
async fn read(get: GetItemFluentBuilder) -> Result<Option<Item>, StoreUnavailable> {
    let get = get.consistent_read(true);
    #[cfg(feature = "planted")]
    let get = planted::perhaps_from_replica(get);
    let answer = get.send().await;
    planted!(UnreadableIsAbsent => Ok(answer.ok().and_then(|answer| answer.item)));
    let answer = answer.map_err(|error| unavailable("GetItem", &error))?;
    Ok(answer.item)
}

fn not_written(error: SdkError<TransactWriteItemsError>) -> Result<Outcome, StoreUnavailable> {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() {
        return cancellation(cancelled.cancellation_reasons()).unwrap_or_else(|| Err(unavailable(POST, &error)));
    }
    planted!(TimeoutIsSuccess => match error {
        SdkError::TimeoutError(_) => Ok(Outcome::Written),
        _ => Err(unavailable(POST, &error)),
    });
    match error.code() {
        Some("TransactionInProgressException") if planted!(InProgressIsPosted) => Ok(Outcome::Written),
        Some("ThrottlingException") if planted!(ThrottlingDeclined) => Ok(Outcome::Unusable),
        Some("TransactionInProgressException" | "TransactionConflictException") => Ok(Outcome::Conflict),
        // The request is well-formed: what DynamoDB finds invalid is the data that it meets.
        Some("ValidationException") => {
            tracing::error!(message = error.message(), "DynamoDB refused the posting");
            Ok(Outcome::Unusable)
        }
        _ => Err(unavailable(POST, &error)),
    }
}

const POST: &str = "TransactWriteItems";

/// Why one item of a transaction was not written.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// This item was not the cause.
    None,
    ConditionFailed,
    Conflict,
    Invalid,
    /// No capacity, throttled, or a reason yet unknown.
    Other,
}

impl Reason {
    fn of(reason: &CancellationReason) -> Reason {
        match reason.code() {
            None | Some("None") => Reason::None,
            Some("ConditionalCheckFailed") => Reason::ConditionFailed,
            Some("TransactionConflict") => Reason::Conflict,
            Some("ValidationError") => Reason::Invalid,
            Some(_) => Reason::Other,
        }
    }
}

/// What a cancelled transaction means. `None`: the store could not do it.
///
/// The ledger is asked first: once it holds the entry, the account has every reason not to be as it was read.
fn cancellation(reasons: &[CancellationReason]) -> Option<Result<Outcome, StoreUnavailable>> {
    let [ledger, account] = reasons else { return None };
    match (Reason::of(ledger), Reason::of(account)) {
        (Reason::ConditionFailed, _) => {
            let entry = readable(ledger.item()?);
            Some(entry.map(|entry| Outcome::AlreadyPosted(Box::new(entry))))
        }
        (Reason::Conflict, _) | (Reason::None, Reason::ConditionFailed | Reason::Conflict) => {
            Some(Ok(Outcome::Conflict))
        }
        (Reason::None, Reason::Invalid) => Some(Ok(Outcome::Unusable)),
        (Reason::None, Reason::None | Reason::Other) | (Reason::Invalid | Reason::Other, _) => None,
    }
}

/// An entry that cannot be read proves that something was posted, and not what: neither a receipt nor a decline is true.
fn readable(item: &Item) -> Result<LedgerEntry, StoreUnavailable> {
    LedgerEntry::from_item(item).map_err(|error| {
        tracing::error!(%error, "an entry of the ledger is damaged");
        StoreUnavailable {}
    })
}

/// Logs why the store did not do what it was asked for.
///
/// The answer of the service is told by code and message alone: a cancelled transaction carries whole rows with it.
fn unavailable<E>(operation: &str, error: &SdkError<E>) -> StoreUnavailable
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let cause = match error {
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) | SdkError::ConstructionFailure(_) => {
            DisplayErrorContext(error).to_string()
        }
        answered => answered.to_string(),
    };
    tracing::error!(
        operation,
        cause,
        code = error.code(),
        message = error.message(),
        "the store is unavailable"
    );
    StoreUnavailable {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(ledger: &str, account: &str) -> String {
        let reason = |code: &str| CancellationReason::builder().code(code).build();
        match cancellation(&[reason(ledger), reason(account)]) {
            None => "unavailable".to_owned(),
            Some(outcome) => format!("{:?}", outcome.expect("no entry to read")),
        }
    }

    #[test]
    fn only_a_changed_account_and_a_transaction_beside_are_conflicts() {
        assert_eq!(outcome("None", "ConditionalCheckFailed"), "Conflict");
        assert_eq!(outcome("None", "TransactionConflict"), "Conflict");
        assert_eq!(outcome("TransactionConflict", "None"), "Conflict");
        assert_eq!(outcome("TransactionConflict", "ConditionalCheckFailed"), "Conflict");
    }

    #[test]
    fn a_store_without_capacity_is_unavailable_and_never_a_conflict() {
        for code in ["ThrottlingError", "ProvisionedThroughputExceeded", "SomethingNew"] {
            assert_eq!(outcome("None", code), "unavailable");
            assert_eq!(outcome(code, "ConditionalCheckFailed"), "unavailable");
        }
        assert!(cancellation(&[]).is_none());
    }

    #[test]
    fn a_row_that_dynamodb_finds_invalid_is_unusable() {
        assert_eq!(outcome("None", "ValidationError"), "Unusable");
    }
}
