//! The names nearest to one that there is not, for help.

/// How many are named at most.
const NAMED_MAX: usize = 5;

/// The names that are nearest to the wanted one, the nearest first; those of equal distance in the order given.
pub(crate) fn nearest<'names>(wanted: &str, names: impl IntoIterator<Item = &'names str>) -> Vec<&'names str> {
    let wanted = wanted.to_lowercase();
    let mut near: Vec<_> = names
        .into_iter()
        .map(|name| (distance(&wanted, &name.to_lowercase()), name))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(NAMED_MAX).map(|(_, name)| name).collect()
}

/// How many characters must be added, removed or replaced; a name that contains the other is nearer than that.
fn distance(one: &str, other: &str) -> usize {
    if !one.is_empty() && (one.contains(other) || other.contains(one)) {
        return 1;
    }
    strsim::levenshtein(one, other)
}
