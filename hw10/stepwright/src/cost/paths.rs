//! The paths through a machine: how each ends, and which states it goes through. No transition is taken twice on one path:
//! a loop is gone through once.

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

/// The paths through a branch. `failing` says how a call fails that nobody catches: in words, if at all.
pub(super) fn paths<'m>(
    branch: &'m Branch,
    room: usize,
    failing: &dyn Fn(&'m str, &'m State) -> Option<String>,
) -> Paths<'m> {
    let mut walk = Walk {
        branch,
        room,
        failing,
        found: Paths {
            paths: Vec::new(),
            more: false,
        },
        states: Vec::new(),
        taken: Vec::new(),
    };
    walk.on(&branch.start_at);
    walk.found
}

struct Walk<'m, 'f> {
    branch: &'m Branch,
    room: usize,
    failing: &'f dyn Fn(&'m str, &'m State) -> Option<String>,
    found: Paths<'m>,
    states: Vec<&'m str>,
    taken: Vec<(&'m str, &'m str)>,
}

impl<'m> Walk<'m, '_> {
    fn on(&mut self, name: &str) {
        let Some((name, state)) = self.branch.states.get_key_value(name) else {
            return;
        };
        if self.found.paths.len() == self.room {
            self.found.more = true;
            return;
        }
        self.states.push(name);
        for next in nexts(state) {
            match next {
                Some(next) => self.over(name, next),
                None => self.end(End::Succeeds),
            }
        }
        if let StateKind::Fail(fail) = &state.kind {
            let known = fail.error.as_deref().filter(|error| jsonata_in(error).is_none());
            self.end(End::Fails(known.unwrap_or("what was caught").to_owned()));
        }
        if let Some(errors) = (self.failing)(name, state) {
            self.end(End::Fails(errors));
        }
        self.states.pop();
    }

    fn over(&mut self, from: &'m str, to: &'m str) {
        if self.taken.contains(&(from, to)) {
            return;
        }
        self.taken.push((from, to));
        self.on(to);
        self.taken.pop();
    }

    fn end(&mut self, end: End) {
        if self.found.paths.len() == self.room {
            self.found.more = true;
            return;
        }
        let mut seen = Vec::new();
        let loops = self.states.iter().any(|name| {
            let again = seen.contains(name);
            seen.push(*name);
            again
        });
        self.found.paths.push(Path {
            states: self.states.clone(),
            end,
            loops,
        });
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
