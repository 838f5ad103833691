//! The auditor of the bank: replays every account from its first entry, and reports every invariant that does not hold,
//! with the rows that break it.
//!
//! The core is [`Audit`]: it says which rows it wants next, takes them, and keeps what it found. It does no I/O, so it can
//! be stopped after any page, written down, and taken up again by another process. [`Books`] reads the rows from a
//! DynamoDB endpoint, and [`check`] takes them from memory.
//!
//! The auditor shares the names of the tables and the rules of texts with the bank. Its arithmetic and its hash of a
//! request are its own: a mistake in the bank's shall not be able to hide behind itself.
//!
//! # What is read, and when
//! 1. The ledger is scanned, consistently: each entry is judged by itself, and the entries of each account are counted.
//! 2. The accounts are scanned, consistently. The entries of each are read in the order of their sequence, from the index
//!    of the ledger, and replayed: `balance_before`, amount, `balance_after`, one after another, up to the account's row.
//! 3. Accounts that are in the ledger and have no row are replayed too.
//!
//! The bank may go on posting meanwhile: an account is compared with its entries up to the sequence that its row had when
//! it was read. The index follows the table a moment later, so that an account at which something is wrong is looked at
//! three times before it is reported. What is kept in memory, and in the state file, grows with the number of accounts,
//! not of entries.

mod account;
mod audit;
mod books;
mod chain;
mod check;
mod entry;
mod finding;
mod money;
mod reader;
mod row;
mod state;

pub use audit::{Answer, Audit, Request, Summary};
pub use books::{Books, ReadError};
pub use check::check;
pub use finding::{Finding, Invariant};
pub use row::{Cell, Row};
pub use state::{StateError, StateFile, Subject};
