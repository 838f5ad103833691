//! How often a counting loop turns: what a `for` over a range becomes when both ends are known.

use std::collections::{BTreeSet, HashMap};

use asl::{Assign, Branch, State, StateKind, jsonata_in};
use serde_json::Value;

/// Who sets which variable of a branch to what.
pub(super) struct Counts<'m> {
    branch: &'m Branch,
    sets: HashMap<&'m str, Vec<(&'m str, &'m Value)>>,
}

impl<'m> Counts<'m> {
    pub(super) fn of(branch: &'m Branch) -> Counts<'m> {
        let mut sets: HashMap<_, Vec<_>> = HashMap::new();
        for (state, assign) in branch
            .states
            .iter()
            .flat_map(|(name, state)| assigns(state).map(move |it| (name, it)))
        {
            for (variable, value) in assign {
                sets.entry(variable.as_str()).or_default().push((state.as_str(), value));
            }
        }
        Counts { branch, sets }
    }

    /// How often the loop with this head turns before it is left by its head; `None` where that is not known before the
    /// execution.
    ///
    /// A loop counts if its head is a Choice whose first rule is `$index < end` or `$index <= end`, if within the loop the
    /// index is never set but to `$index + 1`, and outside only to a number. These are the names and the form that the
    /// lowering gives; each `for` has an index of its own.
    pub(super) fn turns(&self, within: &BTreeSet<&str>, head: &str) -> Option<u64> {
        let StateKind::Choice(choice) = &self.branch.states.get(head)?.kind else {
            return None;
        };
        let (index, end) = condition(&choice.choices.first()?.condition)?;
        let next = format!("${index} + 1");
        let mut start: Option<i64> = None;
        let mut counts = false;
        for (state, value) in self.sets.get(index)? {
            if within.contains(state) && is_expression(value, &next) {
                counts = true;
            } else {
                let literal = value.as_i64()?;
                start = Some(start.map_or(literal, |known| known.min(literal)));
            }
        }
        let turns = end.saturating_sub(start?).max(0);
        counts.then_some(turns.unsigned_abs())
    }
}

/// The index of `$index < end`, and the first number that it does not reach.
fn condition(text: &str) -> Option<(&str, i64)> {
    let jsonata = jsonata_in(text)?.strip_prefix('$')?;
    let (index, end) = match jsonata.split_once(" <= ") {
        Some((index, end)) => (index, end.parse::<i64>().ok()?.checked_add(1)?),
        None => {
            let (index, end) = jsonata.split_once(" < ")?;
            (index, end.parse().ok()?)
        }
    };
    let is_name = index.chars().all(|it| it.is_alphanumeric() || it == '_');
    is_name.then_some((index, end))
}

fn is_expression(value: &Value, jsonata: &str) -> bool {
    value.as_str().and_then(jsonata_in) == Some(jsonata)
}

/// Everything that a state sets, by whichever exit.
pub(super) fn assigns(state: &State) -> impl Iterator<Item = &Assign> {
    let rules = match &state.kind {
        StateKind::Choice(choice) => choice.choices.as_slice(),
        StateKind::Task(_)
        | StateKind::Parallel(_)
        | StateKind::Map(_)
        | StateKind::Pass(_)
        | StateKind::Wait(_)
        | StateKind::Succeed(_)
        | StateKind::Fail(_) => &[],
    };
    let catchers = match &state.kind {
        StateKind::Task(task) => task.catch.as_slice(),
        StateKind::Parallel(parallel) => &parallel.catch,
        StateKind::Map(map) => &map.catch,
        StateKind::Choice(_) | StateKind::Pass(_) | StateKind::Wait(_) | StateKind::Succeed(_) | StateKind::Fail(_) => {
            &[]
        }
    };
    let rules = rules.iter().map(|rule| &rule.assign);
    let catchers = catchers.iter().map(|catcher| &catcher.assign);
    std::iter::once(&state.assign).chain(rules).chain(catchers)
}
