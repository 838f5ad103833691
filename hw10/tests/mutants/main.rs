//! Every field and variant of the contract, every fault, step and parameter is changed in every way that there is. Each change
//! ends in a compile error, in a generator that refuses, or in generated files that are stale, of which `compat` says no
//! less than an expert would.
//!
//! A sample is tried each time; all of them, which takes some 20 minutes, by
//! `STEPWRIGHT_MUTANTS=all cargo nextest run -p hw10-tests --test mutants --no-capture`, and those of one file by its path
//! instead of `all`.

mod faults;
mod judge;
mod mutation;
mod source;
mod steps;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use hw10_tests::copy::ProjectCopy;
use judge::{Judged, Outcome};
use mutation::{Mutant, Mutation};
use source::Source;

/// The files that are the contract. Of the API, which is not, `compat` has tests of its own.
const FILES: [&str; 5] = [
    "bank/src/faults.rs",
    "bank/src/money.rs",
    "bank/src/text.rs",
    "bank/src/transaction.rs",
    "bank/src/workflow.rs",
];

/// Of how many kinds of change one is in the sample.
const SAMPLED: usize = 4;

fn mutants() -> Vec<Mutant> {
    let of_file = |path| {
        let source = Source::read(path);
        let of_item = |item| [types::changes(&source, item), steps::changes(&source, item)].concat();
        source.syntax.items.iter().flat_map(of_item).collect::<Vec<_>>()
    };
    FILES.into_iter().flat_map(of_file).collect()
}

/// One change of some kinds, always the same.
fn sample(mutants: &[Mutant]) -> Vec<Mutant> {
    let one = |kind: &Mutation| {
        let of_kind: Vec<_> = mutants.iter().filter(|it| it.mutation == *kind).collect();
        of_kind[of_kind.len() / 2].clone()
    };
    Mutation::ALL.iter().skip(1).step_by(SAMPLED).map(one).collect()
}

/// What the environment asks for; a sample, if nothing.
fn asked_for(mutants: Vec<Mutant>) -> Vec<Mutant> {
    let Ok(asked) = std::env::var("STEPWRIGHT_MUTANTS") else {
        return sample(&mutants);
    };
    let is_asked_for = |it: &Mutant| asked == "all" || it.path == asked;
    let asked_for: Vec<_> = mutants.into_iter().filter(is_asked_for).collect();
    assert!(
        !asked_for.is_empty(),
        "STEPWRIGHT_MUTANTS is `all` or one of {FILES:?}, not `{asked}`"
    );
    asked_for
}

#[test]
fn every_kind_of_change_is_made_and_no_change_twice() {
    let mutants = mutants();
    let made: BTreeSet<_> = mutants.iter().map(|it| it.mutation).collect();
    let missing: Vec<_> = Mutation::ALL.iter().filter(|it| !made.contains(it)).collect();
    assert!(missing.is_empty(), "nothing is {missing:?}");
    let texts: BTreeSet<_> = mutants.iter().map(|it| (&it.path, &it.text)).collect();
    assert_eq!(texts.len(), mutants.len());
}

#[test]
fn every_change_is_noticed_and_none_is_called_milder_than_it_is() {
    let mutants = asked_for(mutants());
    let copy = ProjectCopy::locked();
    let judged = |mutant| {
        let judged = Judged::of(mutant, &copy);
        tell(&judged);
        judged
    };
    let judged: Vec<_> = mutants.iter().map(judged).collect();
    copy.fill(&BTreeMap::new());
    show(&table(&judged));
    let objections: Vec<_> = judged.iter().filter_map(objection).collect();
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
}

fn objection(judged: &Judged<'_>) -> Option<String> {
    let Judged { mutant, outcome, said } = judged;
    let objection = judged.objection()?;
    let (kind, place) = (mutant.mutation.words(), &mutant.place);
    Some(format!("{kind}, {place}: {outcome}, but {objection}\n{said}"))
}

#[expect(clippy::print_stdout, reason = "for who asks for all")]
fn show(line: &str) {
    println!("{line}");
}

/// A line for each change, with the first thing that is said of it.
fn tell(judged: &Judged<'_>) {
    let Judged { mutant, outcome, said } = judged;
    let said = said
        .lines()
        .find(|it| it.contains("error") || it.contains("[SW"))
        .unwrap_or_default();
    let (kind, place) = (mutant.mutation.words(), &mutant.place);
    show(&format!("{outcome:<14} {kind:<28} {place:<36} {said}"));
}

/// How many changes of each kind had each outcome.
fn table(judged: &[Judged<'_>]) -> String {
    let mut counts = BTreeMap::new();
    for it in judged {
        *counts.entry((it.mutant.mutation, it.outcome)).or_insert(0) += 1;
    }
    let row = |name: &str, count: &dyn Fn(Outcome) -> usize| {
        let counts = Outcome::ALL.map(count);
        let sum: usize = counts.iter().sum();
        let counts = counts.map(|count| format!("{count:>14}")).concat();
        format!("{name:<28}{counts}{sum:>14}\n")
    };
    let kinds: BTreeSet<_> = judged.iter().map(|it| it.mutant.mutation).collect();
    let head = Outcome::ALL.map(|it| format!("{:>14}", it.to_string())).concat();
    let head = format!("{:<28}{head}{:>14}\n", "", "all");
    let of_kind = |kind: &Mutation| {
        row(&kind.words(), &|outcome| {
            counts.get(&(*kind, outcome)).copied().unwrap_or_default()
        })
    };
    let all = |outcome| judged.iter().filter(|it| it.outcome == outcome).count();
    head + &kinds.iter().map(of_kind).collect::<String>() + &row("all", &all)
}
