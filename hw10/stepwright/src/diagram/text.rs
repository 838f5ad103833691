//! How wide a text is, and how a text is made to fit. Widths are Helvetica's (and so Arial's and Liberation Sans'), with
//! an allowance for the wider fonts that a reader may have instead.

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Font {
    /// The size in pixels.
    pub size: f64,
    /// What its characters measure beside Helvetica's.
    allowance: f64,
}

/// Names of nodes: semi-bold.
pub(super) const NAME: Font = Font {
    size: 13.0,
    allowance: 1.2,
};
/// All else.
pub(super) const SMALL: Font = Font {
    size: 11.0,
    allowance: 1.16,
};

/// The widths of the characters from the space to the tilde, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// The width of a text in pixels.
pub(super) fn width(text: &str, font: Font) -> f64 {
    let thousandths: u32 = text.chars().map(thousandths).sum();
    f64::from(thousandths) / 1000.0 * font.size * font.allowance
}

/// The width of a character in thousandths of the size. Beyond ASCII: Latin, Greek and Cyrillic are narrower than two
/// thirds of an em or little wider, what comes after them is an em wide or, as most emoji, somewhat more.
fn thousandths(character: char) -> u32 {
    match character {
        ' '..='~' => u32::from(WIDTHS[character as usize - ' ' as usize]),
        '×' | '·' | '“' | '”' | '≤' => 584,
        '\u{80}'..='\u{10FF}' => 800,
        _ => 1300,
    }
}

/// The text, or as much of its beginning as fits into that width, with an ellipsis.
pub(super) fn elide(text: &str, width_max: f64, font: Font) -> String {
    if width(text, font) <= width_max {
        return text.to_owned();
    }
    let room = width_max - width("…", font);
    let mut used = 0.0;
    let fits = |character: &char| {
        used += f64::from(thousandths(*character)) / 1000.0 * font.size * font.allowance;
        used <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{NAME, SMALL, elide, width};

    #[test]
    fn a_text_that_fits_stays_as_it_is() {
        assert_eq!(elide("ValidateAccount", 200.0, NAME), "ValidateAccount");
    }

    #[test]
    fn what_is_elided_fits() {
        for text in ["W".repeat(80), "ill".repeat(40), "帳戶".repeat(40), "🏦".repeat(80)] {
            let elided = elide(&text, 200.0, SMALL);
            assert!(elided.ends_with('…'), "{elided}");
            assert!(width(&elided, SMALL) <= 200.0, "{elided}");
        }
    }
}
