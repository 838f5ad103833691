//! The steps of the bank, and the workflow that runs them.

use stepwright::{steps, workflow};

use crate::faults::{AccountError, FundsError, PostingError, Rejection};
use crate::text::AccountId;
use crate::transaction::{Account, Kind, Posting, Receipt, Request};

/// The steps of the bank: one method, one step, one Lambda function.
#[steps]
pub trait BankSteps {
    /// The account of a transaction, if the bank keeps it.
    #[step(timeout_seconds = 5, idempotent)]
    async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError>;

    /// Whether the account holds enough for a withdrawal. A withdrawal that has been posted already is not judged again.
    #[step(timeout_seconds = 5, idempotent)]
    async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError>;

    /// Posts a deposit.
    #[step(timeout_seconds = 8, idempotent)]
    async fn process_deposit(&self, posting: &Posting) -> Result<Receipt, PostingError>;

    /// Posts a withdrawal, if the account holds enough at that very moment.
    #[step(timeout_seconds = 8, idempotent)]
    async fn process_withdrawal(&self, posting: &Posting) -> Result<Receipt, PostingError>;
}

/// Posts a deposit or a withdrawal to an account.
#[workflow(express, timeout_seconds = 28)]
pub async fn bank_transaction(steps: &impl BankSteps, request: Request) -> Result<Receipt, Rejection> {
    let account = steps.validate_account(&request.transaction.account).await?;
    let posting = Posting {
        account: account.id,
        amount: request.transaction.amount,
        kind: request.transaction.kind,
        desc: request.transaction.desc,
        idempotency_key: request.idempotency_key,
        request_id: request.request_id,
    };
    match posting.kind {
        Kind::Deposit => Ok(steps.process_deposit(&posting).await?),
        Kind::Withdrawal => {
            steps.check_funds(&posting).await?;
            Ok(steps.process_withdrawal(&posting).await?)
        }
    }
}
