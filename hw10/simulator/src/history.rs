//! What happened in a run: a digest by which two runs are compared, and, on request, lines to be read by a person.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::chance::Site;

/// A history: its digest always, its lines on request.
#[derive(Debug, Default)]
pub(crate) struct History {
    lines: Option<Lines>,
    digest: DefaultHasher,
    events: u64,
}

#[derive(Debug, Default)]
struct Lines {
    texts: Vec<String>,
    /// What places are called.
    names: HashMap<Site, String>,
}

impl History {
    /// A history that keeps its lines.
    pub(crate) fn kept() -> History {
        History {
            lines: Some(Lines::default()),
            ..History::default()
        }
    }

    /// Calls a place by a name, below the name of another.
    pub(crate) fn name(&mut self, site: Site, below: Option<Site>, name: impl FnOnce() -> String) {
        let Some(Lines { names, .. }) = &mut self.lines else {
            return;
        };
        let above = below.and_then(|site| names.get(&site));
        let name = match above {
            Some(above) => format!("{above} {}", name()),
            None => name(),
        };
        names.insert(site, name);
    }

    /// Something happened there: what tells it from something else, and what a person reads.
    pub(crate) fn add(&mut self, microseconds: u64, site: Site, what: impl Hash, text: impl FnOnce() -> String) {
        (microseconds, site, what).hash(&mut self.digest);
        self.events += 1;
        if let Some(Lines { texts, names }) = &mut self.lines {
            let seconds = microseconds as f64 / 1e6;
            let name = names.get(&site).map_or("", String::as_str);
            texts.push(format!("{seconds:>12.6} s  {name:<28} {}", text()));
        }
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest.finish()
    }

    pub(crate) fn events(&self) -> u64 {
        self.events
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines.unwrap_or_default().texts
    }
}
