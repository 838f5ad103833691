//! The names nearest to one that there is not, for help.

/// How many are named at most.
const NAMED_MAX: usize = 5;

/// The names that are nearest to the wanted one, the nearest first, those of equal distance in the order given. Names of
/// which more than half would have to be another are left out, unless all are so.
pub(crate) fn nearest<'names>(wanted: &str, names: impl IntoIterator<Item = &'names str>) -> Vec<&'names str> {
    let wanted = wanted.to_lowercase();
    let mut near: Vec<_> = names
        .into_iter()
        .map(|name| (distance(&wanted, &name.to_lowercase()), name))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let like = near.iter().filter(|(distance, _)| distance * 2 <= wanted.len()).count();
    let named = if like == 0 { NAMED_MAX } else { like.min(NAMED_MAX) };
    near.into_iter().take(named).map(|(_, name)| name).collect()
}

/// How many characters must be added, removed or replaced; a name that contains the other is nearer than that.
fn distance(one: &str, other: &str) -> usize {
    if !one.is_empty() && (one.contains(other) || other.contains(one)) {
        return 1;
    }
    strsim::levenshtein(one, other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 4] = ["CheckFunds", "CountFunds", "ProcessDeposit", "ProcessWithdrawal"];

    #[track_caller]
    fn check(wanted: &str, expected: &[&str]) {
        assert_eq!(nearest(wanted, NAMES), expected);
    }

    #[test]
    fn names_that_are_like_the_wanted_one_the_nearest_first() {
        check("ChekFunds", &["CheckFunds", "CountFunds"]);
        check("processdeposits", &["ProcessDeposit"]);
        check("Process", &["ProcessDeposit", "ProcessWithdrawal"]);
    }

    #[test]
    fn where_none_is_like_it_some_are_named_all_the_same() {
        check("xyz", &NAMES);
    }
}
