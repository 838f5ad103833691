//! What is told of a seed that fails: its history, and a shortened one.

use std::fmt::Write;

use simulator::{Keep, Plan, Simulator};
use steps::planted::{self, Bug};

/// The history of the seed, a shortened one, and how to see them again.
pub(crate) fn of(simulator: &Simulator, seed: u64, bug: Option<Bug>) -> String {
    planted::with(bug, || {
        let plan = Plan::of_seed(seed);
        let shorter = simulator.shorten(&plan);
        let mut text = String::new();
        for (title, plan) in [("its history", &plan), ("shortened to what breaks it", &shorter)] {
            // Writing to a string does not fail.
            let _ = writeln!(text, "seed {seed}, {title}: {plan}");
            for line in simulator.run(plan, Keep::History).history {
                let _ = writeln!(text, "{line}");
            }
            let _ = writeln!(text);
        }
        let bug = bug.map(|bug| format!(" --bug {bug:?}")).unwrap_or_default();
        let again = format!("cargo run --profile simulate -p simulator -- --from {seed} --seeds 1{bug}");
        let _ = writeln!(text, "seed {seed} breaks an invariant; again: {again}");
        text
    })
}
