//! Whether every value of one JSON Schema is one that another accepts, and if not, a value that shows it.
//!
//! Decides the schemas that the generator writes: objects, tagged unions, enums, lists, maps, and texts and numbers with
//! their limits, 2020-12. A pattern is compared with another by their automata. What it cannot decide it says so, and
//! never guesses. Knows nothing of workflows.

mod include;
mod keywords;
mod numbers;
mod sample;
mod shape;
#[cfg(test)]
mod tests;
mod texts;
mod valid;

use serde_json::Value;

use self::include::Inclusion;
use self::shape::Document;

/// A value that one side may send and the other refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// The value.
    pub value: Value,
    /// Where in it the other side objects: a JSON pointer (RFC 6901), empty for the value itself.
    pub pointer: String,
    /// What the other side says of that place, as a sentence without subject: `is required`.
    pub reason: String,
}

/// Why it could not be told whether one schema's values are the other's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it could not be told, and so counts as refused: {reason}")]
pub(crate) struct Undecided {
    reason: String,
}

impl Undecided {
    fn new(reason: impl Into<String>) -> Undecided {
        Undecided { reason: reason.into() }
    }
}

/// Who writes the values of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// serde, or a state machine, which writes the fields of a type and no others.
    Typed,
    /// A client, which may send more fields than a type has, where that is allowed.
    Anyone,
}

/// Each place at which `receiver` refuses a value that `sender` may send, with a value that shows it. Empty: it accepts
/// every one.
pub(crate) fn refusals(sender: &Value, receiver: &Value, who: Sender) -> Result<Vec<Counterexample>, Undecided> {
    let (sender, receiver) = (Document::new(sender), Document::new(receiver));
    let mut found = Inclusion::new(&sender, &receiver, who).check(&sender.root(), &receiver.root())?;
    let mut places = std::collections::HashSet::new();
    found.retain(|it| places.insert(it.pointer.clone()));
    Ok(found)
}
