//! SW0903: the history of a Standard execution against 25,000 events.

use insta::assert_snapshot;
use stepwright::bounds::bounds;
use stepwright::flow::Record;
use stepwright::{map, workflow};

use crate::depot::{Closed, Depot, Name};
use crate::{check, findings, said};

#[test]
fn a_short_loop_is_silent() {
    #[workflow(standard)]
    async fn short(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        for _ in 0..100 {
            depot.count(&name).await?;
        }
        Ok(1)
    }
    check::<short>(&[]);
}

#[test]
fn a_loop_that_must_fill_the_history_is_an_error() {
    #[workflow(standard)]
    async fn long(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        for _ in 0..=4_000 {
            depot.count(&name).await?;
        }
        Ok(1)
    }
    assert_snapshot!(said::<long>(), @"
    error[SW0903]: `long`: an execution that succeeds has 28,015 history events at least, of 25,000 that there may be
      = help: do part of it in executions of their own: a distributed map, or `execution(other_workflow(..))`
      = note: Start (2 events) -> CountTo4000 (4001 x 2 events) -> Count (4001 x 5 events) -> CountTo4000 (2 events) -> CountTo4000Done (2 events)
    ");
    assert!(findings::<long>()[0].diagnosis.line.is_some());
}

#[test]
fn a_loop_that_fills_the_history_with_its_retries_is_a_warning() {
    #[workflow(standard)]
    async fn retried(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        for _ in 0..2_000 {
            depot.count(&name).await?;
        }
        Ok(1)
    }
    assert_snapshot!(said::<retried>(), @"
    warning[SW0903]: `retried`: an execution with every retry has up to 32,008 history events, of 25,000 that there may be
      = help: do part of it in executions of their own: a distributed map, or `execution(other_workflow(..))`
      = note: Start (2 events) -> CountTo2000 (2000 x 2 events) -> Count (2000 x 14 events) -> CountTo2000 (2 events) -> CountTo2000Done (2 events)
    ");
}

#[test]
fn a_loop_that_may_be_left_early_must_not_fill_the_history() {
    #[workflow(standard)]
    async fn left(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        for _ in 0..10_000 {
            if depot.count(&name).await? > 5 {
                break;
            }
        }
        Ok(1)
    }
    check::<left>(&["Warning SW0903"]);
}

#[test]
fn loops_within_loops_multiply() {
    #[workflow(standard)]
    async fn nested(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        for _ in 0..100 {
            for _ in 0..101 {
                depot.count(&name).await?;
            }
        }
        Ok(1)
    }
    let said = said::<nested>();
    // Each inner turn is a Choice and a Task, 7 events; each outer one two Choices more, and what the inner loop ends with.
    assert!(said.starts_with("error[SW0903]"), "{said}");
    assert!(said.contains("(10100 x 5 events)"), "{said}");
}

#[test]
fn of_a_loop_that_nobody_bounds_the_turns_are_named_that_fill_the_history() {
    #[workflow(standard)]
    async fn endless(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        loop {
            if depot.count(&name).await? > 5 {
                return Ok(1);
            }
        }
    }
    assert_snapshot!(said::<endless>(), @"
    warning[SW0903]: `endless`: an execution may have more than 25,000 history events: with every retry, 1,561 turns of the loop at `Count` reach it
      = help: bound the loop: `for _ in 0..TURNS_MAX { .. }`; or do a part of it in an execution of its own
      = note: Start (2 events) -> Count (14 events) -> IfCountAbove5 (2 events) -> Count (14 events) -> IfCountAbove5 (2 events) -> IfCountAbove5Then (2 events)
    ");
}

#[test]
fn items_of_an_inline_map_are_in_the_history_and_those_of_a_distributed_one_are_not() {
    #[workflow(standard)]
    async fn inline(depot: &impl Depot, numbers: Vec<u32>) -> Result<u32, Closed> {
        map(&numbers, async |number| {
            depot.keep(number).await?;
            Ok::<u32, Closed>(1)
        })
        .await?;
        Ok(1)
    }
    let found = findings::<inline>();
    let history = found
        .iter()
        .find(|it| it.diagnosis.code == "SW0903")
        .expect("a warning");
    assert!(
        history.diagnosis.message.contains("items of `MapNumbers` reach it"),
        "{history}"
    );

    #[workflow(standard)]
    async fn distributed(depot: &impl Depot, numbers: Vec<u32>) -> Result<u32, Closed> {
        map(&numbers, async |number| {
            depot.keep(number).await?;
            Ok::<u32, Closed>(1)
        })
        .label("numbers")
        .await?;
        Ok(1)
    }
    let found = findings::<distributed>();
    assert!(found.iter().all(|it| it.diagnosis.code != "SW0903"), "{found:?}");
}

#[test]
fn an_express_execution_has_no_history_to_fill() {
    #[workflow(express, timeout_seconds = 28)]
    async fn express(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        loop {
            if depot.count(&name).await? > 5 {
                return Ok(1);
            }
        }
    }
    check::<express>(&[]);
}

/// What is found about a machine of so many Pass states, one after the other.
fn about_passes(states: usize) -> Vec<String> {
    let flow = chain::flow();
    let mut machine = stepwright::lower(&flow).expect("a state machine");
    let names = (0..states).map(|number| format!("State{number}"));
    let state = |(number, name): (usize, String)| {
        let transition = if number + 1 == states {
            asl::Transition::End
        } else {
            asl::Transition::Next(format!("State{}", number + 1))
        };
        (name, asl::State::new(asl::Pass { transition }))
    };
    machine.branch = asl::Branch {
        start_at: "State0".to_owned(),
        states: names.enumerate().map(state).collect(),
    };
    let history = bounds(&flow, &machine)
        .into_iter()
        .filter(|it| it.diagnosis.code == "SW0903");
    history.map(|finding| finding.diagnosis.message).collect()
}

#[workflow(standard)]
async fn chain(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
    Ok(depot.count(&name).await?)
}

#[test]
fn a_machine_of_thousands_of_states_is_measured() {
    // Two events each, and two of the execution.
    assert_eq!(about_passes(12_499), Vec::<String>::new());
    assert_eq!(
        about_passes(12_500),
        ["`chain`: an execution that succeeds has 25,002 history events at least, of 25,000 that there may be"]
    );
}
