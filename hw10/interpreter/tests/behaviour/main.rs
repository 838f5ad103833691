//! How executions behave, one rule a test, in virtual time.

mod allowance;
mod callbacks;
mod catching;
mod data;
mod executions;
mod harness;
mod limits;
mod map_distributed;
mod map_inline;
mod parallel;
mod passages;
mod protocol;
mod retrying;
mod timing;
