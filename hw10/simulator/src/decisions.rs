//! Who is next, where several could be: by chance, or as a script says that goes through every possibility.

use std::collections::HashSet;

use fastrand::Rng;

/// What decides about the order of things.
#[derive(Debug)]
pub(crate) enum Decisions {
    /// A seed.
    Chance(Rng),
    /// Choices made before; after them, always the first.
    Script(Script),
}

/// The choices of one run: which, out of how many.
#[derive(Debug, Default)]
pub(crate) struct Script {
    given: Vec<usize>,
    taken: Vec<(usize, usize)>,
    /// The states that were reached so far, by whatever order.
    seen: HashSet<u64>,
}

impl Decisions {
    /// Choices by chance.
    pub(crate) fn seeded(rng: Rng) -> Decisions {
        Decisions::Chance(rng)
    }

    /// These choices first.
    pub(crate) fn script(given: Vec<usize>) -> Decisions {
        Decisions::Script(Script {
            given,
            ..Script::default()
        })
    }

    /// The first script of all.
    pub(crate) fn first_script() -> Decisions {
        Decisions::Script(Script::default())
    }

    /// Whether a script goes on from a state: it does not from one that was there before, where every possibility has
    /// been, or is being, gone through. On the way that it repeats, each was there before.
    pub(crate) fn is_new(&mut self, state: u64) -> bool {
        match self {
            Decisions::Script(script) if script.taken.len() >= script.given.len() => script.seen.insert(state),
            Decisions::Script(_) | Decisions::Chance(_) => true,
        }
    }

    /// How many states were reached.
    pub(crate) fn states(&self) -> u64 {
        match self {
            Decisions::Script(script) => script.seen.len() as u64,
            Decisions::Chance(_) => 0,
        }
    }

    /// The choices that led to where a script has come.
    pub(crate) fn taken(&self) -> Vec<usize> {
        match self {
            Decisions::Script(script) => script.taken.iter().map(|(choice, _)| *choice).collect(),
            Decisions::Chance(_) => Vec::new(),
        }
    }

    pub(crate) fn is_script(&self) -> bool {
        matches!(self, Decisions::Script(_))
    }

    /// One of so many possibilities that differ.
    pub(crate) fn choose(&mut self, possibilities: usize) -> usize {
        match self {
            Decisions::Chance(rng) => rng.usize(..possibilities),
            Decisions::Script(script) => script.choose(possibilities),
        }
    }

    /// Which of the tasks that can go on goes on. In a script it is the first: what tasks do to each other passes the
    /// gate, so their order in between changes nothing.
    pub(crate) fn order(&mut self, ready: usize) -> usize {
        match self {
            Decisions::Chance(rng) if ready > 1 => rng.usize(..ready),
            Decisions::Chance(_) | Decisions::Script(_) => 0,
        }
    }

    /// The next script in depth-first order; `None` after the last.
    pub(crate) fn next_script(self) -> Option<Decisions> {
        let Decisions::Script(Script { mut taken, seen, .. }) = self else {
            return None;
        };
        while let Some((choice, possibilities)) = taken.pop() {
            if choice + 1 < possibilities {
                let mut given: Vec<_> = taken.into_iter().map(|(choice, _)| choice).collect();
                given.push(choice + 1);
                let taken = Vec::new();
                return Some(Decisions::Script(Script { given, taken, seen }));
            }
        }
        None
    }
}

impl Script {
    fn choose(&mut self, possibilities: usize) -> usize {
        if possibilities < 2 {
            return 0;
        }
        let choice = self.given.get(self.taken.len()).copied().unwrap_or(0);
        self.taken.push((choice, possibilities));
        choice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_go_through_every_possibility_once() {
        let mut seen = Vec::new();
        let mut script = Some(Decisions::first_script());
        while let Some(mut decisions) = script {
            let first = decisions.choose(2);
            let second = if first == 0 { decisions.choose(3) } else { 9 };
            seen.push((first, second));
            script = decisions.next_script();
        }
        assert_eq!(seen, [(0, 0), (0, 1), (0, 2), (1, 9)]);
    }

    #[test]
    fn a_state_is_new_once_but_on_the_way_that_is_repeated() {
        let mut decisions = Decisions::first_script();
        assert!(decisions.is_new(7));
        assert!(!decisions.is_new(7));
        decisions.choose(2);
        let mut next = decisions.next_script().expect("there is another choice");
        assert!(next.is_new(7), "it is repeated");
        next.choose(2);
        assert!(!next.is_new(7));
        assert_eq!(next.states(), 1);
    }
}
