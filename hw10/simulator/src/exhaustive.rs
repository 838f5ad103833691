//! Every order of a few transactions on one account, and every place of a few faults: by running each anew, choice by
//! choice, over the real steps.
//!
//! What is put in order is the arrival of requests at the store, since whoever runs meets others nowhere else. At each
//! request, and at each call that posts, each fault is tried: the request gets lost; its sender gives it up, to try again
//! or for good, and it arrives all the same, before or after anything else; it arrives twice; it meets another transaction;
//! its sender dies before it, after it, after its answer; a call is reported as failed, or as out of time, and runs on; it
//! runs twice. No pause takes time, so that whoever pauses can come before and after anybody else.
//!
//! # Why no order is gone through twice, and none is missed
//! Steps, SDK and interpreter are deterministic: what one of them does next follows from what it was told. So two orders
//! that have told everybody the same, left the same in the tables, the same requests on their way and as many faults to
//! come, have the same future, and only the first of them goes on. These states are compared by 64-bit digests: with a
//! million of them, two that differ are taken for one with a chance of 1 in 37 million.

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
    /// How many orders were run, to their end or to a state that was there before.
    pub schedules: u64,
    /// How many states there are.
    pub states: u64,
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
            timing: None,
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

type Scene = (&'static str, i64, &'static [(&'static str, &'static str, i64)]);

/// What is worth going through: everything that two can do to each other, and three where it takes three.
const SCENES: [Scene; 8] = [
    ("two deposits", 100, &[("a", "dep", 5), ("b", "dep", 7)]),
    (
        "two withdrawals of everything",
        100,
        &[("a", "wtd", 100), ("b", "wtd", 100)],
    ),
    (
        "a withdrawal that needs the deposit",
        0,
        &[("a", "dep", 5), ("b", "wtd", 5)],
    ),
    ("one key twice at once", 100, &[("a", "dep", 5), ("a", "dep", 5)]),
    (
        "one key twice at once to withdraw",
        100,
        &[("a", "wtd", 100), ("a", "wtd", 100)],
    ),
    ("one key for two bodies", 100, &[("a", "dep", 5), ("a", "dep", 6)]),
    (
        "three deposits",
        100,
        &[("a", "dep", 5), ("b", "dep", 7), ("c", "dep", 9)],
    ),
    (
        "two withdrawals of everything and a deposit",
        100,
        &[("a", "wtd", 100), ("b", "wtd", 100), ("c", "dep", 100)],
    ),
];

impl Small {
    /// The scenes that are worth going through, without faults.
    pub fn scenes() -> impl Iterator<Item = (&'static str, Small)> {
        let small = |(name, opening, transactions): Scene| (name, Small::new(opening, transactions, 0));
        SCENES.into_iter().map(small)
    }

    /// How many transactions there are.
    pub fn transactions(&self) -> usize {
        self.plan.requests()
    }

    /// The same with so many faults at most.
    #[must_use]
    pub fn with_faults(mut self, faults: usize) -> Small {
        self.faults = faults;
        self
    }

    /// The same, each client asking so often until it has a final answer.
    #[must_use]
    pub fn with_sends(mut self, sends: u64) -> Small {
        let requests = self.plan.clients.iter_mut().flat_map(|client| &mut client.requests);
        requests.for_each(|request| request.sends_max = sends);
        self
    }
}

impl Simulator {
    /// Runs every order, but no more than so many.
    pub fn exhaust(&self, small: &Small, schedules_max: u64) -> Exhausted {
        let mut exhausted = Exhausted {
            schedules: 0,
            states: 0,
            violation: None,
            is_complete: false,
        };
        let mut next = Some(Decisions::first_script());
        while let Some(decisions) = next {
            if exhausted.schedules == schedules_max {
                return exhausted;
            }
            let (report, decided) = self.decide(&small.plan, Keep::Digest, decisions, small.faults);
            exhausted.schedules += 1;
            exhausted.states = decided.states();
            if report.violation.is_some() {
                let again = Decisions::script(decided.taken());
                exhausted.violation = Some(self.decide(&small.plan, Keep::History, again, small.faults).0);
                return exhausted;
            }
            next = decided.next_script();
        }
        exhausted.is_complete = true;
        exhausted
    }
}
