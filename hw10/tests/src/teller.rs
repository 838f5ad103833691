//! The bank's steps without AWS: a teller who keeps every account, and never looks into one.

use bank::{
    Account, AccountError, AccountId, Balance, BankSteps, FundsError, InsufficientFunds, PostedAt, Posting,
    PostingError, Receipt, StoreUnavailable,
};

/// The most that is handed out at once, in minor units.
const AT_ONCE: i64 = 100_000;

/// A teller.
#[derive(Debug, Clone, Copy, Default)]
pub struct Teller {}

impl BankSteps for Teller {
    async fn validate_account(&self, account: &AccountId) -> Result<Account, AccountError> {
        Ok(Account { id: account.clone() })
    }

    async fn check_funds(&self, posting: &Posting) -> Result<(), FundsError> {
        if posting.amount.minor_units() <= AT_ONCE {
            return Ok(());
        }
        let (account, amount) = (posting.account.clone(), posting.amount);
        Err(InsufficientFunds { account, amount }.into())
    }

    async fn process_deposit(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        receipt(posting)
    }

    async fn process_withdrawal(&self, posting: &Posting) -> Result<Receipt, PostingError> {
        receipt(posting)
    }
}

fn receipt(posting: &Posting) -> Result<Receipt, PostingError> {
    let nothing = Balance::from_minor_units(0).map_err(|_| StoreUnavailable {})?;
    Ok(Receipt {
        transaction: posting.transaction_id(),
        account: posting.account.clone(),
        kind: posting.kind,
        amount: posting.amount,
        balance: nothing,
        posted_at: PostedAt::parse("2026-11-22T19:43:00.123Z").map_err(|_| StoreUnavailable {})?,
    })
}
