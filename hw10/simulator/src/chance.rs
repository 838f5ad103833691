//! Chance by place: what happens at one place of a run follows from the seed and the place alone, so that leaving a
//! client or a fault out changes nothing elsewhere.

use fastrand::Rng;

/// A place of a run where something is decided: this attempt, this call, this request to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Site(u64);

impl Site {
    /// The root of all places of a seed.
    pub(crate) fn root(seed: u64) -> Site {
        Site(mix(seed))
    }

    /// The place of that kind and number below this one.
    pub(crate) fn child(self, kind: &str, number: u64) -> Site {
        let kind = kind.bytes().fold(self.0, |hash, byte| mix(hash ^ u64::from(byte)));
        Site(mix(kind ^ number))
    }

    /// The chance that belongs to the place, always the same.
    pub(crate) fn chance(self) -> Rng {
        Rng::with_seed(self.0)
    }

    /// The place as a number.
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

/// The finalizer of splitmix64: neighbouring numbers go far apart.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
