//! A bank whose steps answer by a script.

use std::sync::Mutex;

use bank::{
    Account, AccountBusy, AccountError, AccountId, Balance, BankSteps, FundsError, InsufficientFunds, KeyReused,
    PostedAt, Posting, PostingError, Receipt, StoreUnavailable, UnknownAccount, UnusableAccount,
};
use serde_json::{Value, json};

/// How each step of one transaction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// How the account is validated.
    pub account: Verdict,
    /// How the funds are checked.
    pub funds: Verdict,
    /// How the posting goes.
    pub posting: Verdict,
    /// The balance after it, in minor units.
    pub balance: i64,
}

/// How a step goes. A verdict that the step's type does not know counts as `Well`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It succeeds.
    Well,
    /// There is no such account.
    Unknown,
    /// The funds do not suffice.
    Insufficient,
    /// The key stands for another transaction.
    Reused,
    /// The row is none to post to.
    Unusable,
    /// Too many at once.
    Busy,
    /// The store does not answer.
    Unavailable,
}

/// Steps that answer by a script, and remember each call with its payload.
#[derive(Debug)]
pub struct Scripted {
    script: Script,
    calls: Mutex<Vec<Value>>,
}

impl Scripted {
    /// Steps that answer so.
    pub fn new(script: Script) -> Scripted {
        Scripted {
            script,
            calls: Mutex::new(Vec::new()),
        }
    }

    /// The calls so far, each as `[step, payload]`. What the state machine tried again stands there once.
    pub fn calls(&self) -> Vec<Value> {
        let mut calls = self
            .calls
            .lock()
            .expect("no test panics while it holds the lock")
            .clone();
        calls.dedup();
        calls
    }

    fn called(&self, step: &str, payload: Value) {
        self.calls
            .lock()
            .expect("no test panics while it holds the lock")
            .push(json!([step, payload]));
    }

    fn post(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        let account = posting.account.clone();
        match self.script.posting {
            Verdict::Well => Ok(Receipt {
                transaction: posting.transaction_id(),
                account,
                kind: posting.kind,
                amount: posting.amount,
                balance: Balance::from_minor_units(self.script.balance).expect("the script has a balance"),
                posted_at: PostedAt::parse("2026-11-22T19:43:00.123Z").expect("a time"),
            }),
            Verdict::Unknown => Err(UnknownAccount { account }.into()),
            Verdict::Insufficient => Err(InsufficientFunds {
                account,
                amount: posting.amount,
            }
            .into()),
            Verdict::Reused => Err(KeyReused {
                transaction: posting.transaction_id(),
            }
            .into()),
            Verdict::Unusable => Err(UnusableAccount { account }.into()),
            Verdict::Busy => Err(AccountBusy { account }.into()),
            Verdict::Unavailable => Err(StoreUnavailable {}.into()),
        }
    }
}

impl BankSteps for Scripted {
    async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError> {
        self.called("validate_account", json!({ "account": account }));
        match self.script.account {
            Verdict::Unknown => Err(UnknownAccount {
                account: account.clone(),
            }
            .into()),
            Verdict::Unavailable => Err(StoreUnavailable {}.into()),
            _ => Ok(Account { id: account.clone() }),
        }
    }

    async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError> {
        self.called("check_funds", json!({ "posting": posting }));
        let account = posting.account.clone();
        match self.script.funds {
            Verdict::Unknown => Err(UnknownAccount { account }.into()),
            Verdict::Insufficient => Err(InsufficientFunds {
                account,
                amount: posting.amount,
            }
            .into()),
            Verdict::Unusable => Err(UnusableAccount { account }.into()),
            Verdict::Unavailable => Err(StoreUnavailable {}.into()),
            _ => Ok(()),
        }
    }

    async fn process_deposit(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.called("process_deposit", json!({ "posting": posting }));
        self.post(posting)
    }

    async fn process_withdrawal(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        self.called("process_withdrawal", json!({ "posting": posting }));
        self.post(posting)
    }
}
