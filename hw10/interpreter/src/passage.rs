//! By which way states were left: what a test needs that says which of a machine's transitions it has seen. The history
//! does not tell two rules of a Choice apart that lead to the same state.

use std::sync::Arc;

/// A state that was left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// The state.
    pub state: Arc<str>,
    /// By which way.
    pub way: Way,
}

/// The ways out of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// As the state itself says: by `Next`, `End`, or the `Default` of a Choice.
    Own,
    /// By this rule of a Choice, the first being 0.
    Rule(usize),
    /// By this catcher, the first being 0.
    Catch(usize),
    /// By none: it failed, and nothing caught that.
    Failed,
}
