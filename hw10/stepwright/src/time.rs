//! Values of time: a moment, and the token by which whoever takes his time answers.

mod timestamp;
mod token;

pub use timestamp::{Timestamp, TimestampError};
pub use token::{TaskFailure, TaskSuccess, TaskToken};
