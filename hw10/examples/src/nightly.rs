//! A night's settlement: the day's payments lie on S3, one JSON value a line. They are settled in batches, each an
//! execution of its own; some may fail. Where the results are is told to whoever reports.

use std::sync::Mutex;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, MapResults, json_lines, map, steps, workflow};

/// A day, and where its payments are.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Night {
    /// The bucket.
    pub bucket: String,
    /// The object with the payments.
    pub key: String,
    /// Which currency is settled; without one, all are.
    pub currency: Option<String>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Payment {
    /// Its number.
    pub number: String,
    /// How much, in cents.
    pub cents: u32,
}

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    /// How many payments.
    pub payments: u32,
    /// How much they are, in cents.
    pub cents: u32,
}

/// What is reported.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Where the results are.
    pub results: MapResults,
    /// The report's number.
    pub number: u32,
}

/// A batch cannot be settled.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "Payment {number} is unsound.")]
pub struct Unsound {
    /// The payment's number.
    pub number: String,
}

/// Nobody reports tonight.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "Nobody reports tonight.", transient)]
pub struct NoReport {}

/// How a night goes wrong.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum NightError {
    /// A batch cannot be settled.
    Unsound(Unsound),
    /// Nobody reports.
    NoReport(NoReport),
}

/// What a night needs.
#[steps]
pub trait NightSteps {
    /// Settles a batch.
    #[step(timeout_seconds = 60, idempotent)]
    async fn settle(&self, payments: &Vec<Payment>, currency: Option<String>) -> Result<Settled, Unsound>;
    /// Reports where the results are.
    #[step(idempotent)]
    async fn report(&self, results: &MapResults) -> Result<u32, NoReport>;
}

/// Settles what can be settled.
#[workflow(standard)]
pub async fn settle_night(ledger: &impl NightSteps, night: Night) -> Result<Report, NightError> {
    let results = map(
        json_lines::<Payment>(&night.bucket, &night.key).batches_of(2),
        async |batch| Ok::<Settled, NightError>(ledger.settle(&batch, night.currency.clone()).await?),
    )
    .label("settle")
    .concurrency(40)
    .results_to(&night.bucket, "settled")
    .tolerate_failure_percentage(50)
    .await?;
    let number = ledger.report(&results).await?;
    Ok(Report { results, number })
}

/// A ledger in memory.
#[derive(Debug, Default)]
pub struct Ledger {
    settled: Mutex<u32>,
}

impl NightSteps for Ledger {
    async fn settle(&self, payments: &Vec<Payment>, _currency: Option<String>) -> Result<Settled, Unsound> {
        if let Some(unsound) = payments.iter().find(|payment| payment.cents == 0) {
            return Err(Unsound {
                number: unsound.number.clone(),
            });
        }
        let cents = payments.iter().map(|payment| payment.cents).sum();
        *self.settled.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += cents;
        Ok(Settled {
            payments: u32::try_from(payments.len()).unwrap_or(u32::MAX),
            cents,
        })
    }

    async fn report(&self, _results: &MapResults) -> Result<u32, NoReport> {
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use stepwright::native::{Failure, Observed, Run, Script, run};

    use super::*;

    fn settled(cents: &[u32]) -> Run<Report, NightError> {
        let line = |(number, cents): (usize, &u32)| format!("{{\"number\": \"p-{number}\", \"cents\": {cents}}}\n");
        let text: String = cents.iter().enumerate().map(line).collect();
        let script = Script::new().object("bank", "day", &text);
        let night = Night {
            bucket: "bank".to_owned(),
            key: "day".to_owned(),
            currency: None,
        };
        run(&script, settle_night(&Observed::new(Ledger::default()), night))
    }

    #[test]
    fn every_batch_is_settled_and_written() {
        let run = settled(&[1, 2, 3, 4, 5]);
        let settled = run.calls.iter().filter(|call| call.step == "settle").count();
        assert_eq!(settled, 3, "two batches of two, and one of one");
        let report = run.result.expect("the night is settled");
        let manifest = (
            report.results.result_writer_details.bucket,
            report.results.result_writer_details.key,
        );
        assert!(run.objects.contains_key(&manifest));
    }

    #[test]
    fn half_of_them_may_fail_and_no_more() {
        assert!(settled(&[1, 2, 0, 4]).result.is_ok());
        let Err(Failure::Platform(fault)) = settled(&[0, 2, 0, 4]).result else {
            panic!("too many fail")
        };
        assert_eq!(
            stepwright::Fault::name(&fault),
            "States.ExceedToleratedFailureThreshold"
        );
    }
}
