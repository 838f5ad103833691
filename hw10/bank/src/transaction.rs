//! What moves through the bank: a transaction, the request that carries it, the posting that it becomes, the receipt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::Contract;

use crate::api::{deposit, withdrawal};
use crate::money::{Amount, Balance};
use crate::text::{AccountId, Description, IdempotencyKey, PostedAt, RequestId, TransactionId};

/// A deposit to an account, or a withdrawal from it: the body of `POST /transactions`.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = deposit(), example = withdrawal())]
pub struct Transaction {
    /// The number of the account.
    pub account: AccountId,
    /// How much is moved.
    pub amount: Amount,
    /// Whether it comes or goes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it is for.
    pub desc: Option<Description>,
}

/// Whether money comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// Money comes to the account.
    #[serde(rename = "dep")]
    Deposit,
    /// Money leaves the account.
    #[serde(rename = "wtd")]
    Withdrawal,
}

/// A transaction as the gateway hands it to the workflow.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// The body of the request.
    pub transaction: Transaction,
    /// The client's `Idempotency-Key`, if it sent one.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The gateway's name for the request.
    pub request_id: RequestId,
}

/// An account that the bank keeps. Its holder's name stays in the table.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The number of the account.
    pub id: AccountId,
}

/// A deposit or withdrawal to be applied to an account that exists.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Posting {
    /// The number of the account.
    pub account: AccountId,
    /// How much is moved.
    pub amount: Amount,
    /// Whether it comes or goes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it is for.
    pub desc: Option<Description>,
    /// The client's name for the request, if it gave one.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The gateway's name for the request.
    pub request_id: RequestId,
}

impl Posting {
    /// The name under which the posting stands in the ledger: `k-<idempotency key>`, or `r-<request id>` without one.
    ///
    /// The same name never applies twice.
    pub fn transaction_id(&self) -> TransactionId {
        let name = match &self.idempotency_key {
            Some(key) => format!("k-{key}"),
            None => format!("r-{}", self.request_id),
        };
        TransactionId::parse(name).expect("a key and a request id are names of transactions")
    }
}

/// What the bank answers when a transaction has been posted.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// The name of the transaction in the ledger.
    pub transaction: TransactionId,
    /// The number of the account.
    pub account: AccountId,
    /// Whether money came or went.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// How much was moved.
    pub amount: Amount,
    /// What the account held right after this transaction.
    pub balance: Balance,
    /// When the transaction was posted.
    pub posted_at: PostedAt,
}
