//! Many clients at one account: none is declined, and every other account goes on as if nothing were.

use simulator::{Contended, Contention, Simulator, Timing};

fn contend(at_hot: u64, at_cold: u64) -> Contended {
    let contention = Contention {
        at_hot,
        at_cold,
        seconds: 2,
        timing: Timing::default(),
    };
    Simulator::new().contend(&contention)
}

#[test]
fn a_hot_account_conflicts_and_declines_nobody() {
    let alone = contend(1, 0);
    let crowd = contend(12, 0);
    assert_eq!((alone.conflicts, alone.hot.busy), (0, 0));
    assert!(crowd.conflicts > 0);
    assert!(crowd.hot.times.len() > alone.hot.times.len());
    for contended in [alone, crowd] {
        assert_eq!((contended.violation, contended.hot.others), (None, 0));
    }
}

#[test]
fn a_cold_account_does_not_notice_a_hot_one() {
    let (calm, beside_a_crowd) = (contend(0, 1), contend(8, 1));
    assert!(beside_a_crowd.conflicts > 0);
    let difference = calm.cold.percentile(50).abs_diff(beside_a_crowd.cold.percentile(50));
    assert!(difference < calm.cold.percentile(50) / 4, "{difference} µs");
}
