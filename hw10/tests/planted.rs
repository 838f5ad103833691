//! Bugs planted into the lowering, one after the other: the comparison of native runs with machines finds each.

use std::sync::Arc;

use asl::StateMachine;
use hw10_tests::cases::sample;
use hw10_tests::comparison::{agree, concurrent};
use hw10_tests::machine;
use hw10_tests::observation::Observation;
use hw10_tests::plan::Plan;
use hw10_tests::subject::{Machines, Subject, placeholder};
use hw10_tests::subjects;
use interpreter::Machine;
use serde_json::Value;
use stepwright::planted::{self, Bug};

/// How many runs of each workflow a bug has until it must have been found.
const CASES: u32 = 150;

/// A workflow, its machine without a bug, and its native runs, which no bug changes.
struct Known {
    subject: Subject,
    machine: Arc<Machine>,
    runs: Vec<(Value, Plan, Observation)>,
}

fn known(subject: Subject) -> Known {
    let machine = Arc::new(Machine::compile(lowered(&subject)).expect("it can be run"));
    let run = |(input, plan): (Value, Plan)| {
        let native = subject.natively(&input, &plan);
        (input, plan, native)
    };
    let runs: Vec<_> = sample(&subject, CASES).into_iter().map(run).collect();
    Known { subject, machine, runs }
}

/// Without a bug, each is a machine.
fn lowered(subject: &Subject) -> StateMachine {
    subject.lowered().expect("the workflow is a state machine")
}

/// After how many cases the bug is found, and what then differs; `Err`: after all of them it is not.
fn found(bug: Bug, all: &[Known]) -> Result<(usize, String), usize> {
    let lowered = |it: &Known| {
        (
            placeholder(it.subject.name),
            planted::with(bug, || it.subject.lowered()),
        )
    };
    let mut machines = Machines::new();
    for (name, machine) in all.iter().map(lowered) {
        let machine = match machine {
            Ok(machine) => machine,
            Err(refused) => return Ok((0, format!("Step Functions would refuse {name}: {refused:?}"))),
        };
        match Machine::compile(machine) {
            Ok(machine) => machines.insert(name, Arc::new(machine)),
            Err(problems) => return Ok((0, format!("{name} is no machine: {problems:?}"))),
        };
    }
    let changed = |it: &&Known| machines[&placeholder(it.subject.name)].definition() != it.machine.definition();
    difference(&all.iter().filter(changed).collect::<Vec<_>>(), &machines)
}

/// After how many cases a machine differs from the native run, and in what; `Err`: after so many it does not.
fn difference(of: &[&Known], machines: &Machines) -> Result<(usize, String), usize> {
    let mut cases = 0;
    for place in 0..CASES as usize {
        for it in of {
            cases += 1;
            let (input, plan, native) = &it.runs[place];
            let run = machine::run(
                &it.subject,
                &machines[&placeholder(it.subject.name)],
                machines,
                input,
                plan,
            );
            if let Err(difference) = agree(native, &run.observation, concurrent(&it.machine)) {
                return Ok((cases, format!("{}: {difference}", it.subject.name)));
            }
        }
    }
    Err(cases)
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is asked for")]
fn every_planted_bug_is_found() {
    let all: Vec<_> = subjects::all().into_iter().map(known).collect();
    let sound = all
        .iter()
        .map(|it| (placeholder(it.subject.name), Arc::clone(&it.machine)))
        .collect();
    let cases = difference(&all.iter().collect::<Vec<_>>(), &sound).expect_err("without a bug there is no difference");
    println!("none: not found, as it should be, in {cases} cases");
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        match found(*bug, &all) {
            Ok((cases, difference)) => {
                let difference: String = difference.split_whitespace().collect::<Vec<_>>().join(" ");
                println!(
                    "{bug:?}: found by case {cases} ({})",
                    difference.chars().take(150).collect::<String>()
                );
            }
            Err(cases) => missed.push(format!("{bug:?}, in {cases} cases")),
        }
    }
    assert!(
        missed.is_empty(),
        "of {} bugs these are not found:\n{}",
        Bug::ALL.len(),
        missed.join("\n")
    );
}

#[test]
fn without_a_bug_the_machines_are_those_on_disk() {
    for subject in subjects::all() {
        assert_eq!(lowered(&subject).to_json(), subject.text_on_disk(), "{}", subject.name);
    }
}
