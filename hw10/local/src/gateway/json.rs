//! Reads JSON strictly: a name that comes twice is refused, and what is wrong is said with the place where it is.
//! Knows no contract.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use stepwright::Problem;

/// A pointer names the place down to this depth; nothing that the bank reads is deeper.
const POINTER_DEPTH_MAX: usize = 8;

/// The value that the text is, or what keeps it from being one.
pub(crate) fn parse(text: &[u8]) -> Result<Value, Vec<Problem>> {
    let reader = Reader::default();
    let mut source = serde_json::Deserializer::from_slice(text);
    let read = Node(&reader)
        .deserialize(&mut source)
        .and_then(|value| source.end().map(|()| value));
    match read {
        Ok(value) if reader.problems.borrow().is_empty() => Ok(value),
        Ok(_) => Err(reader.problems.into_inner()),
        Err(error) => Err(vec![reader.problem(format!("is not JSON: {error}"))]),
    }
}

/// Where the reading is, and what it has found.
#[derive(Default)]
struct Reader {
    // A step that fails is not taken back, so that this is the place of the failure.
    path: RefCell<Vec<String>>,
    problems: RefCell<Vec<Problem>>,
}

impl Reader {
    fn problem(&self, detail: String) -> Problem {
        let path = self.path.borrow();
        let pointer = path
            .iter()
            .take(POINTER_DEPTH_MAX)
            .map(|step| format!("/{}", escape(step)));
        Problem {
            pointer: pointer.collect(),
            detail,
        }
    }

    /// Reads something one step further down.
    fn at<T, E>(&self, step: String, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.path.borrow_mut().push(step);
        let value = read()?;
        self.path.borrow_mut().pop();
        Ok(value)
    }
}

/// A step of a JSON pointer (RFC 6901).
fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// One value of the text.
struct Node<'reader>(&'reader Reader);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = self
            .0
            .at(items.len().to_string(), || from.next_element_seed(Node(self.0)))?
        {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            let value = self.0.at(name.clone(), || {
                if members.contains_key(&name) {
                    let twice = self.0.problem("is there more than once".into());
                    self.0.problems.borrow_mut().push(twice);
                }
                from.next_value_seed(Node(self.0))
            })?;
            members.insert(name, value);
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(text: &str) -> Vec<(String, String)> {
        let problems = parse(text.as_bytes()).expect_err(text);
        problems.into_iter().map(|it| (it.pointer, it.detail)).collect()
    }

    #[track_caller]
    fn check(text: &str, pointer: &str, detail: &str) {
        let found = problems(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, pointer, "{text}");
        assert!(found[0].1.contains(detail), "{text}: {}", found[0].1);
    }

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#"{"b":[1,-2,2.5,{"c":null}],"a":"\u00e4","d":true}"#;
        let value = parse(text.as_bytes()).expect("JSON");
        assert_eq!(value, json!({"b": [1, -2, 2.5, {"c": null}], "a": "ä", "d": true}));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        check("", "", "EOF");
        check("{", "", "EOF");
        check(r#"{"amount": NaN}"#, "/amount", "expected value");
        check(r#"{"amount": 1e400}"#, "/amount", "out of range");
        check(r#"{"a": [1, 2,, 3]}"#, "/a/2", "expected value");
        check(r#"{"a~b/c": 01}"#, "/a~0b~1c", "invalid number");
        check("{} {}", "", "trailing characters");
        check("{\"a\": \"\u{1}\"}", "/a", "control character");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let problems = parse(b"{\"desc\": \"\xff\"}").expect_err("not UTF-8");
        assert_eq!(problems[0].pointer, "/desc");
    }

    #[test]
    fn every_name_that_comes_twice_is_told() {
        let found = problems(r#"{"a": 1, "b": {"c": 1, "c": 2}, "a": 2}"#);
        let pointers: Vec<_> = found.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(pointers, ["/b/c", "/a"]);
    }

    #[test]
    fn deep_nesting_is_refused_with_a_short_pointer() {
        let text = format!("{}{}", "[".repeat(60_000), "]".repeat(5_000));
        check(&text, "/0/0/0/0/0/0/0/0", "recursion limit");
    }
}
