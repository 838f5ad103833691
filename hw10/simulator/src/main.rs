//! Simulates the bank, seed after seed, until one fails, or for as long as one likes.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use simulator::{Keep, Plan, Report, Simulator};

/// Simulates the bank under every fault, from one seed after the other; stops at the first that breaks an invariant.
#[derive(Debug, Parser)]
#[command(name = "soak", version, max_term_width = 100)]
struct CommandLine {
    /// The first seed
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    from: u64,

    /// How many seeds [default: 2000, or without an end where --seconds is given]
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,

    /// For how long at most
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
}

const SEEDS: u64 = 2_000;

impl CommandLine {
    fn seeds(&self) -> u64 {
        let unlimited = self.seconds.map(|_| u64::MAX);
        self.seeds.or(unlimited).unwrap_or(SEEDS)
    }

    fn ends_after(&self) -> Duration {
        self.seconds.map_or(Duration::MAX, Duration::from_secs)
    }
}

fn main() -> io::Result<ExitCode> {
    let command_line = CommandLine::parse();
    // A panic in a step is a violation like any other, and told as one.
    std::panic::set_hook(Box::new(|_| {}));
    let simulator = Simulator::new();
    let (started, mut figures) = (Instant::now(), Figures::default());
    let mut failed = None;
    for seed in command_line.from..command_line.from.saturating_add(command_line.seeds()) {
        if started.elapsed() >= command_line.ends_after() {
            break;
        }
        let report = simulator.run(&Plan::of_seed(seed), Keep::Digest);
        figures.add(&report);
        if report.violation.is_some() {
            failed = Some(seed);
            break;
        }
    }
    let mut out = io::stdout().lock();
    if let Some(seed) = failed {
        out.write_all(failure(&simulator, seed).as_bytes())?;
    }
    writeln!(out, "{}", figures.line(started.elapsed()))?;
    Ok(if failed.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

#[derive(Default)]
struct Figures {
    seeds: u64,
    executions: u64,
    posted: u64,
    events: u64,
}

impl Figures {
    fn add(&mut self, report: &Report) {
        self.seeds += 1;
        self.executions += report.executions;
        self.posted += report.posted;
        self.events += report.events;
    }

    fn line(&self, time: Duration) -> String {
        let Figures {
            seeds,
            executions,
            posted,
            events,
        } = self;
        let rate = *executions as f64 / time.as_secs_f64();
        format!(
            "{seeds} seeds, {executions} transactions, {posted} of them posted, {events} events in {:.1} s: {rate:.0} transactions a second",
            time.as_secs_f64()
        )
    }
}

/// The seed, its history, and a shortened one.
fn failure(simulator: &Simulator, seed: u64) -> String {
    let plan = Plan::of_seed(seed);
    let shorter = simulator.shorten(&plan);
    let mut text = String::new();
    for (title, plan) in [("its history", plan), ("shortened", shorter)] {
        let report = simulator.run(&plan, Keep::History);
        // Writing to a string does not fail.
        let _ = writeln!(text, "seed {seed}, {title}:");
        for line in report.history {
            let _ = writeln!(text, "{line}");
        }
    }
    let _ = writeln!(
        text,
        "seed {seed} breaks an invariant; again: cargo run --release -p simulator -- --from {seed} --seeds 1"
    );
    text
}
