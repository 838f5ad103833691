//! The auditor's own reading of money: a decimal becomes whole minor units (cents), digit by digit, or is none.

/// The minor units of a plain decimal with at most two decimals: `-12.5` is -1250. `None` for anything else, a number
/// with an exponent or with a third decimal above all: that is what a float leaves behind.
pub(crate) fn minor_units(decimal: &str) -> Option<i128> {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let cents = fraction.trim_end_matches('0');
    if whole.is_empty() || fraction.is_empty() || cents.len() > 2 {
        return None;
    }
    let mut units: i128 = 0;
    for digit in whole.chars().chain(format!("{cents:0<2}").chars()) {
        units = units.checked_mul(10)?.checked_add(digit.to_digit(10)?.into())?;
    }
    Some(sign * units)
}

/// Minor units as a person reads them: -1250 is `-12.50`.
pub(crate) fn display(minor_units: i128) -> String {
    let sign = if minor_units < 0 { "-" } else { "" };
    let units = minor_units.unsigned_abs();
    format!("{sign}{}.{:02}", units / 100, units % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_whole_minor_units_or_none() {
        for (decimal, units) in [
            ("0", Some(0)),
            ("12", Some(1_200)),
            ("12.5", Some(1_250)),
            ("-0.01", Some(-1)),
            ("12.500", Some(1_250)),
            ("9999999999999.99", Some(999_999_999_999_999)),
            ("0.125", None),
            ("0.30000000000000004", None),
            ("1E+2", None),
            ("1e2", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("+5", None),
            ("1,5", None),
            ("99999999999999999999999999999999999999", None),
        ] {
            assert_eq!(minor_units(decimal), units, "{decimal}");
        }
    }

    #[test]
    fn money_is_displayed_with_two_decimals() {
        assert_eq!(
            [display(0), display(5), display(-1_250), display(100)],
            ["0.00", "0.05", "-12.50", "1.00"]
        );
    }
}
