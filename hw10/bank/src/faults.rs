//! How a transaction can fail. A fault's name is the ASL error name and the Lambda's `errorType`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault};

use crate::money::Amount;
use crate::text::{AccountId, TransactionId};

/// The bank keeps no such account.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 404, detail = "The bank keeps no account {account}.")]
pub struct UnknownAccount {
    /// The number that was asked for.
    pub account: AccountId,
}

/// The account holds less than the withdrawal asks for.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "Account {account} does not hold {amount}.")]
pub struct InsufficientFunds {
    /// The number of the account.
    pub account: AccountId,
    /// What was to be withdrawn.
    pub amount: Amount,
}

/// The idempotency key already stands for another transaction.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 422,
    title = "Idempotency key reused",
    detail = "Transaction {transaction} was another one: send a new request under a new key."
)]
pub struct KeyReused {
    /// The transaction in the ledger.
    pub transaction: TransactionId,
}

/// The deposit would raise the balance above what the bank keeps.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 422,
    detail = "A deposit of {amount} would raise account {account} above what the bank keeps."
)]
pub struct BalanceLimit {
    /// The number of the account.
    pub account: AccountId,
    /// What was to be deposited.
    pub amount: Amount,
}

/// The account's row is not one that the bank can post to.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 500,
    detail = "The row of account {account} holds no balance that the bank can post to."
)]
pub struct UnusableAccount {
    /// The number of the account.
    pub account: AccountId,
}

/// Too many transactions wanted the account at once. Whether this one is posted yet is not known.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 503,
    detail = "Too many transactions want account {account} at once: send the same request with the same key again.",
    retry_after_seconds = 1,
    transient
)]
pub struct AccountBusy {
    /// The number of the account.
    pub account: AccountId,
}

/// The store did not answer, or had no capacity left.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 503,
    detail = "The bank cannot reach its tables: send the same request with the same key again.",
    retry_after_seconds = 2,
    transient
)]
pub struct StoreUnavailable {}

/// How validating an account can fail.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum AccountError {
    /// The bank keeps no such account.
    UnknownAccount(UnknownAccount),
    /// The store did not answer.
    StoreUnavailable(StoreUnavailable),
}

/// How checking the funds can fail.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum FundsError {
    /// The bank keeps no such account.
    UnknownAccount(UnknownAccount),
    /// The account holds less than the withdrawal asks for.
    InsufficientFunds(InsufficientFunds),
    /// The account's row is not one that the bank can post to.
    UnusableAccount(UnusableAccount),
    /// The store did not answer.
    StoreUnavailable(StoreUnavailable),
}

/// How posting a deposit or a withdrawal can fail.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum PostingError {
    /// The bank keeps no such account.
    UnknownAccount(UnknownAccount),
    /// The account holds less than the withdrawal asks for.
    InsufficientFunds(InsufficientFunds),
    /// The idempotency key already stands for another transaction.
    KeyReused(KeyReused),
    /// The deposit would raise the balance above what the bank keeps.
    BalanceLimit(BalanceLimit),
    /// The account's row is not one that the bank can post to.
    UnusableAccount(UnusableAccount),
    /// Too many transactions wanted the account at once.
    AccountBusy(AccountBusy),
    /// The store did not answer.
    StoreUnavailable(StoreUnavailable),
}

/// Why a transaction was not posted.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum Rejection {
    /// The account was not found.
    Account(AccountError),
    /// The funds do not suffice.
    Funds(FundsError),
    /// The posting failed.
    Posting(PostingError),
}
