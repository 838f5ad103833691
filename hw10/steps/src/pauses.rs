//! How often a posting is tried when others want the same account, and how long it waits in between.

use std::time::Duration;

use crate::surroundings::Random;

/// A posting is tried so often. All pauses together stay below half of a step's timeout.
pub(crate) const ATTEMPTS_MAX: u32 = 12;

const FIRST: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_millis(400);

/// The pause before an attempt, if it is not the first, which is 0.
///
/// Full jitter, as in <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>: whoever lost one
/// race at the same time shall not meet again in the next.
pub(crate) fn pause_before(attempt: u32, random: &Random) -> Option<Duration> {
    let conflicts_before = attempt.checked_sub(1)?;
    Some(random.up_to(ceiling(conflicts_before)))
}

fn ceiling(conflicts_before: u32) -> Duration {
    FIRST
        .saturating_mul(2_u32.saturating_pow(conflicts_before))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_ceiling_and_end_well_within_a_steps_timeout() {
        let ceilings: Vec<u128> = (1..ATTEMPTS_MAX)
            .map(|attempt| ceiling(attempt - 1).as_millis())
            .collect();
        assert_eq!(ceilings, [5, 10, 20, 40, 80, 160, 320, 400, 400, 400, 400]);
        assert!(ceilings.iter().sum::<u128>() < 2_500);
    }

    #[test]
    fn a_seed_repeats_its_pauses_and_none_is_above_its_ceiling() {
        let pauses = |seed| {
            let random = Random::seeded(seed);
            let pauses = (0..ATTEMPTS_MAX).map(|attempt| pause_before(attempt, &random));
            pauses.collect::<Vec<_>>()
        };
        assert_eq!(pauses(1), pauses(1));
        assert_ne!(pauses(1), pauses(2));
        assert_eq!(pauses(3)[0], None, "the first attempt does not wait");
        for (conflicts_before, pause) in (0..).zip(pauses(3).into_iter().flatten()) {
            assert!(pause <= ceiling(conflicts_before));
        }
    }
}
