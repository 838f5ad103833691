//! `local`: serves the bank on this machine until it is told to stop.

mod command_line;
mod logging;
mod welcome;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use command_line::CommandLine;
use local::{LogStyle, Service, Stopped};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long requests in flight are waited for when the bank is told to stop.
const STOP_SECONDS_MAX: u64 = 10;

/// Why the process ends other than by being told to.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] local::StartError),
    #[error("cannot start: {0}")]
    System(#[from] io::Error),
}

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    match run(command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // If the line cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "local: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command_line: CommandLine) -> Result<(), Failure> {
    let log_style = match io::stderr().is_terminal() {
        true => LogStyle::Readable,
        false => LogStyle::Structured,
    };
    logging::start(log_style);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(command_line, log_style));
    runtime.shutdown_background();
    served
}

async fn serve(command_line: CommandLine, log_style: LogStyle) -> Result<(), Failure> {
    let mut stop = StopSignal::listen()?;
    let options = command_line.into_options(log_style);
    let storage = options.storage.clone();
    let bank = Service::start(options).await?;
    // Whoever closed our output does not want to read it.
    let _ = io::stdout().write_all(welcome::text(bank.api(), bank.dynamodb(), &storage).as_bytes());
    stop.wait().await;
    tracing::info!("stopping: requests in flight are answered first");
    tokio::select! {
        stopped = bank.stop(Duration::from_secs(STOP_SECONDS_MAX)) => report(stopped),
        () = stop.wait() => report(Stopped::CutShort),
    }
    Ok(())
}

fn report(stopped: Stopped) {
    match stopped {
        Stopped::Drained => tracing::info!("stopped"),
        Stopped::CutShort => tracing::warn!("stopped before every request was answered"),
    }
}

/// The signals that ask the process to stop.
struct StopSignal {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignal {
    fn listen() -> io::Result<StopSignal> {
        Ok(StopSignal {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
