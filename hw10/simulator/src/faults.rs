//! What breaks, and where. Decides; breaks nothing itself.

use fastrand::Rng;

use crate::chance::Site;
use crate::happenings::Happening;
use crate::plan::Plan;
use crate::world::{Death, World};

const MILLISECOND: u64 = 1_000;
const SECOND: u64 = 1_000_000;

/// What happens to a request to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum StoreFault {
    /// The request does not arrive, and the connection says so.
    RequestLost,
    /// The request does not arrive, and nothing says so.
    RequestSwallowed,
    /// The store does as it is told; the connection breaks before the answer.
    AnswerLost,
    /// The store does as it is told; its answer never comes.
    AnswerSwallowed,
    /// The store does as it is told; half of its answer comes.
    AnswerCut,
    /// The request arrives so many microseconds late.
    RequestLate(u64),
    /// The answer comes so many microseconds late.
    AnswerLate(u64),
    /// The request arrives a second time, so many microseconds after the first.
    Twice(u64),
    /// `ThrottlingException`.
    Throttled,
    /// `ProvisionedThroughputExceededException`.
    NoCapacity,
    /// `InternalServerError`, status 500.
    Internal,
    /// Status 503 without a body that anybody can read.
    Unavailable,
    /// `TransactionCanceledException`: somebody else is at the entry.
    LedgerConflict,
    /// `TransactionCanceledException`: somebody else is at the account.
    AccountConflict,
    /// `TransactionInProgressException`: another with its token is under way.
    InProgress,
    /// The sender hears that the connection broke; the request arrives all the same, whenever it does.
    GivenUp,
    /// The same, and the sender has no time left to try again.
    GivenUpForGood,
    /// Who sends it dies.
    SenderDies(Death),
}

/// What happens to a call of a Lambda function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CallFault {
    /// `Lambda.TooManyRequestsException`: it does not run.
    TooManyRequests,
    /// `Lambda.ServiceException`: it does not run.
    ServiceBefore,
    /// `Lambda.ServiceException`: it has run.
    ServiceAfter,
    /// `Lambda.ServiceException` after so many microseconds: it runs all the same, and on.
    ServiceMeanwhile(u64),
    /// `Lambda.ServiceException`: it begins to run so many microseconds later.
    ServiceTooSoon(u64),
    /// Its time is over at once: it runs all the same, and on.
    TimedOutMeanwhile,
    /// It begins so many microseconds late.
    Late(u64),
    /// Its answer comes so many microseconds late.
    AnswerLate(u64),
    /// Its answer never comes.
    AnswerLost,
    /// It runs a second time, so many microseconds after the first.
    Twice(u64),
    /// It dies before the request to the store of that number.
    DiesBefore(u64),
    /// It dies once the request to the store of that number is sent.
    DiesAfter(u64),
    /// It dies once the answer to the request to the store of that number has come.
    DiesAfterAnswer(u64),
    /// It dies so many microseconds after it has begun.
    DiesAt(u64),
}

/// What happens to a client's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ClientFault {
    /// 429: it is not taken.
    Throttled,
    /// It does not arrive.
    RequestLost,
    /// It is taken, and its answer gets lost.
    AnswerLost,
}

/// What is tried at every request where every order is gone through; the first few at a read. None of it takes time: how
/// late a request is that its sender has given up is a matter of the order.
const EXHAUSTIVE: [StoreFault; 8] = [
    StoreFault::RequestLost,
    StoreFault::GivenUpForGood,
    StoreFault::SenderDies(Death::BeforeRequest),
    StoreFault::SenderDies(Death::AfterRequest),
    StoreFault::SenderDies(Death::AfterAnswer),
    StoreFault::GivenUp,
    StoreFault::Twice(0),
    StoreFault::AccountConflict,
];
const EXHAUSTIVE_OF_READS: usize = 3;

/// How many of [`store_faults`] a read can meet.
const STORE_FAULTS_OF_READS: usize = 14;

/// What is tried at every call that posts; one that only reads is not told from one that has not been made.
const EXHAUSTIVE_OF_CALLS: [CallFault; 3] = [
    CallFault::ServiceMeanwhile(0),
    CallFault::TimedOutMeanwhile,
    CallFault::Twice(0),
];

/// How often things break, and which.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    /// Of a thousand requests to the store.
    store_per_mille: u16,
    /// Of a thousand calls.
    call_per_mille: u16,
    /// Of a thousand requests of clients.
    client_per_mille: u16,
    /// The kinds of faults that occur at all: a seed with few of them sees those more often.
    kinds: u64,
    /// The longest time that a message takes, in microseconds.
    latency: u64,
    outages: Vec<Outage>,
}

/// A time in which a part of the store does not answer.
#[derive(Debug, Clone, Copy)]
struct Outage {
    from: u64,
    to: u64,
    /// Writes alone, or reads alone, or both.
    writes: Option<bool>,
    fault: StoreFault,
}

/// Faults are on until the storm is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storm {
    On,
    Over,
}

impl Weather {
    pub(crate) fn draw(rng: &mut Rng) -> Weather {
        let mut rate = || *rng.choice(&[0, 10, 60, 150, 350]).expect("there are some");
        let (store_per_mille, call_per_mille, client_per_mille) = (rate(), rate(), rate());
        Weather {
            store_per_mille,
            call_per_mille,
            client_per_mille,
            kinds: rng.u64(..) | rng.u64(..),
            latency: *rng.choice(&[2, 8, 8, 40, 400]).expect("there are some") * MILLISECOND,
            outages: (0..rng.usize(..=1)).map(|_| Outage::draw(rng)).collect(),
        }
    }

    /// Calls that break often, each seed's in a few ways, and little else that breaks.
    pub(crate) fn of_calls(rng: &mut Rng) -> Weather {
        let rate = |rng: &mut Rng, of: [u16; 3]| *rng.choice(&of).expect("there are some");
        Weather {
            store_per_mille: rate(rng, [0, 10, 60]),
            call_per_mille: rate(rng, [60, 150, 350]),
            client_per_mille: rate(rng, [0, 10, 60]),
            kinds: rng.u64(..) & rng.u64(..),
            latency: *rng.choice(&[8, 40, 400]).expect("there are some") * MILLISECOND,
            outages: Vec::new(),
        }
    }

    /// A store of which most requests break, all in one way; or in silence, so that everything takes as long as it may.
    pub(crate) fn of_a_broken_store(rng: &mut Rng) -> Weather {
        let silence = [StoreFault::RequestSwallowed, StoreFault::AnswerSwallowed];
        let any = *rng.choice(&store_faults(0)).expect("there are some");
        Weather {
            store_per_mille: 700,
            kinds: if rng.bool() {
                kinds_of(&silence)
            } else {
                kinds_of(&[any])
            },
            latency: *rng.choice(&[8, 400]).expect("there are some") * MILLISECOND,
            ..Weather::calm()
        }
    }

    /// Nothing breaks, and nothing takes time.
    pub(crate) fn calm() -> Weather {
        Weather {
            store_per_mille: 0,
            call_per_mille: 0,
            client_per_mille: 0,
            kinds: 0,
            latency: 0,
            outages: Vec::new(),
        }
    }

    /// How long a message takes.
    pub(crate) fn latency(&self, site: Site) -> u64 {
        match self.latency {
            0 => 0,
            longest => site.child("latency", 0).chance().u64(100..=longest),
        }
    }

    fn has(&self, kind: u32) -> bool {
        self.kinds >> kind & 1 == 1
    }
}

impl Outage {
    fn draw(rng: &mut Rng) -> Outage {
        let from = rng.u64(..10 * SECOND);
        Outage {
            from,
            to: from + rng.u64(..8 * SECOND),
            writes: *rng.choice(&[None, Some(true), Some(false)]).expect("there are some"),
            fault: *rng
                .choice(&[
                    StoreFault::RequestLost,
                    StoreFault::RequestSwallowed,
                    StoreFault::AnswerSwallowed,
                    StoreFault::Throttled,
                    StoreFault::Unavailable,
                ])
                .expect("there are some"),
        }
    }

    fn happening(&self) -> Happening {
        match self.writes {
            None => Happening::OutageOfAll,
            Some(true) => Happening::OutageOfWrites,
            Some(false) => Happening::OutageOfReads,
        }
    }

    fn hits(&self, now: u64, is_write: bool) -> bool {
        (self.from..self.to).contains(&now) && self.writes.is_none_or(|writes| writes == is_write)
    }
}

/// The faults of one simulation.
#[derive(Debug)]
pub(crate) struct Faults<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) world: &'p World,
    pub(crate) storm: Storm,
}

impl Faults<'_> {
    /// What happens to this request to the store.
    pub(crate) fn of_request(&self, site: Site, is_write: bool) -> Option<StoreFault> {
        if self.world.is_exhaustive() {
            let possible = if is_write {
                &EXHAUSTIVE[..]
            } else {
                &EXHAUSTIVE[..EXHAUSTIVE_OF_READS]
            };
            return self.tried(site, possible);
        }
        let weather = &self.plan.weather;
        let outage = weather
            .outages
            .iter()
            .find(|outage| outage.hits(self.world.now(), is_write));
        let drawn = || self.draw(site, weather.store_per_mille, |rng| store_fault(rng, is_write, weather));
        let fault = outage.map(|outage| outage.fault).or_else(drawn);
        let fault = self.unless_spared(site, fault)?;
        if let Some(outage) = outage {
            self.world.happens(outage.happening());
        }
        Some(fault)
    }

    /// What happens to this call of a Lambda function.
    pub(crate) fn of_call(&self, site: Site, step: &str) -> Option<CallFault> {
        if self.world.is_exhaustive() {
            let posts = step.starts_with("process_") || step.starts_with("Process");
            return self.tried(site, if posts { &EXHAUSTIVE_OF_CALLS } else { &[] });
        }
        let weather = &self.plan.weather;
        let drawn = self.draw(site, weather.call_per_mille, |rng| call_fault(rng, weather));
        self.unless_spared(site, drawn)
    }

    /// What happens to this request of a client.
    pub(crate) fn of_client(&self, site: Site) -> Option<ClientFault> {
        let drawn = self.draw(site, self.plan.weather.client_per_mille, |rng| Some(client_fault(rng)));
        self.unless_spared(site, drawn)
    }

    fn tried<F: Copy + std::hash::Hash>(&self, site: Site, possible: &[F]) -> Option<F> {
        let tried = possible.get(self.world.choose_fault(possible.len())?).copied();
        self.world.tell(site, tried);
        tried
    }

    fn draw<F>(&self, site: Site, per_mille: u16, fault: impl FnOnce(&mut Rng) -> Option<F>) -> Option<F> {
        let mut rng = site.child("fault", 0).chance();
        (rng.u16(..1000) < per_mille).then(|| fault(&mut rng)).flatten()
    }

    fn unless_spared<F: std::fmt::Debug>(&self, site: Site, fault: Option<F>) -> Option<F> {
        let fault = fault.filter(|_| self.storm == Storm::On && !self.plan.spared.contains(&site))?;
        self.world.fault_at(site);
        Some(fault)
    }
}

fn store_fault(rng: &mut Rng, is_write: bool, weather: &Weather) -> Option<StoreFault> {
    let possible = store_faults(rng.u64(100 * MILLISECOND..12 * SECOND));
    let possible = if is_write {
        &possible[..]
    } else {
        &possible[..STORE_FAULTS_OF_READS]
    };
    of_this_weather(rng, possible, 0, weather)
}

/// Every kind, those that a read can meet first; what is late is so by so many microseconds.
fn store_faults(late: u64) -> [StoreFault; 17] {
    [
        StoreFault::RequestLost,
        StoreFault::RequestSwallowed,
        StoreFault::AnswerLost,
        StoreFault::AnswerSwallowed,
        StoreFault::AnswerCut,
        StoreFault::RequestLate(late),
        StoreFault::AnswerLate(late),
        StoreFault::Twice(late),
        StoreFault::Throttled,
        StoreFault::NoCapacity,
        StoreFault::Internal,
        StoreFault::Unavailable,
        StoreFault::GivenUp,
        StoreFault::GivenUpForGood,
        StoreFault::LedgerConflict,
        StoreFault::AccountConflict,
        StoreFault::InProgress,
    ]
}

/// The kinds of these faults, as a weather has them.
fn kinds_of(faults: &[StoreFault]) -> u64 {
    let kind = std::mem::discriminant::<StoreFault>;
    let numbered = (0..).zip(store_faults(0));
    numbered
        .filter(|(_, fault)| faults.iter().any(|it| kind(it) == kind(fault)))
        .fold(0, |kinds, (kind, _)| kinds | 1 << kind)
}

fn call_fault(rng: &mut Rng, weather: &Weather) -> Option<CallFault> {
    let (late, request) = (rng.u64(100 * MILLISECOND..12 * SECOND), rng.u64(..4));
    let possible = [
        CallFault::TooManyRequests,
        CallFault::ServiceBefore,
        CallFault::ServiceAfter,
        CallFault::Late(late),
        CallFault::AnswerLate(late),
        CallFault::AnswerLost,
        CallFault::Twice(late / 40),
        CallFault::DiesBefore(request),
        CallFault::DiesAfter(request),
        CallFault::DiesAfterAnswer(request),
        CallFault::DiesAt(late / 100),
        CallFault::ServiceMeanwhile(late / 100),
        CallFault::ServiceTooSoon(late / 4),
        CallFault::TimedOutMeanwhile,
    ];
    of_this_weather(rng, &possible, 20, weather)
}

fn client_fault(rng: &mut Rng) -> ClientFault {
    let possible = [
        ClientFault::Throttled,
        ClientFault::RequestLost,
        ClientFault::AnswerLost,
    ];
    *rng.choice(&possible).expect("there are some")
}

fn of_this_weather<F: Copy>(rng: &mut Rng, possible: &[F], first_kind: u32, weather: &Weather) -> Option<F> {
    let numbered = (first_kind..).zip(possible);
    let there: Vec<F> = numbered
        .filter(|(kind, _)| weather.has(*kind))
        .map(|(_, fault)| *fault)
        .collect();
    rng.choice(&there).copied()
}
