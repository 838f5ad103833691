//! What the steps take from the world beside the store: the time, pauses, chance. All of it can be replaced.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;

/// The clock, the sleeper and the chance that [`Dynamo`](crate::Dynamo) uses, in the SDK's own terms.
///
/// The default is the system's clock, tokio's timer and a seed of its own. A simulator gives its virtual time to the
/// steps and to the SDK's client alike.
///
/// ```
/// use aws_smithy_async::time::{SharedTimeSource, StaticTimeSource};
/// use steps::{Random, Surroundings};
///
/// let surroundings = Surroundings {
///     clock: SharedTimeSource::new(StaticTimeSource::from_secs(1_790_000_000)),
///     random: Random::seeded(7),
///     ..Surroundings::default()
/// };
/// # drop(surroundings);
/// ```
#[derive(Debug)]
pub struct Surroundings {
    /// Says when a transaction is posted.
    pub clock: SharedTimeSource,
    /// Waits between two attempts.
    pub sleep: SharedAsyncSleep,
    /// Decides how long.
    pub random: Random,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        Surroundings {
            clock: SharedTimeSource::default(),
            sleep: SharedAsyncSleep::new(TokioSleep::new()),
            random: Random::default(),
        }
    }
}

/// A source of chance: by default another one each time, or one that a seed repeats.
#[derive(Default)]
pub struct Random(Mutex<fastrand::Rng>);

impl Random {
    /// The chance that this seed gives, always the same.
    pub fn seeded(seed: u64) -> Random {
        Random(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// Any duration up to `longest`.
    pub(crate) fn up_to(&self, longest: Duration) -> Duration {
        let microseconds = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Duration::from_micros(rng.u64(0..=microseconds))
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Random")
    }
}
