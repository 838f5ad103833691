//! A desk whose steps give something of every kind, by the numbers that they are asked.

use std::sync::{Mutex, PoisonError};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::{Contract, Fault, steps};

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Payment {
    Cash,
    Cheque(u32),
    Card { cents: u32, limit: Option<u32> },
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Progress {
    NotStarted,
    Running { percent: u32 },
    Done { percent: u32, by: String },
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Slip {
    pub(crate) number: u32,
    pub(crate) text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{left} are left.")]
pub(crate) struct Empty {
    pub(crate) left: u32,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The desk is closed.")]
pub(crate) struct Closed {}

#[derive(Debug, Clone, PartialEq, Fault)]
pub(crate) enum DeskError {
    Empty(Empty),
    Closed(Closed),
}

#[steps]
pub(crate) trait Desk {
    async fn pay(&self, number: u32) -> Result<Payment, Closed>;
    async fn progress(&self, number: u32) -> Result<Progress, Closed>;
    async fn take(&self, number: u32) -> Result<Option<u32>, Empty>;
    async fn ask(&self, number: u32) -> Result<u32, DeskError>;
    async fn slips(&self, number: u32) -> Result<Vec<Slip>, Closed>;
}

/// Answers by the number alone, and notes what it is asked.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<Value>>);

impl Log {
    pub(crate) fn calls(&self) -> Vec<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, step: &str, number: u32) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push(json!([step, number]));
    }
}

impl Desk for Log {
    async fn pay(&self, number: u32) -> Result<Payment, Closed> {
        self.note("pay", number);
        Ok(match number % 5 {
            0 => Payment::Cash,
            1 => Payment::Cheque(number),
            2 => Payment::Card {
                cents: number,
                limit: None,
            },
            _ => Payment::Card {
                cents: number,
                limit: Some(number % 7),
            },
        })
    }

    async fn progress(&self, number: u32) -> Result<Progress, Closed> {
        self.note("progress", number);
        match number % 4 {
            0 => Ok(Progress::NotStarted),
            1 => Ok(Progress::Running { percent: number }),
            2 => Ok(Progress::Done {
                percent: number,
                by: "me".to_owned(),
            }),
            _ => Err(Closed {}),
        }
    }

    async fn take(&self, number: u32) -> Result<Option<u32>, Empty> {
        self.note("take", number);
        match number % 6 {
            0 => Err(Empty { left: number % 5 }),
            1 | 2 => Ok(None),
            _ => Ok(Some(number % 11)),
        }
    }

    async fn ask(&self, number: u32) -> Result<u32, DeskError> {
        self.note("ask", number);
        match number % 5 {
            0 => Err(DeskError::Empty(Empty { left: number % 4 })),
            1 => Err(DeskError::Closed(Closed {})),
            _ => Ok(number % 9),
        }
    }

    async fn slips(&self, number: u32) -> Result<Vec<Slip>, Closed> {
        self.note("slips", number);
        let slip = |index: u32| Slip {
            number: index + number % 3,
            text: index.is_multiple_of(2).then(|| format!("slip {index}")),
        };
        Ok((0..number % 5).map(slip).collect())
    }
}
