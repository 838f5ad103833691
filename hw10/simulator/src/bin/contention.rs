//! What 64 clients do at one account, and at a hundred: a table.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use simulator::{Contended, Contention, Met, Simulator, Timing};

/// Lets clients meet at one hot account and at a hundred cold ones, in virtual time; prints a table in Markdown
#[derive(Debug, Parser)]
#[command(name = "contention", version, max_term_width = 100)]
struct CommandLine {
    /// How long clients post, in virtual seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    seconds: u64,

    /// Milliseconds of a consistent read
    #[arg(long, value_name = "MS", default_value_t = 4)]
    read: u64,

    /// Milliseconds of a transaction
    #[arg(long, value_name = "MS", default_value_t = 15)]
    write: u64,
}

/// How many clients are at the hot account, and how many at the cold ones.
const ROWS: [(u64, u64); 9] = [
    (1, 0),
    (2, 0),
    (8, 0),
    (16, 0),
    (32, 0),
    (64, 0),
    (0, 32),
    (0, 64),
    (32, 32),
];

fn main() -> io::Result<ExitCode> {
    let command_line = CommandLine::parse();
    let timing = Timing {
        read: command_line.read * 1_000,
        write: command_line.write * 1_000,
        ..Timing::default()
    };
    let simulator = Simulator::new();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "| clients at the hot account | at 100 cold ones | posted/s hot | p50 ms | p99 ms | 503 of answers | posted/s cold | p50 ms | p99 ms | writes a posting | conflicts of writes | busy calls |"
    )?;
    writeln!(out, "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for (at_hot, at_cold) in ROWS {
        let seconds = command_line.seconds;
        let contention = Contention {
            at_hot,
            at_cold,
            seconds,
            timing,
        };
        let contended = simulator.contend(&contention);
        writeln!(out, "| {at_hot} | {at_cold} {}", row(&contended, seconds))?;
        if let Some(violation) = contended.violation {
            writeln!(out, "{violation}")?;
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(contended: &Contended, seconds: u64) -> String {
    let Contended { hot, cold, .. } = contended;
    let answers = hot.times.len() as u64 + hot.busy + hot.others;
    let posted = (hot.times.len() + cold.times.len()) as f64;
    format!(
        "| {} | {} | {} | {:.1} | {} | {} |",
        times(hot, seconds),
        percent(hot.busy, answers),
        times(cold, seconds),
        contended.writes as f64 / posted,
        percent(contended.conflicts, contended.writes),
        contended.calls_busy,
    )
}

fn times(met: &Met, seconds: u64) -> String {
    if met.times.is_empty() {
        return "– | – | –".to_owned();
    }
    let milliseconds = |percent| met.percentile(percent) as f64 / 1e3;
    let rate = met.times.len() as f64 / seconds as f64;
    format!("{rate:.0} | {:.0} | {:.0}", milliseconds(50), milliseconds(99))
}

fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        whole => format!("{:.1}%", part as f64 * 100.0 / whole as f64),
    }
}
