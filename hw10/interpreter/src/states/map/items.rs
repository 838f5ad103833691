//! The items in an object's text, as a distributed Map reads them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>

use asl::{CsvDelimiter, CsvHeaderLocation, InputType, ReaderConfig};
use serde_json::{Map, Value};

/// The items, or what is wrong with the text.
pub(super) fn parse(text: &str, config: &ReaderConfig) -> Result<Vec<Value>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match config.input_type {
        Some(InputType::Csv) => csv(text, config),
        Some(InputType::Jsonl) => json_lines(text),
        Some(InputType::Json | InputType::Manifest | InputType::Parquet) | None => {
            json(text, config.items_pointer.as_deref())
        }
    }
}

fn json(text: &str, pointer: Option<&str>) -> Result<Vec<Value>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("The object is not JSON: {error}"))?;
    let found = match pointer {
        Some(pointer) => value.pointer(pointer),
        None => Some(&value),
    };
    match found {
        Some(Value::Array(items)) => Ok(items.clone()),
        Some(_) | None => Err(format!(
            "The object has no JSON array at {:?}",
            pointer.unwrap_or_default()
        )),
    }
}

fn json_lines(text: &str) -> Result<Vec<Value>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| format!("Line {} is not JSON: {error}", index + 1))
    };
    lines.map(read).collect()
}

/// Each row is an object of texts. From AWS's page: what lies beyond the header is left out, what a row lacks is empty.
fn csv(text: &str, config: &ReaderConfig) -> Result<Vec<Value>, String> {
    let mut rows = Rows::new(text, config.csv_delimiter.unwrap_or_default());
    let header = match config.csv_header_location {
        Some(CsvHeaderLocation::Given) => config.csv_headers.clone(),
        Some(CsvHeaderLocation::FirstRow) | None => rows.next().transpose()?.unwrap_or_default(),
    };
    let object = |row: Vec<String>| {
        let mut cells = row.into_iter();
        let fields = header.iter().map(|name| {
            let cell = cells.next().unwrap_or_default();
            (name.clone(), Value::String(cell))
        });
        Value::Object(fields.collect::<Map<_, _>>())
    };
    rows.map(|row| row.map(object)).collect()
}

/// The rows of a CSV, as RFC 4180 has them; empty lines are no rows.
struct Rows<'a> {
    left: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    line: usize,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, delimiter: CsvDelimiter) -> Rows<'a> {
        let delimiter = match delimiter {
            CsvDelimiter::Comma => ',',
            CsvDelimiter::Pipe => '|',
            CsvDelimiter::Semicolon => ';',
            CsvDelimiter::Space => ' ',
            CsvDelimiter::Tab => '\t',
        };
        Rows {
            left: text.chars().peekable(),
            delimiter,
            line: 1,
        }
    }

    /// One cell, and whether another follows in the same row.
    fn cell(&mut self) -> Result<(String, bool), String> {
        let mut cell = String::new();
        if self.left.next_if_eq(&'"').is_some() {
            self.quoted(&mut cell)?;
        }
        while let Some(character) = self.left.next() {
            match character {
                '\n' => {
                    self.line += 1;
                    return Ok((cell, false));
                }
                '\r' if self.left.peek() == Some(&'\n') => {}
                it if it == self.delimiter => return Ok((cell, true)),
                it => cell.push(it),
            }
        }
        Ok((cell, false))
    }

    /// What stands between quotes, in which two quotes are one.
    fn quoted(&mut self, cell: &mut String) -> Result<(), String> {
        let begins = self.line;
        while let Some(character) = self.left.next() {
            match character {
                '"' if self.left.next_if_eq(&'"').is_none() => return Ok(()),
                '\n' => {
                    self.line += 1;
                    cell.push('\n');
                }
                it => cell.push(it),
            }
        }
        Err(format!("The quote that begins in line {begins} does not end"))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<String>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left.peek().is_some() {
            let mut row = Vec::new();
            let mut more = true;
            while more {
                match self.cell() {
                    Ok((cell, follows)) => {
                        row.push(cell);
                        more = follows;
                    }
                    Err(message) => {
                        self.left = "".chars().peekable();
                        return Some(Err(message));
                    }
                }
            }
            if row != [""] {
                return Some(Ok(row));
            }
        }
        None
    }
}
