//! What was simulated so far.

use std::fmt;
use std::time::Duration;

use simulator::{Happened, Report};

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    from: u64,
    seeds: u64,
    executions: u64,
    posted: u64,
    events: u64,
    happened: Happened,
    time: Duration,
}

impl Figures {
    /// None yet, from that seed on.
    pub(crate) fn from(seed: u64) -> Figures {
        Figures {
            from: seed,
            ..Figures::default()
        }
    }

    /// The same after so much time.
    pub(crate) fn after(self, time: Duration) -> Figures {
        Figures { time, ..self }
    }

    pub(crate) fn add(&mut self, report: &Report) {
        self.seeds += 1;
        self.executions += report.executions;
        self.posted += report.posted;
        self.events += report.events;
        self.happened.add(&report.happened);
    }

    /// What happened, and how often.
    pub(crate) fn happened(&self) -> &Happened {
        &self.happened
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.time.as_secs_f64();
        write!(
            out,
            "{} seeds from {}, {} transactions, {} of them posted, {} events in {seconds:.1} s: {:.0} transactions a second",
            self.seeds,
            self.from,
            self.executions,
            self.posted,
            self.events,
            self.executions as f64 / seconds
        )
    }
}
