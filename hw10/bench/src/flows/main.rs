//! `flows`: measures how long workflows of 10 to 10,000 states take to be generated: recorded, lowered, checked and
//! written as files, in memory. Judges nothing: what a figure should be is for the reader to say.

mod workflow;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use stepwright::flow::Record;
use stepwright::generate::Project;
use workflow::Long;

/// The best of so many runs is told, since anything else is the machine's doing.
const RUNS: usize = 3;

fn main() -> ExitCode {
    let rows = [
        measure::<Long<10>>(10),
        measure::<Long<100>>(100),
        measure::<Long<1_000>>(1_000),
        measure::<Long<10_000>>(10_000),
    ];
    match print(&rows) {
        Ok(()) => ExitCode::SUCCESS,
        // There is nobody to tell.
        Err(_) => ExitCode::FAILURE,
    }
}

struct Row {
    states: usize,
    bytes: usize,
    time: Duration,
}

fn measure<W: Record>(states: usize) -> Row {
    let (mut time, mut bytes) = (Duration::MAX, 0);
    for _ in 0..RUNS {
        let started = Instant::now();
        let artifacts = Project::new("generated").workflow::<W>().artifacts();
        time = time.min(started.elapsed());
        // AWS takes definitions of 1 MB: a longer one is judged, and refused, which takes its time too.
        bytes = artifacts.map_or(0, |them| them.iter().map(|it| it.text.len()).sum());
    }
    Row { states, bytes, time }
}

fn print(rows: &[Row]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:>7}  {:>9}  {:>9}  {:>12}",
        "states", "bytes", "ms", "µs a state"
    )?;
    for Row { states, bytes, time } in rows {
        let microseconds = time.as_secs_f64() * 1e6;
        let each = microseconds / *states as f64;
        writeln!(
            out,
            "{states:>7}  {bytes:>9}  {:>9.2}  {each:>12.1}",
            microseconds / 1e3
        )?;
    }
    Ok(())
}
