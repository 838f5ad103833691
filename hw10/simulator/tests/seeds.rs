//! Seeds without a bug break nothing, and repeat themselves; with a bug planted, one soon does.

use simulator::{Happened, Happening, Keep, Plan, Report, Simulator};
use steps::planted::{self, Bug};

/// So many in a build that is not optimised; `soak` runs many more.
const SEEDS: u64 = 24;

/// Every bug shows itself within so many.
const SEEDS_UNTIL_FOUND: u64 = 400;

/// Everything that can happen does within so many.
const SEEDS_UNTIL_HAPPENED: u64 = 200;

fn run(simulator: &Simulator, seed: u64) -> Report {
    simulator.run(&Plan::of_seed(seed), Keep::Digest)
}

/// The number of seeds until the bug is found, and what it broke.
fn found(simulator: &Simulator, bug: Bug) -> Option<(u64, String)> {
    planted::with(Some(bug), || {
        (0..SEEDS_UNTIL_FOUND).find_map(|seed| Some((seed + 1, run(simulator, seed).violation?)))
    })
}

#[test]
fn no_seed_breaks_an_invariant() {
    let simulator = Simulator::new();
    for seed in 0..SEEDS {
        assert_eq!(run(&simulator, seed).violation, None, "seed {seed}");
    }
}

/// A fault that never happens is none.
#[test]
fn everything_that_can_happen_does() {
    let simulator = Simulator::new();
    let mut happened = Happened::default();
    let mut missing = Happening::ALL.to_vec();
    for seed in 0..SEEDS_UNTIL_HAPPENED {
        if missing.is_empty() {
            return;
        }
        happened.add(&run(&simulator, seed).happened);
        missing.retain(|happening| happened.times(*happening) == 0);
    }
    panic!("not within {SEEDS_UNTIL_HAPPENED} seeds: {missing:?}");
}

#[test]
fn a_seed_always_gives_the_same_history() {
    let (one, other) = (Simulator::new(), Simulator::new());
    for seed in 0..SEEDS / 3 {
        assert_eq!(run(&one, seed), run(&other, seed), "seed {seed}");
    }
    assert_ne!(run(&one, 0).digest, run(&one, 1).digest);
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is asked for")]
fn every_planted_bug_is_found() {
    let simulator = Simulator::new();
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        match found(&simulator, *bug) {
            Some((seeds, violation)) => println!("{bug:?}: seed {seeds}: {violation}"),
            None => missed.push(bug),
        }
    }
    assert!(
        missed.is_empty(),
        "not found within {SEEDS_UNTIL_FOUND} seeds: {missed:?}"
    );
}

#[test]
fn a_failing_seed_is_shortened_and_still_fails() {
    let simulator = Simulator::new();
    planted::with(Some(Bug::AccountConditionDropped), || {
        let fails = |seed: &u64| run(&simulator, *seed).violation.is_some();
        let seed = (0..SEEDS_UNTIL_FOUND).find(fails).expect("the bug is found");
        let whole = simulator.run(&Plan::of_seed(seed), Keep::History);
        let shortened = simulator.run(&simulator.shorten(&Plan::of_seed(seed)), Keep::History);
        assert!(shortened.violation.is_some());
        assert!(shortened.history.len() <= whole.history.len());
    });
}
