//! Compares what was recorded with what happened. Recorded strings are masked in part; six rules say how to read them.
//!
//! 1. A whole string such as `timestamp` or one of the vector's own wildcards matches anything.
//! 2. `<token>` within a string matches any run of characters.
//! 3. A time in the actual string also counts as the text `date`.
//! 4. A recorded object matches text that is that object's JSON.
//! 5. Numbers compare by value, booleans only with booleans.
//! 6. Two texts that are JSON objects compare parsed.

use serde_json::{Map, Value};

const ANYTHING: [&str; 8] = [
    "timestamp",
    "datetime",
    "date",
    "<timestamp>",
    "<datetime>",
    "<date>",
    "snf_role_arn",
    "sfn_role_arn",
];

/// Collects differences.
pub(crate) struct Comparison {
    wildcards: Vec<String>,
    differences: Vec<String>,
}

impl Comparison {
    pub(crate) fn new(wildcards: Vec<String>) -> Comparison {
        Comparison {
            wildcards,
            differences: Vec::new(),
        }
    }

    /// Whether the two agree, without wildcards of a vector.
    pub(crate) fn agree(expected: &Value, actual: &Value) -> bool {
        let mut comparison = Comparison::new(Vec::new());
        comparison.check("", expected, actual);
        comparison.differences.is_empty()
    }

    pub(crate) fn into_result(self) -> Result<(), String> {
        if self.differences.is_empty() {
            Ok(())
        } else {
            Err(self.differences.join("\n"))
        }
    }

    pub(crate) fn check(&mut self, path: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::String(text), _) if self.is_anything(text) => {}
            (Value::String(expected), Value::String(actual)) => self.texts(path, expected, actual),
            (Value::Number(a), Value::Number(b)) if same_number(a.as_f64(), b.as_f64()) => {}
            (Value::Object(_) | Value::Array(_), Value::String(text)) => match serde_json::from_str(text) {
                Ok(parsed @ (Value::Object(_) | Value::Array(_))) => self.check(path, expected, &parsed),
                _ => self.differ(path, expected, actual),
            },
            (Value::Object(expected), Value::Object(actual)) => self.objects(path, expected, actual),
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (index, (expected, actual)) in a.iter().zip(b).enumerate() {
                    self.check(&format!("{path}[{index}]"), expected, actual);
                }
            }
            _ if expected == actual => {}
            _ => self.differ(path, expected, actual),
        }
    }

    fn differ(&mut self, path: &str, expected: &Value, actual: &Value) {
        self.differences
            .push(format!("  {path}: recorded {expected}\n  {path}: here     {actual}"));
    }

    fn is_anything(&self, text: &str) -> bool {
        ANYTHING.contains(&text) || self.wildcards.iter().any(|it| it == text) || is_token(text)
    }

    fn objects(&mut self, path: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        for (name, expected) in expected {
            match actual.get(name).or_else(|| self.find_masked(name, actual)) {
                Some(actual) => self.check(&format!("{path}.{name}"), expected, actual),
                None => self.differ(&format!("{path}.{name}"), expected, &Value::from("(absent)")),
            }
        }
        if actual.len() > expected.len() {
            let more: Vec<&String> = actual.keys().filter(|it| !expected.contains_key(*it)).collect();
            self.differences
                .push(format!("  {path}: has more fields than recorded: {more:?}"));
        }
    }

    /// Names of fields can be masked too.
    fn find_masked<'a>(&self, name: &str, actual: &'a Map<String, Value>) -> Option<&'a Value> {
        let masked = name.contains('<') || name.contains("date");
        actual
            .iter()
            .find(|(it, _)| masked && self.matches(name, it))
            .map(|(_, value)| value)
    }

    fn texts(&mut self, path: &str, expected: &str, actual: &str) {
        let objects = [expected, actual].map(serde_json::from_str::<Map<String, Value>>);
        match objects {
            [Ok(expected), Ok(actual)] => self.objects(path, &expected, &actual),
            _ if self.matches(expected, actual) => {}
            _ => self.differ(path, &Value::from(expected), &Value::from(actual)),
        }
    }

    fn matches(&self, expected: &str, actual: &str) -> bool {
        let literals = self.literals(expected);
        [actual.to_owned(), without_times(actual)]
            .iter()
            .any(|it| it == expected || fits(&literals, it))
    }

    /// What stands between the masks of a recorded text.
    fn literals<'a>(&self, expected: &'a str) -> Vec<&'a str> {
        let (mut literals, mut from, mut at) = (Vec::new(), 0, 0);
        while at < expected.len() {
            match self.mask_at(&expected[at..]) {
                Some(length) => {
                    literals.push(&expected[from..at]);
                    at += length;
                    from = at;
                }
                None => at += expected[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        literals.push(&expected[from..]);
        literals
    }

    fn mask_at(&self, text: &str) -> Option<usize> {
        let token = text.starts_with('<').then(|| text.find('>')).flatten();
        let token = token.map(|end| end + 1).filter(|end| is_token(&text[..*end]));
        let wildcards = self
            .wildcards
            .iter()
            .filter(|it| it.len() > 3 && text.starts_with(it.as_str()));
        token.or_else(|| wildcards.map(String::len).max())
    }
}

fn is_token(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    inner.is_some_and(|it| {
        it.starts_with(|c: char| c.is_ascii_alphabetic())
            && !it.contains(|c: char| "<>".contains(c) || c.is_whitespace())
    })
}

fn same_number(a: Option<f64>, b: Option<f64>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// Whether the literals stand in the text in that order, the first at its beginning and the last at its end.
fn fits(literals: &[&str], text: &str) -> bool {
    let [first, middle @ .., last] = literals else {
        return literals == [text];
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    for literal in middle {
        let Some(at) = rest.find(literal) else { return false };
        rest = &rest[at + literal.len()..];
    }
    rest.ends_with(last)
}

/// The text with each time in it replaced by `date`.
fn without_times(text: &str) -> String {
    let (mut replaced, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        match time_at(rest) {
            Some(length) => {
                replaced.push_str("date");
                rest = &rest[length..];
            }
            None => {
                replaced.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    replaced
}

/// The length of the time that the text begins with.
fn time_at(text: &str) -> Option<usize> {
    const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let has_form = bytes.len() > FORM.len()
        && FORM
            .iter()
            .enumerate()
            .all(|(at, it)| if *it == b'd' { digit(at) } else { bytes[at] == *it });
    if !has_form {
        return None;
    }
    let mut at = FORM.len();
    if bytes[at] == b'.' {
        at += 1;
        while digit(at) {
            at += 1;
        }
    }
    match bytes.get(at) {
        Some(b'Z') => Some(at + 1),
        Some(b'+' | b'-') if digit(at + 1) && digit(at + 2) => {
            let minutes = at + 3 + usize::from(bytes.get(at + 3) == Some(&b':'));
            Some(if digit(minutes) && digit(minutes + 1) {
                minutes + 2
            } else {
                at + 3
            })
        }
        _ => None,
    }
}
