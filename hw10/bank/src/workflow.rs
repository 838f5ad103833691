//! The steps of the bank, and the workflow that runs them.

use std::future::Future;

use crate::faults::{AccountError, FundsError, PostingError};
use crate::text::AccountId;
use crate::transaction::{Account, Posting, Receipt};

/// The steps of the bank: one method, one step, one Lambda function.
// What `#[steps]` will make of the trait as a person writes it (`async fn`).
pub trait BankSteps: Sync {
    /// The account of a transaction, if the bank keeps it.
    fn validate_account(&self, account: &AccountId) -> impl Future<Output = Result<Account, AccountError>> + Send;

    /// Whether the account holds enough for a withdrawal. A withdrawal that has been posted already is not judged again.
    fn check_funds(&self, posting: &Posting) -> impl Future<Output = Result<(), FundsError>> + Send;

    /// Posts a deposit.
    fn process_deposit(&self, posting: &Posting) -> impl Future<Output = Result<Receipt, PostingError>> + Send;

    /// Posts a withdrawal.
    fn process_withdrawal(&self, posting: &Posting) -> impl Future<Output = Result<Receipt, PostingError>> + Send;
}
