//! How long to wait before a task is tried again, and how often.

use asl::{JitterStrategy, Retrier};
use jiff::SignedDuration;
use jsonata::Randomness;

use crate::failure::Failure;

const INTERVAL_SECONDS: u64 = 1;
const MAX_ATTEMPTS: u64 = 3;
const BACKOFF_RATE: f64 = 2.0;

/// The longest delay that is ever needed; a larger one would not fit a timestamp.
const DELAY_SECONDS_MAX: f64 = 31_622_400.0;

/// The retries of one visit to a state: each retrier counts its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Retries {
    counts: Vec<u64>,
}

impl Retries {
    /// How many retries there have been, whatever the retrier: `$states.context.State.RetryCount`.
    pub(crate) fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The delay before the next attempt. The first retrier that the failure matches decides; when its attempts are
    /// used up, no other is asked.
    pub(crate) fn next_delay(
        &mut self,
        failure: &Failure,
        retriers: &[Retrier],
        randomness: &mut Randomness,
    ) -> Option<SignedDuration> {
        let (index, retrier) = failure.retrier(retriers)?;
        self.counts.resize(retriers.len(), 0);
        let used = self.counts[index];
        if used >= retrier.max_attempts.unwrap_or(MAX_ATTEMPTS) {
            return None;
        }
        self.counts[index] += 1;
        Some(delay(retrier, used, randomness))
    }
}

/// The interval, grown by the backoff rate once for each retry before, at most `MaxDelaySeconds`; with full jitter a
/// random share of that.
fn delay(retrier: &Retrier, retries_before: u64, randomness: &mut Randomness) -> SignedDuration {
    let interval = retrier.interval_seconds.unwrap_or(INTERVAL_SECONDS) as f64;
    let rate = retrier.backoff_rate.unwrap_or(BACKOFF_RATE);
    let grown = interval * rate.powf(retries_before as f64);
    let max = retrier.max_delay_seconds.map_or(DELAY_SECONDS_MAX, |it| it as f64);
    let capped = grown.min(max).min(DELAY_SECONDS_MAX);
    let seconds = match retrier.jitter_strategy {
        Some(JitterStrategy::Full) => capped * randomness.next_fraction(),
        Some(JitterStrategy::None) | None => capped,
    };
    SignedDuration::from_millis((seconds * 1000.0).round() as i64)
}
