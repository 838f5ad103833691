//! What many clients at one account do to it and to others: the real machine and the real steps, on a store that takes
//! time and refuses a transaction that meets another one. Nothing else breaks.
//!
//! On one machine this cannot be measured: there the postings of a process stand in line, and a database in memory is
//! never in the middle of a transaction when the next one comes.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::answer::Answer;
use crate::chance::Site;
use crate::decisions::Decisions;
use crate::faults::Weather;
use crate::history::History;
use crate::plan::{AccountPlan, Body, Deployment, Kind, Plan};
use crate::scene::Scene;
use crate::service::{Sent, Service};
use crate::simulation::Simulator;
use crate::world::{Group, Runtime, World};

const SECOND: u64 = 1_000_000;

/// What a client waits that is told to come again, as `Retry-After` says, and at most as long again.
const RETRY_AFTER: u64 = SECOND;

/// How long things take on average, in microseconds; each takes between half and one and a half times as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// A call of a function, there and back.
    pub call: u64,
    /// A consistent read.
    pub read: u64,
    /// A transaction. For so long no other one gets at its account.
    pub write: u64,
}

impl Default for Timing {
    /// Within a region, as `docs/capacity.md` assumes.
    fn default() -> Timing {
        Timing {
            call: 5_000,
            read: 4_000,
            write: 15_000,
        }
    }
}

impl Timing {
    pub(crate) fn some(site: Site, average: u64) -> u64 {
        site.child("timing", 0).chance().u64(average / 2..=average * 3 / 2)
    }
}

/// Clients that each post one deposit after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contention {
    /// How many of them post to the one hot account.
    pub at_hot: u64,
    /// How many post to a hundred cold ones, any at a time.
    pub at_cold: u64,
    /// For how long, in seconds.
    pub seconds: u64,
    /// How long things take.
    pub timing: Timing,
}

/// What a group of clients met with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// How long each posting took, from the request to its receipt in one piece; in order, in microseconds.
    pub times: Vec<u64>,
    /// How often a client was told to come again: 503 and `Retry-After`.
    pub busy: u64,
    /// Every other answer.
    pub others: u64,
}

/// What came of a contention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contended {
    /// The clients at the hot account.
    pub hot: Met,
    /// The clients at the cold ones.
    pub cold: Met,
    /// How many transactions were sent to the store.
    pub writes: u64,
    /// How many met another one, or an account that was no longer as it was read.
    pub conflicts: u64,
    /// How many calls ended with a busy account; the machine makes most of them again.
    pub calls_busy: u64,
    /// What did not hold of the books in the end, if anything.
    pub violation: Option<String>,
}

impl Met {
    /// The time within which so many of a hundred postings were made, in microseconds; zero where there were none.
    pub fn percentile(&self, percent: usize) -> u64 {
        let index = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(index).copied().unwrap_or_default()
    }
}

/// What is counted on the way, and which accounts are in the middle of a transaction.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) writes: AtomicU64,
    pub(crate) conflicts: AtomicU64,
    pub(crate) calls_busy: AtomicU64,
    occupied: Mutex<BTreeSet<String>>,
}

impl Traffic {
    /// Whether the account was free; then it is no longer.
    pub(crate) fn occupy(&self, account: &str) -> bool {
        self.occupied
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(account.to_owned())
    }

    pub(crate) fn leave(&self, account: &str) {
        self.occupied
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
    }
}

impl Contention {
    fn plan(&self) -> Plan {
        let account = |number: u64| AccountPlan {
            number: number.to_string(),
            opening: 0,
            exists: true,
        };
        Plan {
            seed: 0,
            deployment: Deployment::Lambdas,
            accounts: (0..=COLD).map(account).collect(),
            clients: Vec::new(),
            weather: Weather::calm(),
            kills: Vec::new(),
            remembers_tokens: false,
            timing: Some(self.timing),
            spared: BTreeSet::new(),
        }
    }
}

const COLD: u64 = 100;

impl Simulator {
    /// Lets clients meet.
    pub fn contend(&self, contention: &Contention) -> Contended {
        let plan = contention.plan();
        fastrand::seed(plan.root().child("sdk", 0).number());
        let decisions = Decisions::seeded(plan.root().child("order", 0).chance());
        let world = World::new(decisions, History::default());
        let scene = Scene::new(&world, plan, Arc::clone(self.machine()));
        let service = Service::start(&scene);
        let (hot, cold) = (Arc::default(), Arc::default());
        for number in 0..contention.at_hot + contention.at_cold {
            let is_hot = number < contention.at_hot;
            let client = Client {
                service: Arc::clone(&service),
                site: scene.plan.root().child("client", number),
                accounts: if is_hot { 0..=0 } else { 1..=COLD },
                until: contention.seconds * SECOND,
                met: Arc::clone(if is_hot { &hot } else { &cold }),
            };
            world.spawn(Group::WORLD, client.site, client.run());
        }
        Runtime::new(world.clone()).run();
        scene.store.inspect();
        let traffic = &scene.traffic;
        Contended {
            hot: met(&hot),
            cold: met(&cold),
            writes: traffic.writes.load(Ordering::Relaxed),
            conflicts: traffic.conflicts.load(Ordering::Relaxed),
            calls_busy: traffic.calls_busy.load(Ordering::Relaxed),
            violation: world.violation(),
        }
    }
}

fn met(met: &Mutex<Met>) -> Met {
    let mut met = met.lock().unwrap_or_else(PoisonError::into_inner).clone();
    met.times.sort_unstable();
    met
}

struct Client {
    service: Arc<Service>,
    site: Site,
    accounts: std::ops::RangeInclusive<u64>,
    until: u64,
    met: Arc<Mutex<Met>>,
}

impl Client {
    async fn run(self) {
        let world = &self.service.scene.world;
        let mut number = 0;
        while world.now() < self.until {
            let site = self.site.child("request", number);
            let account = site.chance().u64(self.accounts.clone());
            self.insist(site, account).await;
            number += 1;
        }
    }

    /// Sends one request until it has its receipt, or the time is over.
    async fn insist(&self, request: Site, account: u64) {
        let world = &self.service.scene.world;
        for attempt in 0.. {
            let (site, sent_at) = (request.child("send", attempt), world.now());
            let answer = self.service.send(sent(request, site, account)).await;
            let is_over = world.now() >= self.until;
            let is_posted = matches!(answer, Answer::Posted(_));
            if !is_over {
                self.count(&answer, world.now() - sent_at);
            }
            if is_over || is_posted {
                return;
            }
            world
                .sleep(RETRY_AFTER + site.child("pause", 0).chance().u64(..RETRY_AFTER))
                .await;
        }
    }

    fn count(&self, answer: &Answer, time: u64) {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Answer::Posted(_) => met.times.push(time),
            Answer::Unavailable(_) => met.busy += 1,
            Answer::Declined(_) | Answer::Unknown(_) | Answer::Wrong(_) => met.others += 1,
        }
    }
}

fn sent(request: Site, site: Site, account: u64) -> Sent {
    Sent {
        body: Body {
            account: account.to_string(),
            amount: 100,
            kind: Kind::Deposit,
            desc: None,
        },
        key: Some(format!("{:x}", request.number())),
        request_id: format!("{:x}", site.number()),
        site,
    }
}
