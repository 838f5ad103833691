//! The steps of the bank on DynamoDB.
//!
//! [`Dynamo`] implements [`BankSteps`](trait@bank::BankSteps): it posts deposits and withdrawals to two tables, whose
//! definitions are in [`tables`]. The same code serves the Lambda functions (binary `bootstrap`, feature `lambda`) and
//! the bank on one machine.
//!
//! What holds, whatever fails and whoever retries:
//!
//! - An account's balance and the entry in the ledger change in one `TransactWriteItems`, or neither does.
//! - The condition of that write is that the account is still as it was read; no check before it is relied upon.
//! - One transaction id is posted once. Sent again, it gets the receipt of that one posting, whatever the balance is now.
//! - A request that was declined is not posted by another run of its call, whatever the account holds by then.
//! - A store that is slow, full or gone is [`bank::StoreUnavailable`], never a declined transaction.
//!
//! # What one account can take
//! Postings to one account happen one after another: each reads the account, then writes on condition that nothing came
//! between. Those of one process wait in a line; against those of others each is tried again, so often and no more. On
//! AWS that is some tens to a hundred a second for one account, and no limit over many. The index of the ledger is keyed
//! by account, so a hot account throttles the ledger's writes before it throttles anything else.

/// Whether that bug of [`planted::Bug`] has been planted; with an arrow, what is returned instead if it has.
#[cfg(feature = "planted")]
macro_rules! planted {
    ($bug:ident) => {
        $crate::planted::is_on($crate::planted::Bug::$bug)
    };
    ($bug:ident => $instead:expr) => {
        if $crate::planted::is_on($crate::planted::Bug::$bug) {
            return $instead;
        }
    };
}

/// Without the feature `planted`, no bug is.
#[cfg(not(feature = "planted"))]
macro_rules! planted {
    ($bug:ident) => {
        false
    };
    ($bug:ident => $instead:expr) => {};
}

mod account_row;
mod declined;
mod dynamo;
mod item;
mod ledger;
mod line;
mod pauses;
#[cfg(feature = "lambda")]
pub mod plain_http;
#[cfg(feature = "planted")]
pub mod planted;
mod request_hash;
pub mod sdk_limits;
mod store;
mod surroundings;
pub mod tables;

pub use dynamo::Dynamo;
pub use surroundings::{Random, Surroundings};
pub use tables::Tables;
