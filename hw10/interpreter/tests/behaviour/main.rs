//! How executions behave, one rule a test, in virtual time.

mod callbacks;
mod catching;
mod data;
mod executions;
mod harness;
mod limits;
mod parallel;
mod protocol;
mod retrying;
mod timing;
