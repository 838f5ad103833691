//! Rust, our engine and npm `jsonata` 2.0.6 agree on expressions of the workflow language that chance has made.
//!
//! Each expression is made twice at once, as a Rust closure and as a `stepwright::flow::Expr`; the lowering prints the
//! latter. All three then compute it of the same data: either they come to the same value, or all of them end, which in
//! Rust is a panic. The seed is fixed; `STEPWRIGHT_EXPRESSIONS` says how many expressions there are to be.
#![allow(
    clippy::redundant_closure,
    reason = "each form is written as its reader would write it"
)]

mod booleans;
mod both;
mod data;
mod generator;
mod integers;
mod kinds;
mod lists;
mod options;
mod recorded;
mod structures;
mod texts;
mod trial;

use peers::Judge;
use trial::{Figures, Trial};

/// How many expressions are tried, where nothing else is said.
const EXPRESSIONS: usize = 600;

/// Where something else is said.
const EXPRESSIONS_VARIABLE: &str = "STEPWRIGHT_EXPRESSIONS";

/// The seed of the first expression; the others follow.
const SEED: u64 = 1_000_003;

/// As many as are asked of the judge at once.
const BATCH: usize = 250;

/// How many disagreements are shown, the shortest expressions first.
const SHOWN_MAX: usize = 12;

fn expressions() -> usize {
    std::env::var(EXPRESSIONS_VARIABLE).map_or(EXPRESSIONS, |text| text.parse().expect("it is a number"))
}

#[test]
fn expressions_mean_in_jsonata_what_they_mean_in_rust() {
    let judge = Judge::start();
    let mut figures = Figures::default();
    trial::silently(|| {
        let seeds: Vec<u64> = (SEED..).take(expressions()).collect();
        for seeds in seeds.chunks(BATCH) {
            let trials: Vec<_> = seeds.iter().map(|seed| Trial::new(*seed)).collect();
            trial::run(&trials, judge.as_ref(), &mut figures);
        }
    });
    #[expect(clippy::print_stderr, reason = "the figures belong to the record of a run")]
    {
        eprintln!("{figures}");
    }
    assert!(figures.disagreements.is_empty(), "{}", figures.shortest(SHOWN_MAX));
    assert!(figures.faults > 0 && figures.values > 0, "{figures}");
}
