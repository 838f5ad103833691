//! Every order of a few transactions on one account, and every place of a few faults: by running each anew, choice by
//! choice, over the real steps.
//!
//! What is put in order is the arrival of requests at the store, since whoever runs meets others nowhere else. A request
//! may get lost, its answer may, it may arrive after its sender has given up, or twice, and a write may find another one
//! at the account; timers ring when nothing else is under way.

use crate::decisions::Decisions;
use crate::faults::Weather;
use crate::plan::{AccountPlan, Body, ClientPlan, Deployment, Kind, Minor, Plan, RequestPlan};
use crate::simulation::{Keep, Report, Simulator};

/// A few transactions on one account.
#[derive(Debug, Clone)]
pub struct Small {
    plan: Plan,
    /// How many faults happen at most.
    faults: usize,
}

/// What came of all orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhausted {
    /// How many orders there are.
    pub schedules: u64,
    /// The first that breaks an invariant, with its history.
    pub violation: Option<Report>,
    /// Whether every order was run; if not, there are more than were allowed.
    pub is_complete: bool,
}

impl Small {
    /// Transactions on an account that opens with that balance, each as its key, its kind (`dep` or `wtd`) and its amount,
    /// in minor units; with at most so many faults.
    ///
    /// ```
    /// use simulator::Small;
    ///
    /// let two_want_all = Small::new(100, &[("a", "wtd", 100), ("b", "wtd", 100)], 0);
    /// # drop(two_want_all);
    /// ```
    pub fn new(opening: i64, transactions: &[(&str, &str, i64)], faults: usize) -> Small {
        let account = AccountPlan {
            number: "1".to_owned(),
            opening: Minor::from(opening),
            exists: true,
        };
        let client = |(number, (key, kind, amount)): (u64, &(&str, &str, i64))| ClientPlan {
            number,
            requests: vec![request(key, kind, *amount)],
        };
        let plan = Plan {
            seed: 0,
            deployment: Deployment::Lambdas,
            accounts: vec![account],
            clients: (0..).zip(transactions).map(client).collect(),
            weather: Weather::calm(),
            kills: Vec::new(),
            remembers_tokens: false,
            spared: std::collections::BTreeSet::new(),
        };
        Small { plan, faults }
    }
}

fn request(key: &str, kind: &str, amount: i64) -> RequestPlan {
    RequestPlan {
        number: 0,
        pause: 0,
        body: Body {
            account: "1".to_owned(),
            amount: Minor::from(amount),
            kind: if kind == "dep" { Kind::Deposit } else { Kind::Withdrawal },
            desc: None,
        },
        key: Some(key.to_owned()),
        sends_max: 1,
        twice: false,
        patience: None,
    }
}

impl Simulator {
    /// Runs every order, but no more than so many.
    pub fn exhaust(&self, small: &Small, schedules_max: u64) -> Exhausted {
        let mut exhausted = Exhausted {
            schedules: 0,
            violation: None,
            is_complete: false,
        };
        let mut script = Some(Vec::new());
        while let Some(given) = script {
            if exhausted.schedules == schedules_max {
                return exhausted;
            }
            let decisions = Decisions::script(given.clone());
            let (report, decided) = self.decide(&small.plan, Keep::Digest, decisions, small.faults);
            exhausted.schedules += 1;
            if report.violation.is_some() {
                let again = Decisions::script(given);
                exhausted.violation = Some(self.decide(&small.plan, Keep::History, again, small.faults).0);
                return exhausted;
            }
            script = decided.next_script();
        }
        exhausted.is_complete = true;
        exhausted
    }
}
