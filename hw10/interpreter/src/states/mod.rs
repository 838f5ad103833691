//! What each kind of state does. One file a kind; a new kind is a file, a variant of [`Work`], and the matches that
//! the compiler then asks for.

mod choice;
mod fail;
mod pass;
mod task;
mod wait;

use asl::{Problem, StateKind};

pub(crate) use choice::Choice;
pub(crate) use fail::Fail;
pub(crate) use pass::Pass;
pub(crate) use task::{Attempt, Task};
pub(crate) use wait::Wait;

use crate::branch::{Branch, Step};
use crate::failure::Failure;
use crate::machine::{CompiledState, Place, Target};
use crate::run::Run;

/// The part of a state that its kind decides.
#[derive(Debug)]
pub(crate) enum Work {
    Task(Task),
    Choice(Choice),
    Pass(Pass),
    Wait(Wait),
    Succeed,
    Fail(Fail),
}

impl Work {
    pub(crate) fn compile(kind: &StateKind, place: &Place) -> Result<Work, Problem> {
        Ok(match kind {
            StateKind::Task(it) => Work::Task(Task::compile(it, place)?),
            StateKind::Parallel(_) | StateKind::Map(_) => {
                return Err(place.problem("Type", format!("{} states cannot be run yet", kind.name())));
            }
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
            Work::Choice(it) => it.choose(state, branch, run),
            Work::Pass(_) | Work::Succeed => branch.leave_with_input(state, run),
            Work::Wait(it) => it.wait(state, branch, run),
            Work::Fail(it) => it.fail(branch, run),
        }
    }

    /// Where the state leads when all goes well, for those kinds that say so themselves.
    pub(crate) fn target(&self) -> Target {
        match self {
            Work::Task(Task { to, .. }) | Work::Pass(Pass { to }) | Work::Wait(Wait { to, .. }) => *to,
            Work::Choice(_) | Work::Succeed | Work::Fail(_) => Target::End,
        }
    }
}
