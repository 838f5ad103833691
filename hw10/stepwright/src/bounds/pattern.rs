//! How long a text is that matches a pattern. The patterns of JSON Schema are ECMAScript's; the part of them that bounds a
//! text is written the same way as Rust's.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::extent::{Extent, Most};

/// The bytes of a text that matches the pattern, quotes left out; `None` where the pattern says nothing of all the text, or
/// cannot be read.
pub(super) fn text(pattern: &str) -> Option<Extent> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let properties = hir.properties();
    let whole = properties.look_set_prefix().contains(Look::Start) && properties.look_set_suffix().contains(Look::End);
    whole.then(|| extent(&hir))
}

fn extent(hir: &Hir) -> Extent {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Extent::exactly(0),
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            Extent::exactly(text.chars().map(bytes).sum())
        }
        HirKind::Class(class) => character(class),
        HirKind::Repetition(repetition) => {
            let part = extent(&repetition.sub);
            let least = part.least.saturating_mul(repetition.min.into());
            match (part.most, repetition.max) {
                (Most::Bytes(part), Some(max)) => Extent::between(least, part.saturating_mul(max.into())),
                (Most::Bytes(0), None) => Extent::exactly(0),
                (Most::Bytes(_) | Most::Unbounded(_), _) => Extent::unbounded(least, ""),
            }
        }
        HirKind::Capture(capture) => extent(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(extent).fold(Extent::exactly(0), Extent::plus),
        HirKind::Alternation(parts) => {
            let parts = parts.iter().map(extent).reduce(Extent::or);
            parts.unwrap_or_else(|| Extent::exactly(0))
        }
    }
}

fn character(class: &Class) -> Extent {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|it| (it.start().into(), it.end().into()))
            .collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|it| (it.start().into(), it.end().into()))
            .collect(),
    };
    // How long a character is changes at these alone.
    const STEPS: [u32; 13] = [
        0x08, 0x0b, 0x0c, 0x0e, 0x20, 0x22, 0x23, 0x5c, 0x5d, 0x7f, 0x80, 0x800, 0x10000,
    ];
    let samples = ranges.iter().flat_map(|(start, end)| {
        let within = STEPS.iter().copied().filter(move |step| (*start..=*end).contains(step));
        within.chain([*start, *end])
    });
    let lengths = samples.filter_map(char::from_u32).map(bytes).map(Extent::exactly);
    lengths.reduce(Extent::or).unwrap_or_else(|| Extent::exactly(0))
}

/// The bytes of a character within a JSON text.
fn bytes(character: char) -> u64 {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        ..'\u{20}' => super::extent::CHARACTER_BYTES_MAX,
        other => other.len_utf8() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: Option<(u64, u64)>) {
        let bounded = text(pattern).and_then(|it| match it.most {
            Most::Bytes(most) => Some((it.least, most)),
            Most::Unbounded(_) => None,
        });
        assert_eq!(bounded, expected, "{pattern}");
    }

    #[test]
    fn a_bounded_pattern_bounds_the_text() {
        check("^[0-9A-Za-z-]{1,34}$", Some((1, 34)));
        check("^[kr]-[0-9a-z]{1,255}$", Some((3, 257)));
        check("^(a|bcd)?$", Some((0, 3)));
        check("^[0-9]{4}-[0-9]{2}([.][0-9]{1,9})?Z$", Some((8, 18)));
    }

    #[test]
    fn what_json_escapes_takes_more() {
        check("^[ -~]{1,255}$", Some((1, 510)));
        check("^\\\\$", Some((2, 2)));
        check("^[\\x00-\\x1f]$", Some((2, 6)));
        check("^ä{2}$", Some((4, 4)));
        check("^.{3}$", Some((3, 18)));
    }

    #[test]
    fn a_pattern_that_is_open_at_an_end_bounds_nothing() {
        check("[0-9]{3}", None);
        check("^[0-9]{3}", None);
        check("^[0-9]+$", None);
        check("^(?=x)$", None);
    }
}
