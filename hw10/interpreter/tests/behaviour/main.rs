//! How executions behave, one rule a test, in virtual time.

mod catching;
mod data;
mod harness;
mod limits;
mod protocol;
mod retrying;
mod timing;
