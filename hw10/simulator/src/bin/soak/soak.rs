//! Seeds on every processor, until one fails or the end is reached.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use simulator::{Keep, Plan, Simulator};
use steps::planted::{self, Bug};

use crate::command_line::CommandLine;
use crate::figures::Figures;

/// A run over many seeds.
pub(crate) struct Soak {
    next: AtomicU64,
    end: u64,
    threads: usize,
    time_max: Duration,
    bug: Option<Bug>,
    started: Instant,
    is_stopped: Arc<AtomicBool>,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    figures: Figures,
    failed: Option<u64>,
}

impl fmt::Display for Soak {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Soak { threads, bug, .. } = self;
        let from = self.next.load(Ordering::Relaxed);
        match self.end {
            u64::MAX => write!(out, "Simulates every seed from {from} on, {threads} at a time")?,
            end => write!(
                out,
                "Simulates the seeds from {from} to {}, {threads} at a time",
                end - 1
            )?,
        }
        bug.map_or(Ok(()), |bug| write!(out, ", with the bug {bug:?}"))
    }
}

impl Soak {
    pub(crate) fn new(command_line: &CommandLine) -> Soak {
        let from = command_line.from;
        let figures = Figures::from(from);
        Soak {
            next: AtomicU64::new(from),
            end: command_line.end(),
            threads: command_line.threads(),
            time_max: command_line.time_max(),
            bug: command_line.bug(),
            started: Instant::now(),
            is_stopped: Arc::default(),
            found: Mutex::new(Found { figures, failed: None }),
        }
    }

    /// What ends the run after the seeds that are under way.
    pub(crate) fn stop(&self) -> impl FnOnce() + Send + 'static {
        let is_stopped = Arc::clone(&self.is_stopped);
        move || is_stopped.store(true, Ordering::Relaxed)
    }

    /// Runs to the end. The first seed that fails: all before it have been run.
    pub(crate) fn run(&self, simulator: &Simulator, every: Duration, progress: impl Fn(Figures)) -> Option<u64> {
        thread::scope(|scope| {
            let workers: Vec<_> = (0..self.threads)
                .map(|_| scope.spawn(|| planted::with(self.bug, || self.work(simulator))))
                .collect();
            let mut told = Instant::now();
            while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
                thread::sleep(Duration::from_millis(20));
                if told.elapsed() >= every {
                    told = Instant::now();
                    progress(self.figures());
                }
            }
        });
        self.found().failed
    }

    fn work(&self, simulator: &Simulator) {
        while !self.is_stopped.load(Ordering::Relaxed) && self.started.elapsed() < self.time_max {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.end {
                return;
            }
            let report = simulator.run(&Plan::of_seed(seed), Keep::Digest);
            let mut found = self.found();
            found.figures.add(&report);
            if report.violation.is_some() {
                found.failed = Some(found.failed.map_or(seed, |failed| failed.min(seed)));
                self.is_stopped.store(true, Ordering::Relaxed);
            }
        }
    }

    pub(crate) fn figures(&self) -> Figures {
        self.found().figures.after(self.started.elapsed())
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
