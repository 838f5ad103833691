//! The bank under every fault, from one seed.
//!
//! A [`Plan`] is what a seed means: accounts, clients and their requests, how the bank is deployed, what breaks. A
//! [`Simulator`] runs it on one thread in virtual time, and looks at the books after every event.
//!
//! ```
//! use simulator::{Keep, Plan, Simulator};
//!
//! let report = Simulator::new().run(&Plan::of_seed(7), Keep::Digest);
//! assert_eq!(report.violation, None);
//! ```
//!
//! # What is real
//! - The state machine: `generated/`, byte for byte, in the interpreter that `local` runs.
//! - The steps: [`steps::Dynamo`] over the SDK's own client, with the retries and timeouts of the Lambda functions, or
//!   with those of the bank on one machine.
//! - DynamoDB's semantics: dynoxide, in memory, or on a file that survives the process.
//!
//! # What is simulated
//! - Time, and the order in which things happen. Nothing waits.
//! - The way to the store: requests and answers that get lost (with and without notice), are cut, repeated, late beyond
//!   every timeout; throttling, no capacity, internal errors, conflicts with somebody else, outages of reads or writes.
//! - The Lambda service: functions that are throttled, start late, run twice, die before, between and after their
//!   requests or at any moment, whose answers are late, lost, or replaced by an error; instances with clocks of their own.
//! - The one process of the bank on one machine: killed at any moment, all it was doing with it, and started again on
//!   what the system holds of its file.
//! - Clients: keys reused for the same and for other bodies, two at once, hanging up, asking again; and, eleven minutes
//!   after the last fault, everything once more.
//!
//! # What must hold
//! After every write both tables are read as they are, and the books compare: (1) a balance is its opening balance
//! and its entries; (2) no balance is below zero; (3) one effect a key, and for ever the same answer; (4) no entry is ever
//! changed or gone, and no balance changes without one; (5) `balance_before`, `balance_after` and `sequence` are an
//! unbroken chain; (6) amounts are positive, bounded, in whole minor units; (7) a receipt says what stands in the ledger,
//! a decline has a reason that held at some moment while it was asked for, and nothing is posted after every request for
//! it has been declined; (8) every execution ends in its time, and every request has a final answer once nothing breaks.
//!
//! # What is not simulated
//! A disk that loses what it has confirmed; a DynamoDB that breaks its own promises; API Gateway's own validation; HTTP.
//!
//! # A seed that fails
//! `cargo run --profile simulate -p simulator -- --from SEED --seeds 1` prints what was broken, the history, and a shortened one in
//! which every client, request and fault that is not needed is left out. The same seed always gives the same history.
//!
//! `cargo run --profile simulate -p simulator -- --seeds 2000` runs the first two thousand, `-- --seconds 3600` as many as an hour
//! has room for.

mod answer;
mod bank_store;
mod books;
mod chance;
mod clients;
mod clock;
mod contention;
mod decisions;
mod executions;
mod exhaustive;
mod faults;
mod functions;
mod happenings;
mod history;
mod plan;
mod scene;
mod service;
mod shrink;
mod simulation;
mod tables;
mod wire;
mod wording;
mod world;

pub use contention::{Contended, Contention, Met, Timing};
pub use exhaustive::{Exhausted, Small};
pub use happenings::{Happened, Happening};
pub use plan::Plan;
pub use simulation::{Keep, Report, Simulator};
