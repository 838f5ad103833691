//! What a workflow may do besides computing, all of it in one: loops and labels, patterns and guards, what is tried within
//! what is tried, executions of their own that take variables along. Beside [`language`](crate::language), it is what a
//! lowering must not get wrong.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{CatchPlatform, Caught, Contract, Fault, PlatformFault, map, sleep, steps, try_join, workflow};

/// A walk.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Walk {
    /// How far one may be from home, either way.
    pub limit: i32,
    /// What is said about it.
    pub note: Option<String>,
    /// Where it leads.
    pub stops: Vec<Stop>,
    /// The stairs on the way: each with the heights of its steps.
    pub stairs: Vec<Vec<i32>>,
    /// How many rounds.
    pub rounds: u32,
    /// Who comes along.
    pub company: Vec<String>,
}

/// What is done at a stop.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Nothing.
    Rest,
    /// The way turns.
    Turn {
        /// By how much.
        degrees: i32,
        /// Why, if anybody knows.
        why: Option<String>,
    },
    /// Somebody is met.
    Meet(String),
}

/// What the walk was.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Walked {
    /// How fast.
    pub pace: String,
    /// How high, with the stairs that were climbed.
    pub height: (i32, u32),
    /// By how much the way turned.
    pub turned: i32,
    /// Who was met.
    pub met: Vec<String>,
    /// What they said who came along.
    pub said: Vec<String>,
    /// How often it was called, and how often it came back.
    pub calls: (u32, u32),
    /// In which round somebody was tired; 0: in none.
    pub tired_in: u32,
}

/// The way is lost.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 404, detail = "Lost after {rounds} rounds.")]
pub struct Lost {
    /// After how many rounds.
    pub rounds: u32,
}

/// It rains.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, title = "Bad weather", detail = "It rains: {millimetres} mm.")]
pub struct Rain {
    /// How much.
    pub millimetres: u32,
}

/// How a walk ends early.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum WalkError {
    /// The way is lost.
    Lost(Lost),
    /// It rains.
    Rain(Rain),
}

/// What a walk needs.
#[steps]
pub trait Guide {
    /// Goes a round; whether somebody is tired.
    async fn round(&self, number: u32, pace: String) -> Result<bool, WalkError>;
    /// Waits for the rain to end.
    #[step(idempotent)]
    async fn shelter(&self, millimetres: u32) -> Result<u32, Lost>;
    /// Asks somebody who comes along.
    #[step(idempotent)]
    async fn ask(&self, name: &String, pace: String, turned: i32) -> Result<String, Lost>;
    /// Calls; whether anybody has heard.
    #[step(idempotent)]
    async fn call(&self, left: u32) -> Result<bool, Lost>;
    /// How the weather is.
    async fn weather(&self) -> Result<u32, Rain>;
}

/// Walks.
#[workflow(standard)]
pub async fn take_walk(guide: &impl Guide, walk: Walk) -> Result<Walked, WalkError> {
    let pace = match walk.limit {
        i32::MIN..=-1 => "backwards".to_owned(),
        0 => "not at all".to_owned(),
        few if few < 10 => format!("slowly, {few}"),
        _ => "fast".to_owned(),
    };
    let mut height = 0;
    let mut climbed: u32 = 0;
    'stairs: for stair in &walk.stairs {
        for step in stair {
            if *step == 0 {
                break 'stairs;
            }
            if *step < 0 {
                continue;
            }
            if *step > 11 {
                break;
            }
            height += *step;
        }
        climbed += 1;
    }
    let mut turned = 0;
    let mut met: Vec<String> = vec![];
    for stop in &walk.stops {
        match stop {
            Stop::Rest => sleep(Duration::from_secs(60)).await,
            Stop::Turn { degrees, why } if why.is_none() => turned += *degrees,
            Stop::Turn { degrees, .. } => turned -= *degrees,
            Stop::Meet(name) => met.push(name.clone()),
        }
    }
    let mut left = walk.rounds % 4;
    let heard = loop {
        if guide.call(left).await? {
            break left;
        }
        if left == 0 {
            break 9;
        }
        left -= 1;
    };
    let mut echoes = 0;
    while echoes < heard && !met.is_empty() {
        echoes += 2;
    }
    let (weather, said) = try_join!(
        async {
            match guide.weather().await {
                Ok(millimetres) => Ok::<u32, WalkError>(millimetres),
                Err(rain) => Err(rain.into()),
            }
        },
        async {
            let said = map(&walk.company, async |name| {
                Ok::<String, WalkError>(guide.ask(&name, pace.clone(), turned).await?)
            })
            .distributed()
            .concurrency(2)
            .await?;
            Ok::<Vec<String>, WalkError>(said)
        }
    )?;
    let mut tired_in = 0;
    for number in 1..=walk.rounds {
        if number > 4 || weather > 20 {
            break;
        }
        match guide.round(number, pace.clone()).catch_platform().await {
            Ok(tired) => {
                if tired && tired_in == 0 {
                    tired_in = number;
                }
            }
            Err(Caught::Fault(WalkError::Rain(rain))) => match guide.shelter(rain.millimetres + 1).await {
                Ok(left) if left > 0 => return Err(Rain { millimetres: left }.into()),
                Ok(_) => continue,
                Err(Lost { rounds }) => {
                    #[state("LostInTheRain")]
                    return Err(Lost {
                        rounds: rounds + number,
                    }
                    .into());
                }
            },
            Err(Caught::Fault(lost)) => return Err(lost),
            Err(Caught::Platform(PlatformFault::Timeout(_))) => break,
            Err(Caught::Platform(_)) => return Err(Lost { rounds: number }.into()),
        }
    }
    let Some(note) = walk.note else {
        return Ok(Walked {
            pace,
            height: (height, climbed),
            turned,
            met,
            said,
            calls: (heard, echoes),
            tired_in,
        });
    };
    let pace = format!("{pace}: {note}");
    Ok(Walked {
        pace,
        height: (height, climbed),
        turned,
        met,
        said: vec![note],
        calls: (heard, echoes),
        tired_in,
    })
}

/// A guide who knows the way.
#[derive(Debug, Default)]
pub struct Local {}

impl Guide for Local {
    async fn round(&self, number: u32, _pace: String) -> Result<bool, WalkError> {
        Ok(number > 2)
    }

    async fn shelter(&self, _millimetres: u32) -> Result<u32, Lost> {
        Ok(0)
    }

    async fn ask(&self, name: &String, _pace: String, _turned: i32) -> Result<String, Lost> {
        Ok(format!("{name} is content"))
    }

    async fn call(&self, left: u32) -> Result<bool, Lost> {
        Ok(left == 1)
    }

    async fn weather(&self) -> Result<u32, Rain> {
        Ok(3)
    }
}
