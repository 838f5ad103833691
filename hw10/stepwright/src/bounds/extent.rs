//! How many bytes a value takes as JSON: at least, and at most.
//!
//! Counted as AWS counts: the bytes of the text in UTF-8, without spaces. A character takes one to four bytes as itself; a
//! quote and a backslash take two, and a control character up to six, since JSON escapes them.

use std::collections::BTreeSet;

/// How many bytes a value takes as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) least: u64,
    pub(super) most: Most,
}

/// The most bytes that a value takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Most {
    Bytes(u64),
    /// There is no bound, because of what stands at these JSON pointers.
    Unbounded(BTreeSet<String>),
}

/// The most bytes that a character takes within a JSON text: a control character, as `\u0001`.
pub(super) const CHARACTER_BYTES_MAX: u64 = 6;

impl Extent {
    pub(super) fn between(least: u64, most: u64) -> Extent {
        Extent {
            least,
            most: Most::Bytes(most),
        }
    }

    pub(super) fn exactly(bytes: u64) -> Extent {
        Extent::between(bytes, bytes)
    }

    pub(super) fn unbounded(least: u64, pointer: &str) -> Extent {
        Extent {
            least,
            most: Most::Unbounded(BTreeSet::from([pointer.to_owned()])),
        }
    }

    /// Of that value and no other.
    pub(super) fn of_value(value: &serde_json::Value) -> Extent {
        Extent::exactly(value.to_string().len() as u64)
    }

    /// One after the other.
    pub(super) fn plus(self, other: Extent) -> Extent {
        let most = match (self.most, other.most) {
            (Most::Bytes(one), Most::Bytes(other)) => Most::Bytes(one.saturating_add(other)),
            (Most::Unbounded(mut one), Most::Unbounded(other)) => {
                one.extend(other);
                Most::Unbounded(one)
            }
            (Most::Unbounded(why), Most::Bytes(_)) | (Most::Bytes(_), Most::Unbounded(why)) => Most::Unbounded(why),
        };
        Extent {
            least: self.least.saturating_add(other.least),
            most,
        }
    }

    /// One or the other.
    pub(super) fn or(self, other: Extent) -> Extent {
        let least = self.least.min(other.least);
        let most = match (self.most, other.most) {
            (Most::Bytes(one), Most::Bytes(other)) => Most::Bytes(one.max(other)),
            (Most::Unbounded(mut one), Most::Unbounded(other)) => {
                one.extend(other);
                Most::Unbounded(one)
            }
            (Most::Unbounded(why), Most::Bytes(_)) | (Most::Bytes(_), Most::Unbounded(why)) => Most::Unbounded(why),
        };
        Extent { least, most }
    }

    /// Both hold of one value.
    pub(super) fn and(self, other: Extent) -> Extent {
        let most = match (self.most, other.most) {
            (Most::Bytes(one), Most::Bytes(other)) => Most::Bytes(one.min(other)),
            (bounded @ Most::Bytes(_), Most::Unbounded(_)) | (Most::Unbounded(_), bounded @ Most::Bytes(_)) => bounded,
            (Most::Unbounded(one), Most::Unbounded(other)) => Most::Unbounded(if one.is_empty() { other } else { one }),
        };
        Extent {
            least: self.least.max(other.least),
            most,
        }
    }

    /// A list of so many of them.
    pub(super) fn list(self, least_items: u64, most_items: Option<u64>, pointer: &str) -> Extent {
        let least = list_bytes(self.least, least_items);
        match (self.most, most_items) {
            (_, Some(0)) => Extent::exactly(2),
            (Most::Bytes(item), Some(items)) => Extent::between(least, list_bytes(item, items)),
            (Most::Unbounded(why), Some(_)) => Extent {
                least,
                most: Most::Unbounded(why),
            },
            (_, None) => Extent::unbounded(least, pointer),
        }
    }
}

/// Brackets, items, and a comma between two.
fn list_bytes(item: u64, items: u64) -> u64 {
    let commas = items.saturating_sub(1);
    item.saturating_mul(items).saturating_add(commas).saturating_add(2)
}

/// Braces, names, colons, values, and a comma between two.
pub(super) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Extent, bool)>) -> Extent {
    let (mut all, mut least_fields, mut most_fields) = (Extent::exactly(2), 0_u64, 0_u64);
    for (name, value, required) in fields {
        let name = serde_json::Value::from(name).to_string().len() as u64 + 1;
        let mut field = Extent::exactly(name).plus(value);
        most_fields += 1;
        if required {
            least_fields += 1;
        } else {
            field.least = 0;
        }
        all = all.plus(field);
    }
    all.plus(Extent::between(
        least_fields.saturating_sub(1),
        most_fields.saturating_sub(1),
    ))
}
