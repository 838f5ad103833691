//! What a state does about a failure: retriers first, and when none (any longer) applies, catchers.

use std::sync::Arc;

use asl::{Problem, Retrier};
use jiff::Timestamp;

use crate::branch::{Activity, Branch, Seen, Step};
use crate::failure::Failure;
use crate::machine::{Handover, Place, Target, prefix};
use crate::passage::Way;
use crate::run::Run;

#[derive(Debug)]
pub(crate) struct Recovery {
    retriers: Vec<Retrier>,
    catchers: Vec<Catcher>,
}

#[derive(Debug)]
struct Catcher {
    error_equals: Vec<String>,
    handover: Handover,
    to: Target,
}

impl Recovery {
    pub(crate) fn compile(retry: &[Retrier], catch: &[asl::Catcher], place: &Place) -> Result<Recovery, Problem> {
        let catchers = catch.iter().enumerate();
        Ok(Recovery {
            retriers: retry.to_vec(),
            catchers: catchers
                .map(|(index, it)| Catcher::compile(index, it, place))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Waits for the next attempt, if there is to be one.
    pub(crate) fn retry(&self, failure: &Failure, branch: &mut Branch, run: &mut Run) -> Option<Step> {
        let randomness = &mut run.world.randomness;
        let delay = branch.visit.retries.next_delay(failure, &self.retriers, randomness)?;
        let time = run.now.checked_add(delay).unwrap_or(Timestamp::MAX);
        Some(Step::Park(Activity::Backoff(time)))
    }

    /// Goes to where the failure is caught; gives it back when it is caught nowhere.
    pub(crate) fn catch(&self, failure: Failure, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let catcher = self.catchers.iter().find(|it| failure.matches(&it.error_equals));
        let Some(catcher) = catcher else { return Err(failure) };
        let output = Arc::new(failure.output());
        let seen = Arc::clone(&output);
        let left = branch.leave(&catcher.handover, Seen::Error(&seen), output, catcher.to, run);
        // What goes wrong while catching is not caught by the same state again.
        left.map_err(Failure::ending)
    }
}

impl Catcher {
    fn compile(index: usize, catcher: &asl::Catcher, place: &Place) -> Result<Catcher, Problem> {
        let way = Way::Catch(index);
        let prefix = prefix(way);
        Ok(Catcher {
            error_equals: catcher.error_equals.clone(),
            handover: place.handover(way, &catcher.assign, catcher.output.as_ref())?,
            to: place.state(&format!("{prefix}Next"), &catcher.next)?,
        })
    }
}
