//! `reconcile`: audits the books of a bank and says by its exit code whether they are right.

mod command_line;
mod keeper;
mod report;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use command_line::CommandLine;
use keeper::Keeper;
use reconcile::{Audit, Books, ReadError, StateError, StateFile};
use report::{Outcome, Progress};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(
        "this program was built without TLS, and the tables are not at an address that starts with http://; \
         build it with `--features tls`, or say where they are with --endpoint URL"
    )]
    NoTls,
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error("cannot write the report: {0}")]
    Report(#[from] io::Error),
}

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(1),
        Ok(Outcome::Unfinished) => ExitCode::from(3),
        Err(failure) => {
            // If the line cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "reconcile: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run(flags: &CommandLine) -> Result<Outcome, Failure> {
    if flags.lacks_tls() {
        return Err(Failure::NoTls);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = runtime.block_on(flags.client());
    let state = flags.state_file(&client);
    let mut audit = state.as_ref().map_or_else(|| Ok(Audit::default()), StateFile::load)?;
    let progress = Progress::new();
    let books = flags.books(client);
    let read = runtime.block_on(read(&books, flags.pages_max, &mut audit, state.as_ref(), &progress));
    progress.clear();
    read?;
    let outcome = outcome(&audit);
    report::print(&audit, outcome, flags.json)?;
    // Only what was reported is forgotten.
    if let (Some(state), Outcome::Clean | Outcome::Broken) = (state, outcome) {
        state.forget()?;
    }
    Ok(outcome)
}

/// Reads to the end, or so many pages. However that ends, what was read is kept.
async fn read(
    books: &Books,
    pages_max: Option<u64>,
    audit: &mut Audit,
    state: Option<&StateFile>,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut keeper = Keeper::new(state);
    let read = pages(books, pages_max, audit, &mut keeper, progress).await;
    keeper.keep_rest(audit)?;
    read
}

async fn pages(
    books: &Books,
    pages_max: Option<u64>,
    audit: &mut Audit,
    keeper: &mut Keeper<'_>,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut pages = 0;
    while let Some(request) = audit.next() {
        if pages_max.is_some_and(|max| pages >= max) {
            break;
        }
        audit.take(books.read(request).await?);
        pages += 1;
        keeper.keep_if_due(audit)?;
        progress.show(audit);
    }
    Ok(())
}

fn outcome(audit: &Audit) -> Outcome {
    if audit.next().is_some() {
        Outcome::Unfinished
    } else if audit.findings().is_empty() {
        Outcome::Clean
    } else {
        Outcome::Broken
    }
}
