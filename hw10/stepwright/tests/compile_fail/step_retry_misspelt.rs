#![allow(unused)]

use stepwright::{Contract, Fault, TaskToken, steps};

#[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[fault(status = 409, detail = "No.")]
struct Refused {}

#[steps]
trait Shop {
    #[step(retry)]
    async fn nothing(&self) -> Result<u32, Refused>;
    #[step(retry(attempts = 3))]
    async fn no_errors(&self) -> Result<u32, Refused>;
    #[step(retry(errors("States.Runtime")))]
    async fn never(&self) -> Result<u32, Refused>;
    #[step(retry(errors("States.ALL", Refused)))]
    async fn all_and_one(&self) -> Result<u32, Refused>;
    #[step(retry(errors("States.ALL")), retry(errors(Refused)))]
    async fn all_and_another(&self) -> Result<u32, Refused>;
    #[step(retry(errors(Refused), backoff = 0.5))]
    async fn faster(&self) -> Result<u32, Refused>;
    #[step(retry(errors(Refused), jitter = "some"))]
    async fn some(&self) -> Result<u32, Refused>;
    #[step(retry(errors(Refused), interval_seconds = 9, delay_seconds_max = 8))]
    async fn shorter(&self) -> Result<u32, Refused>;
    #[step(retry(errors(Refused), interval_seconds = 0))]
    async fn at_once(&self) -> Result<u32, Refused>;
    #[step(retry(errors(Refused), tries = 3))]
    async fn tries(&self) -> Result<u32, Refused>;
}

fn main() {}
