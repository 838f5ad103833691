//! One thing that is wrong with a document, and where.

use std::fmt;

/// Something in a document that Step Functions would refuse, or that cannot be run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: a JSON pointer into the document (RFC 6901), empty for the document itself.
    pub pointer: String,
    /// What is wrong and what to do about it, in a sentence.
    pub message: String,
}

impl Problem {
    /// A problem at that place.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem {
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{place}: {}", self.message)
    }
}

impl std::error::Error for Problem {}

/// The pointer to a field or an item of what the first pointer points to.
pub(crate) fn below(pointer: &str, name: impl fmt::Display) -> String {
    let name = name.to_string().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{name}")
}
