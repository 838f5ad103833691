//! Reads a document's text: where in it each field and item stands, and what the value no longer shows, that it is not
//! JSON, or that a field stands twice.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::place::Place;

/// Line and column, counted from 1.
pub(super) type Position = (usize, usize);

/// A text that is JSON.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) value: Value,
    /// Where the fields and items stand, by their JSON pointers.
    pub(super) positions: HashMap<String, Position>,
    /// The fields that an object has twice; of each, the last counts.
    pub(super) duplicates: Vec<(Place, Position)>,
}

/// Reads a text, or says why it is not JSON, and where.
pub(super) fn read(text: &str) -> Result<Text, (String, Position)> {
    let value = serde_json::from_str(text).map_err(|error| (error.to_string(), position_of(&error, text)))?;
    let mut scanner = Scanner {
        text: text.as_bytes(),
        at: 0,
        line: 1,
        line_start: 0,
        positions: HashMap::new(),
        duplicates: Vec::new(),
    };
    scanner.value(&Place::default());
    Ok(Text {
        value,
        positions: scanner.positions,
        duplicates: scanner.duplicates,
    })
}

/// Where the error is. It counts bytes, and a line's end as what comes before the next line.
fn position_of(error: &serde_json::Error, text: &str) -> Position {
    let bytes = |line: usize| {
        text.split('\n')
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .as_bytes()
    };
    let column = |before: &[u8]| String::from_utf8_lossy(before).chars().count() + 1;
    match (error.line(), error.column()) {
        (line @ 2.., 0) => (line - 1, column(bytes(line - 1))),
        (line, byte) => (
            line,
            column(bytes(line).get(..byte.saturating_sub(1)).unwrap_or_default()),
        ),
    }
}

/// Walks over text that is known to be JSON.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    line_start: usize,
    positions: HashMap<String, Position>,
    duplicates: Vec<(Place, Position)>,
}

impl Scanner<'_> {
    fn value(&mut self, place: &Place) {
        match self.next_byte() {
            Some(b'{') => self.object(place),
            Some(b'[') => self.list(place),
            Some(b'"') => drop(self.string()),
            Some(_) => self.scalar(),
            None => {}
        }
    }

    fn object(&mut self, place: &Place) {
        self.at += 1;
        let mut names = HashSet::new();
        while self.next_byte() == Some(b'"') {
            let position = self.position();
            let name = self.string();
            let field = place.field(&name);
            self.positions.insert(field.pointer().to_owned(), position);
            if !names.insert(name) {
                self.duplicates.push((field.clone(), position));
            }
            self.skip(b':');
            self.value(&field);
            self.skip(b',');
        }
        self.skip(b'}');
    }

    fn list(&mut self, place: &Place) {
        self.at += 1;
        let mut index = 0;
        while self.next_byte().is_some_and(|it| it != b']') {
            let item = place.item(index);
            self.positions.insert(item.pointer().to_owned(), self.position());
            self.value(&item);
            self.skip(b',');
            index += 1;
        }
        self.skip(b']');
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_slice(quoted).unwrap_or_default()
    }

    fn scalar(&mut self) {
        let ends = |it: &u8| b",]}".contains(it) || it.is_ascii_whitespace();
        while self.text.get(self.at).is_some_and(|it| !ends(it)) {
            self.at += 1;
        }
    }

    /// The next byte that is no space, which stays where it is.
    fn next_byte(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.get(self.at) {
            if *byte == b'\n' {
                self.line += 1;
                self.line_start = self.at + 1;
            } else if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn skip(&mut self, byte: u8) {
        if self.next_byte() == Some(byte) {
            self.at += 1;
        }
    }

    fn position(&self) -> Position {
        let before = self.text.get(self.line_start..self.at).unwrap_or_default();
        (self.line, String::from_utf8_lossy(before).chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn fields_and_items_have_positions() {
        let text = read("{\n  \"é\": 1, \"a\": [ true,\n \"x\\\"\", { \"b/c\": {} } ]\n}").expect("it is JSON");
        let at = |pointer: &str| text.positions[pointer];
        assert_eq!((at("/é"), at("/a"), at("/a/0")), ((2, 3), (2, 11), (2, 18)));
        assert_eq!((at("/a/1"), at("/a/2/b~1c")), ((3, 2), (3, 11)));
        assert!(text.duplicates.is_empty());
    }

    #[test]
    fn a_field_that_stands_twice_is_found_where_it_stands_again() {
        let text = read("{ \"a\": { \"b\": 1,\n \"b\": 2 }, \"b\": 3 }").expect("it is JSON");
        let found: Vec<_> = text
            .duplicates
            .iter()
            .map(|(place, at)| (place.pointer(), *at))
            .collect();
        assert_eq!(found, [("/a/b", (2, 2))]);
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let (message, position) = read("{\n \"a\": }").expect_err("it is no JSON");
        assert_eq!(position.0, 2, "{message}");
    }

    #[test]
    fn a_place_is_counted_in_characters_and_a_lines_end_is_in_its_line() {
        let at = |text: &str| read(text).expect_err("it is no JSON").1;
        assert_eq!(at("{ \"é\": x }"), (1, 8));
        assert_eq!(at("{ \"a\": \"é\n\" }"), (1, 10));
        assert_eq!(at("{\n"), (1, 2));
        assert_eq!(at("x"), (1, 1));
    }
}
