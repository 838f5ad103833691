//! The flags of `soak`, and what they mean.

use std::num::NonZero;
use std::time::Duration;

use clap::Parser;
use steps::planted::Bug;

/// Simulates the bank under every fault, from one seed after the other, until Ctrl-C; stops at the first that breaks an
/// invariant, and tells its story
#[derive(Debug, Parser)]
#[command(name = "soak", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct CommandLine {
    /// The first seed
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    pub(crate) from: u64,

    /// How many seeds at most
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,

    /// For how long at most
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,

    /// How many seeds at a time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,

    /// Say in the end what happened, and how often
    #[arg(long)]
    pub(crate) happenings: bool,

    /// Plant a bug into the steps first, to see it found
    #[arg(long, value_name = "NAME", value_parser = bug)]
    bug: Option<Bug>,
}

const EXAMPLES: &str = "\
Examples:
  soak                                until Ctrl-C
  soak --from 1000000 --seconds 3600  an hour, from another seed on
  soak --from 7 --seeds 1             one seed again
  soak --bug ConflictDeclined         what it tells of a bug
  soak --seeds 500 --happenings       how often each fault happens

Exit codes: 0 every seed kept every invariant, 1 one did not, 2 wrong usage.";

impl CommandLine {
    /// The seed before which it ends.
    pub(crate) fn end(&self) -> u64 {
        self.from.saturating_add(self.seeds.unwrap_or(u64::MAX))
    }

    pub(crate) fn time_max(&self) -> Duration {
        self.seconds.map_or(Duration::MAX, Duration::from_secs)
    }

    pub(crate) fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().ok();
        self.threads.or_else(processors).map_or(1, NonZero::get)
    }

    pub(crate) fn bug(&self) -> Option<Bug> {
        self.bug
    }
}

fn bug(name: &str) -> Result<Bug, String> {
    let named = Bug::ALL.iter().find(|bug| format!("{bug:?}") == name);
    named.copied().ok_or_else(|| {
        let names: Vec<_> = Bug::ALL.iter().map(|bug| format!("{bug:?}")).collect();
        format!("there are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_bug_goes_by_its_name_and_another_name_is_told_which_there_are() {
        assert_eq!(bug("SignLost"), Ok(Bug::SignLost));
        assert!(bug("Other").is_err_and(|names| names.contains("SignLost")));
    }
}
