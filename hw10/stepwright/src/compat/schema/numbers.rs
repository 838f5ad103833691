//! Numbers within limits.

use serde_json::{Map, Number, Value};

/// How far a quotient may be from a whole number and still be one, as a part of it: `0.07 / 0.01` is `7.000000000000001`.
const WHOLE_TOLERANCE: f64 = 4.0 * f64::EPSILON;

/// The largest number up to which a double holds every whole one.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The numbers of a schema.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    min: Limit,
    max: Limit,
    multiples: Vec<f64>,
}

#[derive(Debug, Clone, Copy)]
struct Limit {
    at: f64,
    is_allowed: bool,
}

impl Numbers {
    /// What keywords say that hold at once.
    pub(super) fn of(sets: &[&Map<String, Value>], is_whole: bool) -> Numbers {
        let values = |word| sets.iter().filter_map(move |it| it.get(word)?.as_f64());
        let allowed = |at| Limit { at, is_allowed: true };
        let excluded = |at| Limit { at, is_allowed: false };
        let formats: Vec<_> = sets
            .iter()
            .filter_map(|it| format_limits(it.get("format")?.as_str()?))
            .collect();
        let minima = values("minimum").chain(formats.iter().map(|it| it.0)).map(allowed);
        let maxima = values("maximum").chain(formats.iter().map(|it| it.1)).map(allowed);
        let mut multiples: Vec<_> = values("multipleOf").collect();
        multiples.extend(is_whole.then_some(1.0));
        let unlimited = |at| Limit { at, is_allowed: false };
        let min =
            minima
                .chain(values("exclusiveMinimum").map(excluded))
                .fold(
                    unlimited(f64::NEG_INFINITY),
                    |one, other| if other.above(one) { other } else { one },
                );
        let max =
            maxima
                .chain(values("exclusiveMaximum").map(excluded))
                .fold(
                    unlimited(f64::INFINITY),
                    |one, other| if other.below(one) { other } else { one },
                );
        Numbers { min, max, multiples }.settled()
    }

    /// Between whole numbers an excluded limit is the next one, allowed.
    fn settled(mut self) -> Numbers {
        if self.multiples.contains(&1.0) {
            if self.min.at.is_finite() {
                let next = self.min.at.floor() + 1.0;
                let at = if self.min.is_allowed { self.min.at.ceil() } else { next };
                self.min = Limit { at, is_allowed: true };
            }
            if self.max.at.is_finite() {
                let next = self.max.at.ceil() - 1.0;
                let at = if self.max.is_allowed { self.max.at.floor() } else { next };
                self.max = Limit { at, is_allowed: true };
            }
        }
        self
    }

    pub(super) fn has(&self, number: f64) -> bool {
        let above = number > self.min.at || (self.min.is_allowed && number == self.min.at);
        let below = number < self.max.at || (self.max.is_allowed && number == self.max.at);
        above && below && self.multiples.iter().all(|it| is_multiple(number, *it))
    }

    /// Whether every one of these is one of those.
    pub(super) fn are_within(&self, other: &Numbers) -> bool {
        let divides = |step: &f64| self.multiples.iter().any(|it| is_multiple(*it, *step));
        !other.min.above(self.min) && !other.max.below(self.max) && other.multiples.iter().all(divides)
    }

    /// Some of these: plain ones first, then the outermost, and those around the limits of the others.
    pub(super) fn samples(&self, others: Option<&Numbers>) -> Vec<Value> {
        let step = self.multiples.iter().copied().fold(0.0, f64::max);
        let step = if step > 0.0 { step } else { 0.5 };
        let around = |at: f64| [at, at + step, at - step, at + 1.0, at - 1.0];
        let limits = |it: &Numbers| [it.max.at, it.min.at];
        let mut candidates: Vec<f64> = others.map(limits).into_iter().flatten().flat_map(around).collect();
        candidates.extend([1.0, 0.0, -1.0, step, -step, 0.5]);
        candidates.extend(limits(self).into_iter().flat_map(around));
        let mut values: Vec<Value> = Vec::new();
        for candidate in candidates.into_iter().filter(|it| it.is_finite() && self.has(*it)) {
            let value = as_json(candidate);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    /// What that number would have to be, as a sentence without subject.
    pub(super) fn requirement(&self, number: f64) -> String {
        if let Some(step) = self.multiples.iter().find(|it| !is_multiple(number, **it)) {
            return match *step {
                1.0 => "must be a whole number".to_owned(),
                step => format!("must be a multiple of {step}"),
            };
        }
        let (limit, words) = match number <= self.min.at {
            true => (self.min, ["at least", "greater than"]),
            false => (self.max, ["at most", "less than"]),
        };
        let word = if limit.is_allowed { words[0] } else { words[1] };
        format!("must be {word} {}", limit.at)
    }
}

impl Limit {
    /// Whether this lower limit allows less than that one.
    fn above(self, other: Limit) -> bool {
        self.at > other.at || (self.at == other.at && self.at.is_finite() && !self.is_allowed && other.is_allowed)
    }

    /// Whether this upper limit allows less than that one.
    fn below(self, other: Limit) -> bool {
        self.at < other.at || (self.at == other.at && self.at.is_finite() && !self.is_allowed && other.is_allowed)
    }
}

/// The limits of Rust's integers, which schemars names as a `format`.
fn format_limits(format: &str) -> Option<(f64, f64)> {
    Some(match format {
        "int8" => (f64::from(i8::MIN), f64::from(i8::MAX)),
        "int16" => (f64::from(i16::MIN), f64::from(i16::MAX)),
        "int32" => (f64::from(i32::MIN), f64::from(i32::MAX)),
        "int64" => (i64::MIN as f64, i64::MAX as f64),
        "uint8" => (0.0, f64::from(u8::MAX)),
        "uint16" => (0.0, f64::from(u16::MAX)),
        "uint32" => (0.0, f64::from(u32::MAX)),
        "uint64" | "uint" => (0.0, u64::MAX as f64),
        _ => return None,
    })
}

fn is_multiple(number: f64, step: f64) -> bool {
    let quotient = number / step;
    (quotient - quotient.round()).abs() <= WHOLE_TOLERANCE * quotient.abs().max(1.0)
}

fn as_json(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() <= EXACT_MAX {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
