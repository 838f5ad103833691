//! The bank on one machine, as its users meet it: over HTTP, as a process, after a crash.

mod api;
mod assignment;
mod concurrency;
mod durability;
mod failures;
mod fire;
mod hostile;
mod malformed;
mod process;
mod protocol;
mod support;
