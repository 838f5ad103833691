//! The native run: a workflow as the async function that it is, without a state machine.
//!
//! Any executor can drive a workflow. [`run`] is one for tests: it has a clock of its own, so that a year's `sleep` takes a
//! microsecond, and a [`Script`] says what happens around the workflow: which call fails, who answers a task token and
//! when, what stands on S3. The steps are wrapped in [`Observed`]; every call is then in the [`Run`], and the script can
//! act on it.
//!
//! ```
//! # use schemars::JsonSchema;
//! # use serde::{Deserialize, Serialize};
//! use std::time::Duration;
//!
//! use stepwright::native::{Call, Observed, Script, run};
//! use stepwright::{CatchPlatform, Caught, Contract, Fault, PlatformFault, sleep, steps};
//!
//! #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
//! #[fault(status = 409, detail = "The card was refused.")]
//! struct CardRefused {}
//!
//! #[steps]
//! trait Shop {
//!     async fn charge(&self, cents: u32) -> Result<String, CardRefused>;
//! }
//!
//! struct Bank;
//!
//! impl Shop for Bank {
//!     async fn charge(&self, cents: u32) -> Result<String, CardRefused> {
//!         Ok(format!("{cents} charged"))
//!     }
//! }
//!
//! /// Tries again a day later, if the bank does not answer.
//! async fn charge(shop: &impl Shop, cents: u32) -> Result<String, CardRefused> {
//!     match shop.charge(cents).catch_platform().await {
//!         Ok(receipt) => Ok(receipt),
//!         Err(Caught::Fault(refused)) => Err(refused),
//!         Err(Caught::Platform(_)) => {
//!             sleep(Duration::from_secs(86_400)).await;
//!             shop.charge(cents).await
//!         }
//!     }
//! }
//!
//! let shop = Observed::new(Bank);
//! let script = Script::new().on(Call::number("charge", 1).times_out());
//! let run = run(&script, charge(&shop, 500));
//! assert_eq!(run.result.unwrap(), "500 charged");
//! assert_eq!(run.calls.len(), 2);
//! assert!(run.calls[1].started.duration_since(run.calls[0].started) >= Duration::from_secs(86_400));
//! ```
//!
//! Retries are the state machine's business: a fault of the platform that a script injects is what remains after them.
//!
//! # Without `run`
//! Under another executor, [`sleep`] waits for as long as it says, by a thread of its own, and
//! [`now`] asks the system's clock. `join!`, `try_join!`, [`map`] of a list,
//! [`execution`] and `catch_platform` are plain futures; nothing injects a fault of the platform. What
//! only AWS could end does not end: a [`callback`] has nobody who answers, [`json_lines`]
//! and [`csv`] have no S3 to read from. The future of a workflow that maps is not `Send`.

mod call;
mod clock;
mod frame;
mod join;
mod map;
mod observed;
mod outcome;
mod rows;
mod script;
mod world;

pub use call::{CatchPlatform, CatchingPlatform, callback, execution};
pub use clock::{Sleep, now, sleep, sleep_until};
pub use join::{Both, TryBoth};
pub use map::{Batches, Map, MapToS3, Objects, Source, csv, json_lines, map};
pub(crate) use observed::observe;
pub use observed::{Observed, ObservedCall};
pub use outcome::{Failure, Run, run};
pub use script::{Call, Script};
pub use world::{send_task_failure, send_task_success};
