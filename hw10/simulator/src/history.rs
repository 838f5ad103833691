//! What happened in a run, line by line, and the digest by which two runs are compared.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A history: its digest always, its lines on request.
#[derive(Debug, Default)]
pub(crate) struct History {
    lines: Option<Vec<String>>,
    digest: DefaultHasher,
    events: u64,
}

impl History {
    /// A history that keeps its lines.
    pub(crate) fn kept() -> History {
        History {
            lines: Some(Vec::new()),
            ..History::default()
        }
    }

    pub(crate) fn add(&mut self, microseconds: u64, line: fmt::Arguments<'_>) {
        let line = line.to_string();
        (microseconds, &line).hash(&mut self.digest);
        self.events += 1;
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>12.6} {line}", microseconds as f64 / 1e6));
        }
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest.finish()
    }

    pub(crate) fn events(&self) -> u64 {
        self.events
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines.unwrap_or_default()
    }
}
