//! `load`: measures the bank on one machine, and its generator, and prints what it found as tables.
//!
//! Builds what it measures first. Judges nothing: what a figure should be is for the reader to say.

mod client;
mod failure;
mod generator;
mod load;
mod process;
mod service;
mod table;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use failure::Failure;
use load::{Figures, Load};
use service::{Service, Store};
use table::Table;

/// Measures the bank: transactions a second and how long each takes, start, memory; and the generator
#[derive(Debug, Parser)]
#[command(name = "load", max_term_width = 100)]
struct CommandLine {
    /// Load the bank that is running there, and measure nothing else
    #[arg(long, value_name = "ADDR")]
    address: Option<SocketAddr>,

    /// How many clients at a time, each on a connection of its own that it keeps
    #[arg(long, value_name = "N,N,...", value_delimiter = ',', default_value = "1,8,64")]
    clients: Vec<usize>,

    /// The accounts to post to
    #[arg(
        long,
        value_name = "N,N,...",
        value_delimiter = ',',
        default_value = "12345,23456,34567,45678,56789"
    )]
    accounts: Vec<String>,

    /// How long each row is loaded
    #[arg(long, default_value_t = 3)]
    seconds: u64,

    /// The folder of the workspace, where what is measured is built
    #[arg(long, value_name = "DIR", default_value = ".")]
    workspace: PathBuf,
}

fn main() -> ExitCode {
    match measure(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // If the line cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "load: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure(flags: &CommandLine) -> Result<(), Failure> {
    // One thread, so that the bank has the rest of the machine.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match flags.address {
        Some(address) => {
            let mut rows = load_table();
            runtime.block_on(load_all(flags, "running", address, &mut rows))?;
            print(&rows)
        }
        None => {
            measure_bank(flags, &runtime)?;
            measure_generator(flags)
        }
    }
}

/// Every number of clients on each store, and what each process needed.
fn measure_bank(flags: &CommandLine, runtime: &tokio::runtime::Runtime) -> Result<(), Failure> {
    process::cargo(&flags.workspace, &["build", "--release", "--package", "local"])?;
    let mut rows = load_table();
    let mut processes = Table::new(&["store", "first answer ms", "memory MiB", "peak MiB after load"]);
    for (name, store) in [("memory", Store::Memory), ("disk", Store::Disk)] {
        let bank = Service::start(&flags.workspace, store)?;
        let first_answer = runtime.block_on(bank.first_answer(&flags.accounts[0]))?;
        let memory = bank.memory()?;
        runtime.block_on(load_all(flags, name, bank.address(), &mut rows))?;
        let peak = bank.memory()?;
        processes.row([
            name.into(),
            milliseconds(first_answer),
            mebibytes(memory.now),
            mebibytes(peak.most),
        ]);
    }
    print(&rows)?;
    print(&processes)
}

fn measure_generator(flags: &CommandLine) -> Result<(), Failure> {
    let run = generator::run(&flags.workspace)?;
    let after_edit = generator::after_edit(&flags.workspace)?;
    let mut rows = Table::new(&["generator", "ms", "peak MiB"]);
    rows.row([
        "its process".into(),
        milliseconds(run.time),
        run.most.map_or_else(|| "-".into(), mebibytes),
    ]);
    rows.row([
        "from the edit of a type to its end".into(),
        milliseconds(after_edit),
        "-".into(),
    ]);
    print(&rows)
}

fn load_table() -> Table {
    Table::new(&[
        "store", "accounts", "clients", "posted", "busy", "failed", "posted/s", "p50 ms", "p99 ms",
    ])
}

/// One account, and then all of them, with each number of clients.
async fn load_all(flags: &CommandLine, store: &str, bank: SocketAddr, rows: &mut Table) -> Result<(), Failure> {
    let mut choices = vec![&flags.accounts[..1]];
    if flags.accounts.len() > 1 {
        choices.push(&flags.accounts);
    }
    for accounts in choices {
        for &clients in &flags.clients {
            let time = Duration::from_secs(flags.seconds);
            let figures = Load {
                bank,
                clients,
                accounts,
                time,
            }
            .run()
            .await?;
            rows.row(load_row(store, accounts.len(), clients, &figures));
        }
    }
    Ok(())
}

fn load_row(store: &str, accounts: usize, clients: usize, figures: &Figures) -> [String; 9] {
    [
        store.to_owned(),
        accounts.to_string(),
        clients.to_string(),
        figures.posted().to_string(),
        figures.busy.to_string(),
        figures.failed.to_string(),
        format!("{:.0}", figures.rate()),
        milliseconds(figures.percentile(50)),
        milliseconds(figures.percentile(99)),
    ]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{:.1}", kibibytes as f64 / 1_024.0)
}

fn print(table: &Table) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{table}")?)
}
