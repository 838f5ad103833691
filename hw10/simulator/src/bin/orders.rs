//! Goes through every order of a few transactions on one account, with every place of a few faults.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use simulator::{Simulator, Small};

/// Goes through every order of two or three transactions on one account, and every place of up to two faults
#[derive(Debug, Parser)]
#[command(name = "orders", version, max_term_width = 100)]
struct CommandLine {
    /// How many faults at most
    #[arg(long, value_name = "N", default_value_t = 2)]
    faults: usize,

    /// How many transactions at most
    #[arg(long, value_name = "N", default_value_t = 3)]
    transactions: usize,

    /// The scene to go through, instead of all
    #[arg(long, value_name = "NAME")]
    scene: Option<String>,
}

fn main() -> io::Result<ExitCode> {
    let command_line = CommandLine::parse();
    std::panic::set_hook(Box::new(|_| {}));
    let simulator = Simulator::new();
    let mut out = io::stdout().lock();
    for (name, small) in Small::scenes() {
        let is_chosen = command_line.scene.as_deref().is_none_or(|scene| scene == name);
        if !is_chosen || small.transactions() > command_line.transactions {
            continue;
        }
        // Few faults first, so that what is found is as simple as it can be.
        for faults in 0..=command_line.faults {
            let started = Instant::now();
            let exhausted = simulator.exhaust(&small.clone().with_faults(faults), u64::MAX);
            writeln!(
                out,
                "{name}, {faults} faults: {} orders run, {} states, {:.1} s",
                exhausted.schedules,
                exhausted.states,
                started.elapsed().as_secs_f64()
            )?;
            if let Some(report) = exhausted.violation {
                writeln!(out, "{}", report.history.join("\n"))?;
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
