//! Quotes for a parcel: every carrier is asked at once, while customs are asked too. Who refuses, or does not answer in
//! time, is left out; the cheapest of the others is chosen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{CatchPlatform, Caught, Contract, Fault, PlatformFault, join, map, steps, workflow};

/// A parcel.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Parcel {
    /// Where it goes.
    pub country: String,
    /// Its weight.
    pub grams: u32,
    /// Who may be asked.
    pub carriers: Vec<String>,
}

/// What a carrier would do it for.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Who.
    pub carrier: String,
    /// For how much, in cents.
    pub cents: u32,
}

/// What came of asking a carrier.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "value")]
pub enum Outcome {
    /// It would do it.
    Quoted(Quote),
    /// It would not.
    Refused {
        /// Who.
        carrier: String,
        /// Why.
        reason: String,
    },
    /// It did not answer.
    Silent(String),
}

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// The cheapest quote.
    pub quote: Quote,
    /// What customs take, in cents; nothing, where they do not know the country.
    pub duty_cents: u32,
    /// How many were asked in vain.
    pub in_vain: u32,
}

/// A carrier does not take the parcel.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "{reason}.")]
pub struct NotTaken {
    /// Why.
    pub reason: String,
}

/// Customs do not know the country.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "Customs do not know {country}.")]
pub struct UnknownCountry {
    /// The country.
    pub country: String,
}

/// Nobody takes the parcel.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "Nobody takes it to {country}.")]
pub struct NobodyTakesIt {
    /// Where to.
    pub country: String,
}

/// Why there is no quote.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum QuoteError {
    /// Nobody takes the parcel.
    NobodyTakesIt(NobodyTakesIt),
}

/// What asking needs.
#[steps]
pub trait Carriers {
    /// Asks a carrier.
    #[step(timeout_seconds = 3)]
    async fn quote(&self, carrier: &String, grams: u32) -> Result<Quote, NotTaken>;
    /// Asks customs.
    #[step(idempotent)]
    async fn duty(&self, country: &String) -> Result<u32, UnknownCountry>;
    /// Chooses the cheapest.
    #[step(idempotent)]
    async fn choose(&self, outcomes: &Vec<Outcome>, country: &String) -> Result<Quote, NobodyTakesIt>;
}

/// Finds the best quote.
#[workflow(express)]
pub async fn best_quote(carriers: &impl Carriers, parcel: Parcel) -> Result<Choice, QuoteError> {
    let (asked, duty) = join!(
        async {
            if parcel.carriers.is_empty() {
                return Err(NobodyTakesIt {
                    country: parcel.country.clone(),
                }
                .into());
            }
            let outcomes = map(&parcel.carriers, async |carrier| {
                let outcome = match carriers.quote(&carrier, parcel.grams).catch_platform().await {
                    Ok(quote) => Outcome::Quoted(quote),
                    Err(Caught::Fault(NotTaken { reason })) => Outcome::Refused { carrier, reason },
                    Err(Caught::Platform(PlatformFault::Timeout(_))) => Outcome::Silent(carrier),
                    Err(Caught::Platform(_)) => Outcome::Refused {
                        carrier,
                        reason: "its system is down".to_owned(),
                    },
                };
                Ok::<Outcome, QuoteError>(outcome)
            })
            .concurrency(8)
            .await?;
            Ok::<Vec<Outcome>, QuoteError>(outcomes)
        },
        carriers.duty(&parcel.country)
    );
    let outcomes = asked?;
    let duty_cents = match duty {
        Ok(cents) => cents,
        Err(_) => 0,
    };
    let quote = carriers.choose(&outcomes, &parcel.country).await?;
    let mut in_vain = 0;
    for outcome in &outcomes {
        if !matches!(outcome, Outcome::Quoted(_)) {
            in_vain += 1;
        }
    }
    Ok(Choice {
        quote,
        duty_cents,
        in_vain,
    })
}

/// Carriers in memory: who has a long name is expensive.
#[derive(Debug, Default)]
pub struct Market {}

impl Carriers for Market {
    async fn quote(&self, carrier: &String, grams: u32) -> Result<Quote, NotTaken> {
        if grams > 20_000 {
            return Err(NotTaken {
                reason: "too heavy".to_owned(),
            });
        }
        let cents = 100 * u32::try_from(carrier.len()).unwrap_or(u32::MAX);
        Ok(Quote {
            carrier: carrier.clone(),
            cents,
        })
    }

    async fn duty(&self, country: &String) -> Result<u32, UnknownCountry> {
        match country.as_str() {
            "NO" => Ok(500),
            _ => Err(UnknownCountry {
                country: country.clone(),
            }),
        }
    }

    async fn choose(&self, outcomes: &Vec<Outcome>, country: &String) -> Result<Quote, NobodyTakesIt> {
        let quotes = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Quoted(quote) => Some(quote),
            Outcome::Refused { .. } | Outcome::Silent(_) => None,
        });
        let nobody = NobodyTakesIt {
            country: country.clone(),
        };
        quotes.min_by_key(|quote| quote.cents).cloned().ok_or(nobody)
    }
}

#[cfg(test)]
mod tests {
    use stepwright::native::{Call, Failure, Observed, Run, Script, run};

    use super::*;

    fn quoted(script: &Script, country: &str, grams: u32) -> Run<Choice, QuoteError> {
        let carriers = ["Swift", "Pony", "Snail & Sons"].map(str::to_owned).to_vec();
        let parcel = Parcel {
            country: country.to_owned(),
            grams,
            carriers,
        };
        run(script, best_quote(&Observed::new(Market {}), parcel))
    }

    #[test]
    fn the_cheapest_is_chosen() {
        let choice = quoted(&Script::new(), "NO", 500).result.expect("somebody takes it");
        assert_eq!(
            (choice.quote.carrier.as_str(), choice.duty_cents, choice.in_vain),
            ("Pony", 500, 0)
        );
    }

    #[test]
    fn who_does_not_answer_is_left_out() {
        let script = Script::new()
            .on(Call::number("quote", 2).times_out())
            .on(Call::number("quote", 1).fails_as("Lambda.Unknown", "out of memory"));
        let choice = quoted(&script, "SE", 500).result.expect("somebody takes it");
        assert_eq!(
            (choice.quote.carrier.as_str(), choice.duty_cents, choice.in_vain),
            ("Snail & Sons", 0, 2)
        );
    }

    #[test]
    fn nobody_takes_what_is_too_heavy() {
        let run = quoted(&Script::new(), "NO", 50_000);
        assert_eq!(
            run.result,
            Err(Failure::Fault(
                NobodyTakesIt {
                    country: "NO".to_owned()
                }
                .into()
            ))
        );
    }
}
