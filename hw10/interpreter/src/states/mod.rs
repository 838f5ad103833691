//! What each kind of state does. One file a kind; a new kind is a file, a variant of [`Work`], and the matches that
//! the compiler then asks for.

mod choice;
mod fail;
mod map;
mod parallel;
mod pass;
mod recovery;
mod task;
mod wait;

use asl::{Problem, StateKind};

pub(crate) use choice::Choice;
pub(crate) use fail::Fail;
pub(crate) use map::{Iterations, Map, MapRun};
pub(crate) use parallel::{Branches, Parallel};
pub(crate) use pass::Pass;
pub(crate) use recovery::Recovery;
pub(crate) use task::{Attempt, Task};
pub(crate) use wait::Wait;

use crate::branch::{Activity, Branch, Step};
use crate::failure::Failure;
use crate::machine::{CompiledState, Place, Target};
use crate::run::Run;
use crate::signal::Signal;

/// The part of a state that its kind decides.
#[derive(Debug)]
pub(crate) enum Work {
    Task(Box<Task>),
    Parallel(Parallel),
    Map(Box<Map>),
    Choice(Choice),
    Pass(Pass),
    Wait(Wait),
    Succeed,
    Fail(Fail),
}

impl Work {
    pub(crate) fn compile(kind: &StateKind, name: &str, place: &Place) -> Result<Work, Problem> {
        Ok(match kind {
            StateKind::Task(it) => Work::Task(Box::new(Task::compile(it, place)?)),
            StateKind::Parallel(it) => Work::Parallel(Parallel::compile(it, place)?),
            StateKind::Map(it) => Work::Map(Box::new(Map::compile(it, name, place)?)),
            StateKind::Choice(it) => Work::Choice(Choice::compile(it, place)?),
            StateKind::Pass(it) => Work::Pass(Pass::compile(it, place)?),
            StateKind::Wait(it) => Work::Wait(Wait::compile(it, place)?),
            StateKind::Succeed(_) => Work::Succeed,
            StateKind::Fail(it) => Work::Fail(Fail::compile(it, place)?),
        })
    }

    /// Does what the state does when it has just been entered, or is tried again.
    pub(crate) fn begin(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        match self {
            Work::Task(it) => it.call(state, branch, run),
            Work::Parallel(it) => it.begin(state, branch, run),
            Work::Map(it) => it.begin(state, branch, run),
            Work::Choice(it) => it.choose(state, branch, run),
            Work::Pass(_) | Work::Succeed => branch.leave_with_input(state, run),
            Work::Wait(it) => it.wait(state, branch, run),
            Work::Fail(it) => it.fail(branch, run),
        }
    }

    /// Goes on with what has been waited for.
    pub(crate) fn resume(
        &self,
        activity: Activity,
        signal: Signal,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        match (activity, self) {
            (Activity::Call(attempt), Work::Task(task)) => task.resume(attempt, signal, state, branch, run),
            (Activity::Branches(branches), Work::Parallel(parallel)) => {
                parallel.resume(*branches, signal, state, branch, run)
            }
            (Activity::Iterations(it), Work::Map(map)) => map.resume_inline(*it, signal, state, branch, run),
            (Activity::MapRun(it), Work::Map(map)) => map.resume_run(*it, signal, state, branch, run),
            (Activity::Backoff(_), work) => work.begin(state, branch, run),
            (Activity::Wait(_), _) => branch.leave_with_input(state, run),
            // A state does not wait for what another kind of state would.
            (
                activity @ (Activity::Idle
                | Activity::Call(_)
                | Activity::Branches(_)
                | Activity::Iterations(_)
                | Activity::MapRun(_)),
                _,
            ) => Ok(Step::Park(activity)),
        }
    }

    /// Tries again, or goes to where the failure is caught; gives it back when the state does neither.
    pub(crate) fn recover(
        &self,
        failure: Failure,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        match self {
            Work::Task(it) => it.recover(failure, branch, run),
            Work::Parallel(it) => it.recover(failure, state, branch, run),
            Work::Map(it) => it.recover(failure, state, branch, run),
            Work::Choice(_) | Work::Pass(_) | Work::Wait(_) | Work::Succeed | Work::Fail(_) => Err(failure),
        }
    }

    /// Where the state leads when all goes well, for those kinds that say so themselves.
    pub(crate) fn target(&self) -> Target {
        match self {
            Work::Task(task) => task.to,
            Work::Map(map) => map.to,
            Work::Parallel(Parallel { to, .. }) | Work::Pass(Pass { to }) | Work::Wait(Wait { to, .. }) => *to,
            Work::Choice(_) | Work::Succeed | Work::Fail(_) => Target::End,
        }
    }
}
