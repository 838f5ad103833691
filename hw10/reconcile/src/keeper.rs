//! When the progress of an audit is written down: often, and never most of the time.

use std::time::{Duration, Instant};

use reconcile::{Audit, StateError, StateFile};

/// Reading takes at least so many times as long as keeping what was read: the file grows with the number of accounts,
/// and a page of a large bank is often one account.
const READING_PER_KEEPING: u32 = 20;

/// Keeps the progress in a file, if one was named.
pub(crate) struct Keeper<'s> {
    state: Option<&'s StateFile>,
    kept_at: Instant,
    keeping_took: Duration,
    is_behind: bool,
}

impl<'s> Keeper<'s> {
    /// Has kept nothing yet: the first page is due.
    pub(crate) fn new(state: Option<&'s StateFile>) -> Keeper<'s> {
        Keeper {
            state,
            kept_at: Instant::now(),
            keeping_took: Duration::ZERO,
            is_behind: false,
        }
    }

    /// Keeps the progress that a page has made, unless that would take more than its share of the time.
    pub(crate) fn keep_if_due(&mut self, audit: &Audit) -> Result<(), StateError> {
        self.is_behind = true;
        if is_due(self.kept_at.elapsed(), self.keeping_took) {
            self.keep(audit)?;
        }
        Ok(())
    }

    /// Keeps the progress that has not been kept, if there is some.
    pub(crate) fn keep_rest(&mut self, audit: &Audit) -> Result<(), StateError> {
        if self.is_behind { self.keep(audit) } else { Ok(()) }
    }

    fn keep(&mut self, audit: &Audit) -> Result<(), StateError> {
        let Some(state) = self.state else { return Ok(()) };
        let begun = Instant::now();
        state.save(audit)?;
        self.kept_at = Instant::now();
        self.keeping_took = self.kept_at - begun;
        self.is_behind = false;
        Ok(())
    }
}

fn is_due(since_kept: Duration, keeping_took: Duration) -> bool {
    since_kept >= keeping_took * READING_PER_KEEPING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeping_waits_for_twenty_times_as_long_as_it_took_the_last_time() {
        let milliseconds = Duration::from_millis;
        assert!(is_due(Duration::ZERO, Duration::ZERO), "the first page");
        assert!(!is_due(milliseconds(1_999), milliseconds(100)));
        assert!(is_due(milliseconds(2_000), milliseconds(100)));
    }
}
