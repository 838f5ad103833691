//! A figure along a path: how much for certain, and what it grows by where nobody knows how often.

use std::cmp::Ordering;

/// How much a path, or a state of it, comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Figure {
    /// How much it comes to, what is unknown left out.
    pub(super) amount: u64,
    /// What is unknown about it.
    pub(super) open: Vec<Open>,
}

/// Something that nobody knows before the execution: how often a loop turns, how many items a Map has, how long a wait is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// The state where it stands.
    pub(super) state: String,
    /// What is unknown.
    pub(super) what: Unknown,
    /// What each turn, or each item, adds. Of a time that is unknown as a whole: 0.
    pub(super) each: u64,
}

/// What nobody knows before the execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// How often a loop turns.
    Turns,
    /// How many items a Map has.
    Items,
    /// How long a state takes.
    Time,
}

impl Figure {
    /// So much, and all is known.
    pub(super) fn of(amount: u64) -> Figure {
        Figure {
            amount,
            open: Vec::new(),
        }
    }

    /// Nothing for certain, and something unknown.
    pub(super) fn unknown(state: &str, what: Unknown, each: u64) -> Figure {
        let open = Open {
            state: state.to_owned(),
            what,
            each,
        };
        Figure {
            amount: 0,
            open: vec![open],
        }
    }

    /// Both together.
    pub(super) fn plus(mut self, other: &Figure) -> Figure {
        self.amount = self.amount.saturating_add(other.amount);
        for open in &other.open {
            if !self.open.contains(open) {
                self.open.push(open.clone());
            }
        }
        self
    }

    /// So many times as much.
    pub(super) fn times(mut self, times: u64) -> Figure {
        self.amount = self.amount.saturating_mul(times);
        self
    }

    /// Which is more: what is unknown is more than what is known.
    pub(super) fn compare(&self, other: &Figure) -> Ordering {
        let key = |it: &Figure| (!it.open.is_empty(), it.amount);
        key(self).cmp(&key(other))
    }
}
