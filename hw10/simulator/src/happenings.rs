//! What can happen in a simulation, and how often it did: a fault that never happens is none. Counts; causes nothing.

use std::fmt;

use crate::faults::{CallFault, ClientFault, StoreFault};
use crate::world::Death;

macro_rules! happenings {
    ($($happening:ident = $words:literal,)*) => {
        /// Something that a simulation counts, for it is what the simulation is made for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Happening {
            $(#[doc = concat!("As often as ", $words, ".")] $happening,)*
        }

        impl Happening {
            /// Everything that is counted.
            pub const ALL: &'static [Happening] = &[$(Happening::$happening),*];

            fn words(self) -> &'static str {
                match self {
                    $(Happening::$happening => $words,)*
                }
            }
        }
    };
}

happenings! {
    RequestLost = "a request to the store is lost, and the connection breaks",
    RequestSwallowed = "a request to the store is lost, and nothing says so",
    AnswerLost = "the store's answer is lost, and the connection breaks",
    AnswerSwallowed = "the store's answer is lost, and nothing says so",
    AnswerCut = "half of the store's answer comes",
    RequestLate = "a request to the store is late",
    AnswerLate = "the store's answer is late",
    RequestTwice = "a request to the store arrives twice",
    Throttled = "the store throttles",
    NoCapacity = "the store has no capacity",
    Internal = "the store has an internal error",
    Unavailable = "the store is unavailable",
    GivenUp = "a connection breaks, and the request arrives all the same",
    GivenUpForGood = "the same, and its sender does not try again",
    LedgerConflict = "a transaction meets another at its entry",
    AccountConflict = "a write meets another at its account",
    InProgress = "a transaction with the same token is in progress",
    OutageOfReads = "a read meets an outage of reads",
    OutageOfWrites = "a write meets an outage of writes",
    OutageOfAll = "a request meets an outage of everything",
    DeathBeforeRequest = "a function dies before a request to the store",
    DeathAfterRequest = "a function dies once it has sent a request to the store",
    DeathAfterAnswer = "a function dies once the store has answered it",
    DeathAtSomeTime = "a function dies at any moment",
    StepOutOfTime = "a step takes longer than it may",
    FunctionOutOfTime = "a function runs for longer than it may",
    CallThrottled = "a call is throttled",
    CallFailedBefore = "a call fails, and has not run",
    CallFailedAfter = "a call fails, and has run",
    CallFailedMeanwhile = "a call fails while it runs",
    CallFailedTooSoon = "a call fails, and runs later",
    CallTimedOutMeanwhile = "a call is out of time while it runs",
    CallLate = "a call begins late",
    CallAnswerLate = "a call's answer is late",
    CallAnswerLost = "a call's answer is lost",
    CallTwice = "a call runs twice",
    ClientThrottled = "a client is throttled",
    ClientRequestLost = "a client's request is lost",
    ClientAnswerLost = "a client's answer is lost",
    ClientHangsUp = "a client hangs up",
    Killed = "the process is killed while it works",
    KilledOnFile = "the same, and its successor finds its file",
    SdkTriesAgain = "the SDK sends a request again",
    MachineTriesAgain = "the state machine calls a step again",
    ClientTriesAgain = "a key comes again with the same body",
    KeyWithOtherBody = "a key comes again with another body",
    KeyTwiceAtOnce = "a key comes while it is under way",
    Overtaken = "a request arrives before one that was sent earlier",
    NobodyWaits = "a request arrives that nobody waits for any more",
    LostRace = "a write finds that another came first",
    FoundPosted = "a write finds that its transaction stands in the ledger",
    ExecutionOutOfTime = "an execution takes longer than it may",
}

impl fmt::Display for Happening {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.words())
    }
}

impl Happening {
    /// What the fault is; a death is counted when it comes to it.
    pub(crate) fn of_request(fault: StoreFault) -> Option<Happening> {
        Some(match fault {
            StoreFault::RequestLost => Happening::RequestLost,
            StoreFault::RequestSwallowed => Happening::RequestSwallowed,
            StoreFault::AnswerLost => Happening::AnswerLost,
            StoreFault::AnswerSwallowed => Happening::AnswerSwallowed,
            StoreFault::AnswerCut => Happening::AnswerCut,
            StoreFault::RequestLate(_) => Happening::RequestLate,
            StoreFault::AnswerLate(_) => Happening::AnswerLate,
            StoreFault::Twice(_) => Happening::RequestTwice,
            StoreFault::Throttled => Happening::Throttled,
            StoreFault::NoCapacity => Happening::NoCapacity,
            StoreFault::Internal => Happening::Internal,
            StoreFault::Unavailable => Happening::Unavailable,
            StoreFault::LedgerConflict => Happening::LedgerConflict,
            StoreFault::AccountConflict => Happening::AccountConflict,
            StoreFault::InProgress => Happening::InProgress,
            StoreFault::GivenUp => Happening::GivenUp,
            StoreFault::GivenUpForGood => Happening::GivenUpForGood,
            StoreFault::SenderDies(_) => return None,
        })
    }

    /// What the fault is; a death is counted when it comes to it.
    pub(crate) fn of_call(fault: CallFault) -> Option<Happening> {
        Some(match fault {
            CallFault::TooManyRequests => Happening::CallThrottled,
            CallFault::ServiceBefore => Happening::CallFailedBefore,
            CallFault::ServiceAfter => Happening::CallFailedAfter,
            CallFault::ServiceMeanwhile(_) => Happening::CallFailedMeanwhile,
            CallFault::ServiceTooSoon(_) => Happening::CallFailedTooSoon,
            CallFault::TimedOutMeanwhile => Happening::CallTimedOutMeanwhile,
            CallFault::Late(_) => Happening::CallLate,
            CallFault::AnswerLate(_) => Happening::CallAnswerLate,
            CallFault::AnswerLost => Happening::CallAnswerLost,
            CallFault::Twice(_) => Happening::CallTwice,
            CallFault::DiesBefore(_)
            | CallFault::DiesAfter(_)
            | CallFault::DiesAfterAnswer(_)
            | CallFault::DiesAt(_) => return None,
        })
    }
}

impl From<Death> for Happening {
    fn from(death: Death) -> Happening {
        match death {
            Death::BeforeRequest => Happening::DeathBeforeRequest,
            Death::AfterRequest => Happening::DeathAfterRequest,
            Death::AfterAnswer => Happening::DeathAfterAnswer,
        }
    }
}

impl From<ClientFault> for Happening {
    fn from(fault: ClientFault) -> Happening {
        match fault {
            ClientFault::Throttled => Happening::ClientThrottled,
            ClientFault::RequestLost => Happening::ClientRequestLost,
            ClientFault::AnswerLost => Happening::ClientAnswerLost,
        }
    }
}

/// How often each thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened([u64; Happening::ALL.len()]);

impl Default for Happened {
    fn default() -> Happened {
        Happened([0; Happening::ALL.len()])
    }
}

impl Happened {
    /// How often that happened.
    pub fn times(&self, happening: Happening) -> u64 {
        self.0.get(happening as usize).copied().unwrap_or_default()
    }

    pub(crate) fn count(&mut self, happening: Happening) {
        if let Some(times) = self.0.get_mut(happening as usize) {
            *times += 1;
        }
    }

    /// These and the others.
    pub fn add(&mut self, others: &Happened) {
        for (times, more) in self.0.iter_mut().zip(others.0) {
            *times += more;
        }
    }
}

/// A line for each thing, with how often it happened.
impl fmt::Display for Happened {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for happening in Happening::ALL {
            writeln!(out, "{:>10}  {happening}", self.times(*happening))?;
        }
        Ok(())
    }
}
