//! What runs at the same time on behalf of one state: the branches of a Parallel, the items of a Map.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::run::Run;
use crate::signal::Signal;

/// One of several that run at the same time.
pub(crate) trait Line {
    /// Whether the signal is for it.
    fn awaits(&self, signal: &Signal) -> bool;

    /// The time at which it must be woken.
    fn deadline(&self) -> Option<Timestamp>;

    /// Ends it before its time, because another has failed.
    fn abort(&mut self, run: &mut Run);

    /// Lets go of what it has asked for, and says nothing about it.
    fn cancel(&mut self, run: &mut Run);
}

/// Those that have not ended, by their places.
#[derive(Debug)]
pub(crate) struct Lines<L>(BTreeMap<usize, L>);

impl<L: Line> Lines<L> {
    pub(crate) fn new() -> Lines<L> {
        Lines(BTreeMap::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn put(&mut self, place: usize, line: L) {
        self.0.insert(place, line);
    }

    pub(crate) fn awaits(&self, signal: &Signal) -> bool {
        self.0.values().any(|it| it.awaits(signal))
    }

    /// Takes out the first that the signal is for.
    pub(crate) fn take(&mut self, signal: &Signal) -> Option<(usize, L)> {
        let mut lines = self.0.iter();
        let place = lines.find(|(_, it)| it.awaits(signal)).map(|(place, _)| *place)?;
        self.0.remove_entry(&place)
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.0.values().filter_map(Line::deadline).min()
    }

    pub(crate) fn abort(&mut self, run: &mut Run) {
        for line in self.0.values_mut() {
            line.abort(run);
        }
        self.0.clear();
    }

    pub(crate) fn cancel(&mut self, run: &mut Run) {
        for line in self.0.values_mut() {
            line.cancel(run);
        }
        self.0.clear();
    }
}
