//! The variables that the states of one scope assign, on whatever way out.

use crate::model::{Assign, Branch, State, StateKind};

pub(super) fn assigned(branch: &Branch) -> impl Iterator<Item = &str> {
    let assigns = branch.states.values().flat_map(assigns);
    assigns.flat_map(|it| it.keys().map(String::as_str))
}

fn assigns(state: &State) -> Vec<&Assign> {
    let (rules, catchers) = match &state.kind {
        StateKind::Choice(choice) => (choice.choices.as_slice(), [].as_slice()),
        StateKind::Task(task) => ([].as_slice(), task.catch.as_slice()),
        StateKind::Parallel(parallel) => ([].as_slice(), parallel.catch.as_slice()),
        StateKind::Map(map) => ([].as_slice(), map.catch.as_slice()),
        StateKind::Pass(_) | StateKind::Wait(_) | StateKind::Succeed(_) | StateKind::Fail(_) => {
            ([].as_slice(), [].as_slice())
        }
    };
    let own = std::iter::once(&state.assign);
    let chosen = rules.iter().map(|it| &it.assign);
    own.chain(chosen).chain(catchers.iter().map(|it| &it.assign)).collect()
}
