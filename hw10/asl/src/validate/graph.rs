//! Judges how the states of a branch lead to each other: targets that exist, states that are reached, an end.

use std::collections::HashSet;

use serde_json::Value;

use super::place::Place;
use super::rules::transitions;
use super::{Fields, Validator};

impl Validator<'_> {
    pub(super) fn graph(&mut self, states: &Fields, start: Option<&str>, place: &Place) {
        if let Some(start) = start.filter(|it| !it.is_empty()) {
            self.target(states, start, &place.field("StartAt"));
        }
        let states_place = place.field("States");
        for (name, state) in states {
            for (target, place) in targets(state, &states_place.field(name)) {
                self.target(states, target, &place);
            }
        }
        let has_end = states.is_empty() || states.values().any(is_end);
        let is_outermost = place.pointer().is_empty();
        // From a peer: AWS asks for an end in the outermost states, and then for nothing more.
        match (has_end, is_outermost) {
            (false, true) => {
                let message = "no state ends the execution; let one be a Succeed, a Fail, or have `\"End\": true`";
                self.report(&transitions::NO_END, place, message);
            }
            (false, false) => {
                let message = "no state ends the branch; let one be a Succeed, a Fail, or have `\"End\": true`";
                self.report(&transitions::NO_END_WITHIN, place, message);
                self.unreached(states, start, &states_place);
            }
            (true, _) => self.unreached(states, start, &states_place),
        }
    }

    fn target(&mut self, states: &Fields, target: &str, place: &Place) {
        if !states.contains_key(target) {
            let message = format!("there is no state named {target:?} among those beside it");
            self.report(&transitions::MISSING_TARGET, place, message);
        }
    }

    /// Where the start itself is missing, that is what is wrong, and not every state.
    fn unreached(&mut self, states: &Fields, start: Option<&str>, place: &Place) {
        let Some(start) = start.filter(|it| states.contains_key(*it)) else {
            return;
        };
        let reached = reached(states, start);
        for name in states.keys().filter(|it| !reached.contains(it.as_str())) {
            let message = "no state leads here; name it in a `Next`, or remove it";
            self.report(&transitions::UNREACHABLE, &place.field(name), message);
        }
    }
}

fn is_end(state: &Value) -> bool {
    let is_terminal = matches!(state["Type"].as_str(), Some("Succeed" | "Fail"));
    is_terminal || state["End"] == true
}

/// The names that a state leads to, each where it stands.
fn targets<'a>(state: &'a Value, place: &Place) -> Vec<(&'a str, Place)> {
    let own = ["Next", "Default"].into_iter();
    let mut targets: Vec<_> = own
        .filter_map(|it| Some((state.get(it)?.as_str()?, place.field(it))))
        .collect();
    for list in ["Choices", "Catch"] {
        let items = state.get(list).and_then(Value::as_array).into_iter().flatten();
        targets.extend(items.enumerate().filter_map(|(index, item)| {
            let target = item.get("Next")?.as_str()?;
            Some((target, place.field(list).item(index).field("Next")))
        }));
    }
    targets
}

fn reached<'a>(states: &'a Fields, start: &'a str) -> HashSet<&'a str> {
    let mut reached = HashSet::new();
    let mut open = vec![start];
    while let Some(name) = open.pop() {
        if let Some(state) = states.get(name)
            && reached.insert(name)
        {
            open.extend(targets(state, &Place::default()).into_iter().map(|(target, _)| target));
        }
    }
    reached
}
