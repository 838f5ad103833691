//! Waiting, and what time it is.

use std::time::Instant;

use stepwright::native::{Failure, Script, run};
use stepwright::platform::Timeout;
use stepwright::{PlatformFault, Timestamp, now, sleep, sleep_until};

use crate::shop::{Refused, block_on, moment, seconds, starting};

const YEAR: u64 = 365 * 86_400;

#[test]
fn a_years_sleep_takes_no_time() {
    let begun = Instant::now();
    let run = run(&starting("2026-01-01T00:00:00.000Z"), async {
        sleep(seconds(YEAR)).await;
        Ok::<Timestamp, Refused>(now())
    });
    assert_eq!(run.result, Ok(moment("2027-01-01T00:00:00.000Z")));
    assert_eq!(run.ended, moment("2027-01-01T00:00:00.000Z"));
    assert!(begun.elapsed() < seconds(5));
}

#[test]
fn one_sleeps_until_a_moment_that_is_to_come() {
    let run = run(&starting("2026-01-01T00:00:00.000Z"), async {
        sleep_until(moment("2026-03-01T12:00:00.500Z")).await;
        let first = now();
        sleep_until(moment("2025-01-01T00:00:00.000Z")).await;
        Ok::<(Timestamp, Timestamp), Refused>((first, now()))
    });
    let moment = moment("2026-03-01T12:00:00.500Z");
    assert_eq!(run.result, Ok((moment, moment)));
}

#[test]
fn an_execution_ends_after_a_year() {
    let run = run(&starting("2026-01-01T00:00:00.000Z"), async {
        loop {
            sleep(seconds(86_401)).await;
        }
        #[expect(unreachable_code, reason = "the type of what never ends")]
        Ok::<(), Refused>(())
    });
    assert!(matches!(
        run.result,
        Err(Failure::Platform(PlatformFault::Timeout(Timeout { .. })))
    ));
    assert_eq!(run.ended, moment("2027-01-01T00:00:00.000Z"));
}

#[test]
fn what_waits_for_nothing_is_stuck() {
    let run = run(&Script::new(), async {
        std::future::pending::<()>().await;
        Ok::<(), Refused>(())
    });
    assert_eq!(run.result, Err(Failure::Stuck { unanswered: 0 }));
}

#[test]
fn a_sleep_that_is_given_up_keeps_nobody_waiting() {
    let run = run(&Script::new(), async {
        let long = stepwright::try_join!(
            async {
                sleep(seconds(2 * YEAR)).await;
                Ok::<(), Refused>(())
            },
            async {
                sleep(seconds(1)).await;
                Err::<(), Refused>(crate::shop::refused("Ada"))
            }
        );
        assert!(long.is_err());
        std::future::pending::<()>().await;
        Ok::<(), Refused>(())
    });
    assert_eq!(run.result, Err(Failure::Stuck { unanswered: 0 }));
    assert_eq!(run.ended.duration_since(run.started), seconds(1));
}

#[test]
fn a_run_within_a_run_has_a_time_of_its_own() {
    let outer = run(&starting("2026-01-01T00:00:00.000Z"), async {
        let inner = run(&starting("1999-01-01T00:00:00.000Z"), async {
            sleep(seconds(1)).await;
            Ok::<Timestamp, Refused>(now())
        });
        Ok::<_, Refused>((inner.result, now()))
    });
    let (inner, outer) = outer.result.expect("both end");
    assert_eq!(inner, Ok(moment("1999-01-01T00:00:01.000Z")));
    assert_eq!(outer, moment("2026-01-01T00:00:00.000Z"));
}

#[test]
fn without_a_run_time_passes_as_it_does() {
    let begun = (Instant::now(), now());
    block_on(async {
        sleep(std::time::Duration::from_millis(20)).await;
        sleep_until(begun.1).await;
    });
    assert!(begun.0.elapsed() >= std::time::Duration::from_millis(20));
    assert!(now() > begun.1);
}

#[test]
fn a_future_that_waits_can_go_to_another_thread() {
    fn is_send(_: &impl Send) {}
    let waits = async {
        sleep(seconds(1)).await;
        stepwright::join!(sleep_until(now()), async { Ok::<(), Refused>(()) })
    };
    is_send(&waits);
}
