//! The world's time in the SDK's own terms: a clock that may be wrong by a little, and a sleeper.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;

use crate::world::World;

/// When every simulation begins, in seconds since 1970: 2026-09-21.
const BEGINNING_SECONDS: u64 = 1_790_000_000;

/// A computer's clock.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) world: World,
    /// By how much it is ahead.
    pub(crate) ahead_milliseconds: u64,
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        let since = Duration::from_micros(self.world.now()) + Duration::from_millis(self.ahead_milliseconds);
        UNIX_EPOCH + Duration::from_secs(BEGINNING_SECONDS) + since
    }
}

/// Where every order is gone through, whoever pauses for less than this does not pause: what it does next waits for its
/// turn anyway. The pauses of the steps and of the SDK are shorter, their timeouts longer.
const PAUSE_MAX: Duration = Duration::from_millis(500);

/// Sleeps in virtual time.
#[derive(Debug, Clone)]
pub(crate) struct Sleeper(pub(crate) World);

impl AsyncSleep for Sleeper {
    fn sleep(&self, duration: Duration) -> Sleep {
        let is_skipped = duration < PAUSE_MAX && self.0.is_exhaustive();
        let duration = if is_skipped { Duration::ZERO } else { duration };
        Sleep::new(self.0.sleep(microseconds(duration)))
    }
}

pub(crate) fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
