//! Simulates the bank, seed after seed, until one fails, or until it is stopped.

mod command_line;
mod figures;
mod soak;
mod story;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use command_line::CommandLine;
use simulator::Simulator;
use soak::Soak;
use tokio::signal::unix::{SignalKind, signal};

/// How often a terminal is told how far it is.
const PROGRESS: Duration = Duration::from_secs(5);

/// What a shell reports of who was ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

fn main() -> io::Result<ExitCode> {
    let command_line = CommandLine::parse();
    // A panic in a step is a violation like any other, and told as one.
    std::panic::set_hook(Box::new(|_| {}));
    let simulator = Simulator::new();
    let soak = Soak::new(&command_line);
    stop_on_interrupt(soak.stop())?;
    let mut out = io::stdout();
    writeln!(out, "{soak}; Ctrl-C ends it after the seeds that are under way")?;
    let failed = soak.run(&simulator, PROGRESS, |figures| {
        if io::stderr().is_terminal() {
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r{figures}");
        }
    });
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr());
    }
    if let Some(seed) = failed {
        out.write_all(story::of(&simulator, seed, command_line.bug()).as_bytes())?;
    }
    if command_line.happenings {
        write!(out, "{}", soak.figures().happened())?;
    }
    writeln!(out, "{}", soak.figures())?;
    Ok(if failed.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The first Ctrl-C ends the run after the seeds that are under way, the second at once.
fn stop_on_interrupt(stop: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listening = runtime.enter();
    let mut interrupts = signal(SignalKind::interrupt())?;
    drop(listening);
    std::thread::spawn(move || {
        runtime.block_on(async {
            interrupts.recv().await;
            stop();
            interrupts.recv().await;
            std::process::exit(INTERRUPTED);
        });
    });
    Ok(())
}
