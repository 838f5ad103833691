//! The shop that the workflows of these tests are about.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::native::{Observed, Script};
use stepwright::{Contract, Fault, PlatformFault, TaskToken, Timestamp, sleep, steps};

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{article} is sold out.")]
pub(crate) struct SoldOut {
    pub(crate) article: String,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 403, detail = "{name} says no.")]
pub(crate) struct Refused {
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Fault)]
pub(crate) enum ShopError {
    SoldOut(SoldOut),
    Refused(Refused),
    Platform(PlatformFault),
}

#[steps]
pub(crate) trait Shop {
    async fn reserve(&self, article: &String, pieces: u32) -> Result<String, SoldOut>;
    async fn count(&self) -> Result<u32, Refused>;
    #[step(timeout_seconds = 3600)]
    async fn ask(&self, token: TaskToken<bool, Refused>, article: &String) -> Result<(), Refused>;
}

/// Whatever is asked for is there, but for `nothing`; `slow` takes five seconds.
#[derive(Default)]
pub(crate) struct Shelf;

impl Shop for Shelf {
    async fn reserve(&self, article: &String, pieces: u32) -> Result<String, SoldOut> {
        match article.as_str() {
            "nothing" => {
                return Err(SoldOut {
                    article: article.clone(),
                });
            }
            "slow" => sleep(Duration::from_secs(5)).await,
            _ => {}
        }
        Ok(format!("{pieces} x {article}"))
    }

    async fn count(&self) -> Result<u32, Refused> {
        Ok(3)
    }

    async fn ask(&self, _: TaskToken<bool, Refused>, article: &String) -> Result<(), Refused> {
        match article.as_str() {
            "nothing" => Err(refused("the clerk")),
            _ => Ok(()),
        }
    }
}

pub(crate) fn shop() -> Observed<Shelf> {
    Observed::new(Shelf)
}

pub(crate) fn refused(name: &str) -> Refused {
    Refused { name: name.to_owned() }
}

pub(crate) fn sold_out(article: &str) -> SoldOut {
    SoldOut {
        article: article.to_owned(),
    }
}

/// A script that begins at that moment.
pub(crate) fn starting(moment: &str) -> Script {
    Script::new().starting_at(moment.parse().expect("a moment"))
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// As an executor that is not the harness.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(future)
}
