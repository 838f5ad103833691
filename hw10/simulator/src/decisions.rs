//! Who is next, where several could be: by chance, or as a script says that goes through every possibility.

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
}

impl Decisions {
    /// Choices by chance.
    pub(crate) fn seeded(rng: Rng) -> Decisions {
        Decisions::Chance(rng)
    }

    /// These choices first.
    pub(crate) fn script(given: Vec<usize>) -> Decisions {
        let taken = Vec::new();
        Decisions::Script(Script { given, taken })
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
    pub(crate) fn next_script(self) -> Option<Vec<usize>> {
        let Decisions::Script(Script { mut taken, .. }) = self else {
            return None;
        };
        while let Some((choice, possibilities)) = taken.pop() {
            if choice + 1 < possibilities {
                taken.push((choice + 1, possibilities));
                return Some(taken.into_iter().map(|(choice, _)| choice).collect());
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
        let mut script = Some(Vec::new());
        while let Some(given) = script {
            let mut decisions = Decisions::script(given);
            let first = decisions.choose(2);
            let second = if first == 0 { decisions.choose(3) } else { 9 };
            seen.push((first, second));
            script = decisions.next_script();
        }
        assert_eq!(seen, [(0, 0), (0, 1), (0, 2), (1, 9)]);
    }
}
