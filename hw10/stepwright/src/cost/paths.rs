//! The paths through a machine: how each ends, and which states it goes through. No transition is taken twice on one path:
//! a loop is gone through once.

use std::collections::HashSet;

use asl::{Branch, State, StateKind, Transition, jsonata_in};

/// A path through a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path<'m> {
    pub(super) states: Vec<&'m str>,
    pub(super) end: End,
    /// Whether it went through a loop.
    pub(super) loops: bool,
}

/// How a path ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Succeeds,
    /// With the error of that name: of a Fail, or of a call that nobody catches.
    Fails(String),
}

/// The paths that there is room for, and whether there are more.
pub(super) struct Paths<'m> {
    pub(super) paths: Vec<Path<'m>>,
    pub(super) more: bool,
}

/// How many states are gone through in search of paths, before it is said that there are more.
const STATES_VISITED_MAX: usize = 200_000;

/// How a call fails that nobody catches: in words, if at all.
pub(super) type Failing<'f> = &'f dyn Fn(&State) -> Option<String>;

/// The paths through a branch, as many as there is room for.
pub(super) fn paths<'m>(branch: &'m Branch, room: usize, failing: Failing<'_>) -> Paths<'m> {
    let mut walk = Walk {
        branch,
        failing,
        ways: Vec::new(),
        taken: HashSet::new(),
    };
    let mut found = Paths {
        paths: Vec::new(),
        more: false,
    };
    walk.enter(&branch.start_at);
    for _ in 0..STATES_VISITED_MAX {
        if walk.ways.is_empty() {
            return found;
        }
        if let Some(path) = walk.step() {
            if found.paths.len() == room {
                break;
            }
            found.paths.push(path);
        }
    }
    found.more = true;
    found
}

/// Depth first, with a stack of its own: a path may be longer than the machine's stack is deep.
struct Walk<'m, 'f> {
    branch: &'m Branch,
    failing: Failing<'f>,
    /// The states of the path so far, each with the ways out that are left.
    ways: Vec<(&'m str, std::vec::IntoIter<Way<'m>>)>,
    taken: HashSet<(&'m str, &'m str)>,
}

enum Way<'m> {
    To(&'m str),
    End(End),
}

impl<'m> Walk<'m, '_> {
    fn enter(&mut self, name: &str) {
        if let Some((name, state)) = self.branch.states.get_key_value(name) {
            let ways: Vec<_> = self.out_of(state);
            self.ways.push((name, ways.into_iter()));
        }
    }

    /// Goes on by the next way, or back by one state; a path, where it ends.
    fn step(&mut self) -> Option<Path<'m>> {
        let (name, ways) = self.ways.last_mut()?;
        let name = *name;
        match ways.next() {
            Some(Way::To(next)) => {
                if self.taken.insert((name, next)) {
                    self.enter(next);
                }
                None
            }
            Some(Way::End(end)) => Some(self.path(end)),
            None => {
                self.ways.pop();
                if let Some((before, _)) = self.ways.last() {
                    self.taken.remove(&(*before, name));
                }
                None
            }
        }
    }

    fn path(&self, end: End) -> Path<'m> {
        let states: Vec<_> = self.ways.iter().map(|(name, _)| *name).collect();
        let different: HashSet<_> = states.iter().collect();
        Path {
            loops: different.len() < states.len(),
            states,
            end,
        }
    }

    fn out_of(&self, state: &'m State) -> Vec<Way<'m>> {
        let nexts = nexts(state).into_iter();
        let nexts = nexts.map(|next| next.map_or(Way::End(End::Succeeds), Way::To));
        let fails = match &state.kind {
            StateKind::Fail(fail) => {
                let known = fail.error.as_deref().filter(|error| jsonata_in(error).is_none());
                Some(known.unwrap_or("what was caught").to_owned())
            }
            _ => (self.failing)(state),
        };
        nexts.chain(fails.map(|error| Way::End(End::Fails(error)))).collect()
    }
}

/// Where a state leads, catchers included; each place once. `None`: the branch has succeeded.
fn nexts(state: &State) -> Vec<Option<&str>> {
    let mut all: Vec<Option<&str>> = match &state.kind {
        StateKind::Task(it) => with_catchers(&it.transition, &it.catch),
        StateKind::Parallel(it) => with_catchers(&it.transition, &it.catch),
        StateKind::Map(it) => with_catchers(&it.transition, &it.catch),
        StateKind::Pass(it) => with_catchers(&it.transition, &[]),
        StateKind::Wait(it) => with_catchers(&it.transition, &[]),
        StateKind::Choice(it) => {
            let rules = it.choices.iter().map(|rule| Some(rule.next.as_str()));
            rules.chain(it.default.as_deref().map(Some)).collect()
        }
        StateKind::Succeed(_) => vec![None],
        StateKind::Fail(_) => vec![],
    };
    let mut once = Vec::new();
    all.retain(|next| {
        let new = !once.contains(next);
        once.push(*next);
        new
    });
    all
}

fn with_catchers<'m>(transition: &'m Transition, catchers: &'m [asl::Catcher]) -> Vec<Option<&'m str>> {
    let success = match transition {
        Transition::Next(next) => Some(next.as_str()),
        Transition::End => None,
    };
    let caught = catchers.iter().map(|catcher| Some(catcher.next.as_str()));
    [success].into_iter().chain(caught).collect()
}

#[cfg(test)]
mod tests {
    use asl::StateMachine;
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(states: Value, room: usize, expected: &[&str], more: bool) {
        let document = json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states });
        let machine = StateMachine::parse(&document.to_string()).expect("a state machine");
        let found = paths(&machine.branch, room, &|_| None);
        let said = |path: &Path<'_>| match &path.end {
            End::Succeeds => path.states.join(" "),
            End::Fails(error) => format!("{}: {error}", path.states.join(" ")),
        };
        assert_eq!(found.paths.iter().map(said).collect::<Vec<_>>(), expected);
        assert_eq!(found.more, more);
    }

    fn choice(first: &str, otherwise: &str) -> Value {
        json!({ "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": first }], "Default": otherwise })
    }

    #[test]
    fn each_way_is_a_path_and_a_fail_names_its_error() {
        let fail = json!({ "Type": "Fail", "Error": "No" });
        let states = json!({ "A": choice("B", "C"), "B": { "Type": "Succeed" }, "C": fail });
        check(states, 9, &["A B", "A C: No"], false);
    }

    #[test]
    fn a_loop_is_gone_through_once() {
        let body = json!({ "Type": "Pass", "Next": "A" });
        let states = json!({ "A": choice("B", "C"), "B": body, "C": { "Type": "Succeed" } });
        check(states, 9, &["A B A C", "A C"], false);
    }

    #[test]
    fn more_paths_than_there_is_room_for_are_said_to_be_there() {
        let states = json!({
            "A": choice("B", "C"), "B": choice("C", "D"), "C": choice("D", "D"), "D": { "Type": "Succeed" },
        });
        check(states.clone(), 2, &["A B C D", "A B D"], true);
        check(states, 3, &["A B C D", "A B D", "A C D"], false);
    }

    #[test]
    fn a_path_may_have_thousands_of_states() {
        let pass = |number: u32| {
            (
                format!("S{number}"),
                json!({ "Type": "Pass", "Next": format!("S{}", number + 1) }),
            )
        };
        let mut states: serde_json::Map<_, _> = (0..20_000).map(pass).collect();
        states.insert("A".to_owned(), json!({ "Type": "Pass", "Next": "S0" }));
        states.insert("S20000".to_owned(), json!({ "Type": "Succeed" }));
        let document = json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states });
        let machine = StateMachine::parse(&document.to_string()).expect("a state machine");
        assert_eq!(paths(&machine.branch, 9, &|_| None).paths[0].states.len(), 20_002);
    }
}
