//! What an expression can learn besides its data: the time, and chance. Both are arguments, so that an evaluation
//! can be repeated.

use std::time::Duration;

use serde_json::Value;

use crate::expression::EvaluationError;

/// The time and the randomness that an evaluation sees, and what it may take.
///
/// `$now` and `$millis` read the time; `$random` and `$uuid` draw from the randomness and so move it on.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub now_milliseconds: i64,
    /// Where `$random` and `$uuid` draw from.
    pub randomness: Randomness,
    /// What evaluations in this world may still take, all together.
    pub allowance: Allowance,
}

impl World {
    /// Takes of the allowance what it needs to keep a value.
    ///
    /// # Errors
    /// [`EvaluationError::Exhausted`]: there is not so much left.
    pub fn keep(&mut self, value: &Value) -> Result<(), EvaluationError> {
        let left = self.allowance.bytes.checked_sub(bytes(value));
        self.allowance.bytes = left.ok_or(EvaluationError::Exhausted("memory"))?;
        Ok(())
    }
}

/// What evaluations may take, all together. One evaluation has bounds of its own; these are for an expression that is
/// evaluated again and again, by a machine that does not end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// How long they may take, as the clock on the wall sees it. Whoever waits between two evaluations may start anew.
    pub time: Duration,
    /// How much memory their values may need, in bytes, as far as somebody [keeps](World::keep) them.
    pub bytes: usize,
}

impl Allowance {
    /// Half a minute: what does not wait for so long loops.
    pub const TIME: Duration = Duration::from_secs(30);
    /// Half a gibibyte.
    pub const BYTES: usize = 512 * 1024 * 1024;
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance {
            time: Allowance::TIME,
            bytes: Allowance::BYTES,
        }
    }
}

/// The memory that a value needs, or a little more.
fn bytes(value: &Value) -> usize {
    const FIELD: usize = 64;
    let below = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(bytes).sum(),
        Value::Object(fields) => fields.iter().map(|(name, it)| FIELD + name.len() + bytes(it)).sum(),
    };
    size_of::<Value>() + below
}

/// Numbers that look random and follow from a seed (SplitMix64). Not for secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Randomness {
    state: u64,
}

impl Randomness {
    /// The randomness that follows from this seed.
    pub fn new(seed: u64) -> Randomness {
        Randomness { state: seed }
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// The next number in `0.0 .. 1.0`.
    pub fn next_fraction(&mut self) -> f64 {
        // The upper 53 bits are what a double holds exactly.
        (self.next_bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The next version 4 UUID, in lower case.
    pub fn next_uuid(&mut self) -> String {
        let high = self.next_bits() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000;
        let low = self.next_bits() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000;
        let (a, b, c) = (high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF);
        let (d, e) = (low >> 48, low & 0xFFFF_FFFF_FFFF);
        format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut randomness = Randomness::new(seed);
            [randomness.next_bits(), randomness.next_bits()]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn fractions_lie_between_zero_and_one_and_spread() {
        let mut randomness = Randomness::new(1);
        let fractions: Vec<f64> = (0..1000).map(|_| randomness.next_fraction()).collect();
        assert!(fractions.iter().all(|it| (0.0..1.0).contains(it)));
        let mean = fractions.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }

    #[test]
    fn a_uuid_says_version_four_and_variant_one() {
        let uuid = Randomness::new(3).next_uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    }
}
