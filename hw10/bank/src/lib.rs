//! The contract of the banking service: its types, its faults, its steps and its workflow.
//!
//! What crosses a boundary (an HTTP body, a Lambda payload, the state machine's data) is a type of this crate, and
//! everything else, state machine, schemas, deployment, follows from them. The crate knows no AWS SDK and no runtime.

mod access;
mod api;
mod faults;
mod money;
mod text;
mod transaction;
mod workflow;

pub use access::{ACCOUNT_SEQUENCE_INDEX, tables};
pub use api::{IDEMPOTENCY_KEY, api, gateway_fault};
pub use faults::{
    AccountBusy, AccountError, BalanceLimit, FundsError, InsufficientFunds, KeyReused, PostingError, Rejection,
    StoreUnavailable, UnknownAccount, UnusableAccount,
};
pub use money::{Amount, Balance, MoneyError};
pub use text::{AccountId, Description, IdempotencyKey, PostedAt, RequestId, TextError, TransactionId};
pub use transaction::{Account, Kind, Posting, Receipt, Request, Transaction};
pub use workflow::{BankSteps, bank_transaction};
