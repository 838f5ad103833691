//! Whether a text is a time as a Wait and a Choice take it: RFC 3339, with a capital `T`, and `Z` or an offset.

/// Whether it is one, down to the calendar.
pub(super) fn is_timestamp(text: &str) -> bool {
    parse(text).is_some()
}

fn parse(text: &str) -> Option<()> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    within(month, 1, 12)?;
    within(day, 1, days(year, month))?;
    let zone = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(zone);
    let (time, fraction) = time.split_once('.').map_or((time, None), |(time, it)| (time, Some(it)));
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    within(hour, 0, 23)?;
    within(minute, 0, 59)?;
    within(second, 0, 60)?;
    let is_fraction = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    fraction.is_none_or(is_fraction).then_some(())?;
    offset(zone)
}

fn offset(zone: &str) -> Option<()> {
    if zone == "Z" {
        return Some(());
    }
    let [hour, minute] = numbers(zone.get(1..)?, ':', [2, 2])?;
    within(hour, 0, 23)?;
    within(minute, 0, 59)
}

/// Numbers of so many digits each, with this between them.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(between);
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let fits = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = fits.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

fn within(number: u32, min: u32, max: u32) -> Option<()> {
    (min..=max).contains(&number).then_some(())
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap_year = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    fn check(text: &str, expected: bool) {
        assert_eq!(is_timestamp(text), expected, "{text}");
    }

    #[test]
    fn a_time_has_a_date_a_time_of_day_and_an_offset() {
        check("2016-12-05T21:29:29Z", true);
        check("2016-12-05T21:29:29.123456Z", true);
        check("2024-02-29T00:00:00+05:30", true);
        check("2016-12-05T21:29:29", false);
        check("2016-12-05 21:29:29Z", false);
        check("05-12-2016T21:29:29Z", false);
        check("2016-12-05T21:29:29.Z", false);
        check("2016-12-05T21:29:29+0530", false);
    }

    #[test]
    fn a_time_is_one_of_the_calendar() {
        check("2016-13-05T21:29:29Z", false);
        check("2023-02-29T00:00:00Z", false);
        check("2016-12-05T25:29:29Z", false);
        check("2016-12-05T21:60:29Z", false);
    }
}
