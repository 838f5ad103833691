//! What the tests stand on: a bank of their own, an HTTP client, an AWS SDK on a socket, the binary.

pub(crate) mod bank;
pub(crate) mod dynamodb;
pub(crate) mod generated;
pub(crate) mod http;
pub(crate) mod process;
