//! Where in a document something stands, in the two ways of saying it: as a JSON pointer, and as AWS's messages do.

use std::fmt;

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Place {
    pointer: String,
    location: String,
}

impl Place {
    /// The field of the object that stands here.
    pub(crate) fn field(&self, name: &str) -> Place {
        Place {
            pointer: crate::problem::below(&self.pointer, name),
            location: format!("{}/{name}", self.location),
        }
    }

    /// The item of the list that stands here.
    pub(crate) fn item(&self, index: usize) -> Place {
        Place {
            pointer: crate::problem::below(&self.pointer, index),
            location: format!("{}[{index}]", self.location),
        }
    }

    /// As a JSON pointer (RFC 6901), empty for the document itself.
    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// As AWS writes it: `/States/Pick/Choices[0]/Next`, `/` for the document itself.
    pub(crate) fn location(&self) -> &str {
        if self.location.is_empty() { "/" } else { &self.location }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.location())
    }
}
