//! The variables that a state assigns, on whatever way out.

use crate::model::{Assign, State, StateKind};

pub(super) fn assigned(state: &State) -> impl Iterator<Item = &str> {
    assigns(state).into_iter().flat_map(|it| it.keys().map(String::as_str))
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
