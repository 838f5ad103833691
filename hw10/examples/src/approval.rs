//! An expense that a person approves. Small ones need nobody. The manager is asked first and has two days; who does not
//! answer is passed over, and the director is asked, who has a day. Nobody's answer is a refusal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{CatchPlatform, Caught, Contract, Fault, PlatformFault, TaskToken, callback, steps, workflow};

/// What somebody spent.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Expense {
    /// Who.
    pub employee: String,
    /// What for.
    pub purpose: String,
    /// How much, in cents.
    pub cents: u32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Decision {
    /// It is paid.
    Paid {
        /// Who said so; nobody had to, where it is little.
        approved_by: Option<String>,
    },
    /// It is not.
    Refused {
        /// Why.
        reason: String,
    },
}

/// What a person answers.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// Who answers.
    pub by: String,
    /// Yes or no.
    pub approved: bool,
    /// What they say about it.
    pub remark: Option<String>,
}

/// The person will not decide, and says so.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{by} does not decide this.")]
pub struct NotMine {
    /// Who.
    pub by: String,
}

/// The books are closed.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The books are closed.", transient)]
pub struct BooksClosed {}

/// How an approval fails.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum ApprovalError {
    /// The books are closed.
    BooksClosed(BooksClosed),
}

/// What an approval needs.
#[steps]
pub trait ApprovalSteps {
    /// Writes to the manager, who answers by the token.
    #[step(timeout_seconds = 172_800)]
    async fn ask_manager(&self, token: TaskToken<Verdict, NotMine>, expense: &Expense) -> Result<(), NotMine>;
    /// Writes to the director, who answers by the token.
    #[step(timeout_seconds = 86_400)]
    async fn ask_director(&self, token: TaskToken<Verdict, NotMine>, expense: &Expense) -> Result<(), NotMine>;
    /// Pays.
    #[step(idempotent)]
    async fn pay(&self, expense: &Expense, approved_by: Option<String>) -> Result<(), BooksClosed>;
}

/// What needs nobody's yes, in cents.
const SMALL_CENTS: u32 = 2_000;

/// Pays what is approved in time.
#[workflow(standard)]
pub async fn approve_expense(office: &impl ApprovalSteps, expense: Expense) -> Result<Decision, ApprovalError> {
    if expense.cents <= SMALL_CENTS {
        #[state("PaySmall")]
        office.pay(&expense, None).await?;
        return Ok(Decision::Paid { approved_by: None });
    }
    let answer = match callback(|token| office.ask_manager(token, &expense))
        .catch_platform()
        .await
    {
        Ok(verdict) => Some(verdict),
        Err(Caught::Fault(_) | Caught::Platform(PlatformFault::Timeout(_))) => None,
        Err(Caught::Platform(_)) => return Err(BooksClosed {}.into()),
    };
    let verdict = match answer {
        Some(verdict) => verdict,
        None => match callback(|token| office.ask_director(token, &expense))
            .catch_platform()
            .await
        {
            Ok(verdict) => verdict,
            Err(_) => {
                return Ok(Decision::Refused {
                    reason: "nobody decided in time".to_owned(),
                });
            }
        },
    };
    if !verdict.approved {
        let reason = verdict.remark.unwrap_or("without a word".to_owned());
        return Ok(Decision::Refused {
            reason: format!("{}: {reason}", verdict.by),
        });
    }
    office.pay(&expense, Some(verdict.by.clone())).await?;
    Ok(Decision::Paid {
        approved_by: Some(verdict.by),
    })
}

/// An office in memory: who is asked answers by the token, if at all.
#[derive(Debug, Default)]
pub struct Office {}

impl ApprovalSteps for Office {
    async fn ask_manager(&self, _token: TaskToken<Verdict, NotMine>, expense: &Expense) -> Result<(), NotMine> {
        if expense.employee == "manager" {
            return Err(NotMine {
                by: "manager".to_owned(),
            });
        }
        Ok(())
    }

    async fn ask_director(&self, _token: TaskToken<Verdict, NotMine>, _expense: &Expense) -> Result<(), NotMine> {
        Ok(())
    }

    async fn pay(&self, _expense: &Expense, _approved_by: Option<String>) -> Result<(), BooksClosed> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use stepwright::native::{Call, Observed, Run, Script, run};

    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn decided(script: &Script, cents: u32) -> (Decision, Vec<&'static str>, Duration) {
        let expense = Expense {
            employee: "Ada".to_owned(),
            purpose: "books".to_owned(),
            cents,
        };
        let Run {
            result,
            calls,
            started,
            ended,
            ..
        } = run(script, approve_expense(&Observed::new(Office {}), expense));
        let steps = calls.iter().map(|call| call.step).collect();
        (result.expect("it is decided"), steps, ended.duration_since(started))
    }

    fn verdict(by: &str, approved: bool) -> Verdict {
        Verdict {
            by: by.to_owned(),
            approved,
            remark: None,
        }
    }

    #[test]
    fn little_needs_nobody() {
        let (decision, steps, _) = decided(&Script::new(), 500);
        assert_eq!(decision, Decision::Paid { approved_by: None });
        assert_eq!(steps, ["pay"]);
    }

    #[test]
    fn the_manager_decides_in_time() {
        let script = Script::new().on(Call::every("ask_manager").replied(20 * HOUR, &verdict("Grace", true)));
        let (decision, _, took) = decided(&script, 5_000);
        assert_eq!(
            decision,
            Decision::Paid {
                approved_by: Some("Grace".to_owned())
            }
        );
        assert_eq!(took, 20 * HOUR);
    }

    #[test]
    fn a_silent_manager_is_passed_over_after_two_days() {
        let script = Script::new().on(Call::every("ask_director").replied(HOUR, &verdict("Joan", false)));
        let (decision, _, took) = decided(&script, 5_000);
        assert_eq!(
            decision,
            Decision::Refused {
                reason: "Joan: without a word".to_owned()
            }
        );
        assert_eq!(took, 49 * HOUR);
    }

    #[test]
    fn nobody_s_answer_is_a_refusal() {
        let (decision, _, took) = decided(&Script::new(), 5_000);
        assert_eq!(
            decision,
            Decision::Refused {
                reason: "nobody decided in time".to_owned()
            }
        );
        assert_eq!(took, 72 * HOUR);
    }
}
