//! The syntax of JSONPath as Step Functions takes it: paths, and the reference paths among them, which lead to one place.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>

/// What a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root<'a> {
    /// `$`: the input, or what stands for it in the field.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(&'a str),
}

/// A path that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Path<'a> {
    pub(super) root: Root<'a>,
    /// Whether it leads to one place: no wildcard, slice, filter, descent or function.
    pub(super) is_reference: bool,
}

/// Reads a path to its end; `None` where the text is none.
pub(super) fn parse(text: &str) -> Option<Path<'_>> {
    let (path, rest) = prefix(text)?;
    rest.is_empty().then_some(path)
}

/// Reads the path that the text begins with, up to what cannot belong to it.
pub(super) fn prefix(text: &str) -> Option<(Path<'_>, &str)> {
    let (root, mut rest) = root(text.strip_prefix('$')?);
    let mut is_reference = true;
    while let Some(step) = step(rest) {
        let (leads_to_one, after) = step?;
        is_reference &= leads_to_one;
        rest = after;
    }
    Some((Path { root, is_reference }, rest))
}

fn root(text: &str) -> (Root<'_>, &str) {
    if let Some(rest) = text.strip_prefix('$') {
        return (Root::Context, rest);
    }
    let end = text.find(|it: char| !is_of_identifier(it)).unwrap_or(text.len());
    match text.split_at(end) {
        ("", rest) => (Root::Input, rest),
        (name, rest) => (Root::Variable(name), rest),
    }
}

fn is_of_identifier(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The next step: whether it leads to one place, and what follows it. The inner `None` is a step that is none.
fn step(text: &str) -> Option<Option<(bool, &str)>> {
    if let Some(rest) = text.strip_prefix("..") {
        return Some(descent(rest));
    }
    if let Some(rest) = text.strip_prefix('.') {
        let bracket = rest.starts_with('[').then(|| bracket(&rest[1..]));
        return Some(bracket.unwrap_or_else(|| name(rest)));
    }
    text.strip_prefix('[').map(bracket)
}

fn descent(rest: &str) -> Option<(bool, &str)> {
    let after = match rest.strip_prefix('[') {
        Some(inside) => bracket(inside),
        None => name(rest),
    };
    after.map(|(_, rest)| (false, rest))
}

/// A field's name after a dot, `*`, or a function such as `length()`.
fn name(text: &str) -> Option<(bool, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some((false, rest));
    }
    let ends = |it: char| it.is_whitespace() || ".[]()?*,'\"".contains(it);
    let end = text.find(ends).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    match rest.strip_prefix('(') {
        Some(arguments) => closed(arguments, '(', ')').map(|rest| (false, rest)),
        None => Some((true, rest)),
    }
}

/// What stands between brackets: a quoted name, an index, or something that leads to several places.
fn bracket(text: &str) -> Option<(bool, &str)> {
    if text.starts_with('?') {
        let rest = closed(text, '[', ']')?;
        let filter = text[1..text.len() - rest.len() - 1].trim();
        return (filter.starts_with('(') && filter.ends_with(')')).then_some((false, rest));
    }
    if text.starts_with(['\'', '"']) {
        return names(text);
    }
    let (inside, rest) = text.split_once(']')?;
    let is_index = |it: &str| it.trim().parse::<i64>().is_ok();
    let is_bound = |it: &str| it.trim().is_empty() || is_index(it);
    if is_index(inside) {
        return Some((true, rest));
    }
    let is_slice = inside.contains(':') && inside.split(':').count() <= 3 && inside.split(':').all(is_bound);
    let is_union = inside.contains(',') && inside.split(',').all(is_index);
    (inside.trim() == "*" || is_slice || is_union).then_some((false, rest))
}

/// Quoted names, one or several.
fn names(mut text: &str) -> Option<(bool, &str)> {
    let mut count = 0;
    loop {
        text = quoted(text.trim_start())?.trim_start();
        count += 1;
        match text.strip_prefix(',') {
            Some(rest) => text = rest,
            None => return text.strip_prefix(']').map(|rest| (count == 1, rest)),
        }
    }
}

/// What follows a quoted text.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|it| ['\'', '"'].contains(it))?;
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            it if it == quote => return Some(&text[index + 1..]),
            _ => {}
        }
    }
    None
}

/// What follows the bracket that closes the one before the text.
fn closed(mut text: &str, open: char, close: char) -> Option<&str> {
    let mut depth = 1;
    while let Some(character) = text.chars().next() {
        if ['\'', '"'].contains(&character) {
            text = quoted(text)?;
            continue;
        }
        text = &text[character.len_utf8()..];
        if character == open {
            depth += 1;
        } else if character == close {
            depth -= 1;
            if depth == 0 {
                return Some(text);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Root, parse};

    /// What a path is: nothing, several places, or one place.
    fn check(text: &str, expected: Option<bool>) {
        assert_eq!(parse(text).map(|it| it.is_reference), expected, "{text}");
    }

    #[test]
    fn reference_paths_lead_to_one_place() {
        for path in [
            "$",
            "$.a.b",
            "$.a[0]",
            "$['a b'].c",
            "$[\"a\"]",
            "$.a.[0]",
            "$.partner-name",
            "$.a[-2]",
        ] {
            check(path, Some(true));
        }
    }

    #[test]
    fn other_paths_lead_to_several_places() {
        for path in [
            "$.a[*]",
            "$..a",
            "$.a[1:]",
            "$.a[0,1]",
            "$.a[?(@.b > 1)]",
            "$.a.*",
            "$.a.length()",
            "$['a','b']",
        ] {
            check(path, Some(false));
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_path() {
        for text in [
            ".guid", "..guid", "()", "$...", "$.", "$.a b", "$.a[", "$.a['b]", "prod-v1", "", "$.a[?b]",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_path_starts_from_the_input_the_context_or_a_variable() {
        assert_eq!(parse("$.a").map(|it| it.root), Some(Root::Input));
        assert_eq!(parse("$$.Task.Token").map(|it| it.root), Some(Root::Context));
        assert_eq!(parse("$order.id").map(|it| it.root), Some(Root::Variable("order")));
    }
}
