//! The steps against a DynamoDB in memory, over the real SDK and a network that can fail.

mod access;
mod bank;
mod contention;
mod declines;
mod network;
mod outage;
mod posting;
mod replay;
#[path = "../support/mod.rs"]
mod support;
mod tables;
