//! Which states and transitions of a machine were seen. A transition is a way out of a state: its `Next` or `End`, a rule or
//! the `Default` of a Choice, a catcher; also of states within a Parallel or a Map.

use std::collections::BTreeSet;
use std::fmt;

use asl::{Branch, StateKind};
use interpreter::{Machine, Passage, Way};

/// States, and ways out of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By name; no two states of a machine have the same.
    pub states: BTreeSet<String>,
    /// The state, and the way out of it.
    pub transitions: BTreeSet<(String, Way)>,
}

impl Coverage {
    /// All that there are.
    pub fn all(machine: &Machine) -> Coverage {
        let mut all = Coverage::default();
        all.gather(&machine.definition().branch);
        all
    }

    fn gather(&mut self, branch: &Branch) {
        for (name, state) in &branch.states {
            self.states.insert(name.clone());
            let ways = ways(&state.kind).into_iter().map(|way| (name.clone(), way));
            self.transitions.extend(ways);
            state.kind.branches().iter().for_each(|inner| self.gather(inner));
        }
    }

    /// Adds what a run came by.
    pub fn add(&mut self, passages: &[Passage]) {
        for Passage { state, way } in passages {
            self.states.insert(state.to_string());
            if *way != Way::Failed {
                self.transitions.insert((state.to_string(), *way));
            }
        }
    }

    /// What is here and not there, each as `State` or `State: way`.
    pub fn without(&self, seen: &Coverage) -> Vec<String> {
        let states = self.states.difference(&seen.states).cloned();
        let transitions = self.transitions.difference(&seen.transitions);
        states
            .chain(transitions.map(|(state, way)| format!("{state}: {way:?}")))
            .collect()
    }

    /// The figures, of all that there are.
    pub fn figures(&self, all: &Coverage) -> impl fmt::Display + use<> {
        let seen_transitions = self.transitions.intersection(&all.transitions).count();
        format!(
            "states {}/{}, transitions {seen_transitions}/{}",
            self.states.intersection(&all.states).count(),
            all.states.len(),
            all.transitions.len(),
        )
    }
}

fn ways(kind: &StateKind) -> Vec<Way> {
    match kind {
        StateKind::Task(task) => with_catchers(task.catch.len()),
        StateKind::Parallel(parallel) => with_catchers(parallel.catch.len()),
        StateKind::Map(map) => with_catchers(map.catch.len()),
        StateKind::Choice(choice) => {
            let rules = (0..choice.choices.len()).map(Way::Rule);
            rules.chain(choice.default.is_some().then_some(Way::Own)).collect()
        }
        StateKind::Pass(_) | StateKind::Wait(_) => vec![Way::Own],
        // It ends the execution, and leads nowhere. `Own` is how it is left.
        StateKind::Succeed(_) | StateKind::Fail(_) => Vec::new(),
    }
}

fn with_catchers(count: usize) -> Vec<Way> {
    std::iter::once(Way::Own).chain((0..count).map(Way::Catch)).collect()
}
