//! The rows of an object on S3, as a distributed map reads them.

use serde_json::{Map, Value};

/// The values of the lines that are not empty. `Err`: what is wrong, and in which line.
pub(super) fn json_lines(text: &str) -> Result<Vec<Value>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let value = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| format!("line {} is no JSON value: {error}", index + 1))
    };
    lines.map(value).collect()
}

/// The rows after the first, which gives the names; every value is a text. A row that is too short has empty texts for the
/// rest, of one that is too long the rest is left out:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>.
pub(super) fn csv(text: &str) -> Vec<Value> {
    let mut records = records(text).into_iter();
    let names = records.next().unwrap_or_default();
    let row = |record: Vec<String>| {
        let values = record.into_iter().chain(std::iter::repeat(String::new()));
        let fields = names.iter().cloned().zip(values.map(Value::String));
        Value::Object(fields.collect::<Map<_, _>>())
    };
    records.map(row).collect()
}

/// The records: fields between commas, a field in quotation marks may hold commas and line ends, and two of these marks
/// stand for one (RFC 4180). Empty lines are no records.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => close(&mut records, &mut record, &mut field),
            other => field.push(other),
        }
    }
    close(&mut records, &mut record, &mut field);
    records
}

fn close(records: &mut Vec<Vec<String>>, record: &mut Vec<String>, field: &mut String) {
    if !(record.is_empty() && field.is_empty()) {
        record.push(std::mem::take(field));
        records.push(std::mem::take(record));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{csv, json_lines};

    #[test]
    fn each_line_is_a_value() {
        assert_eq!(
            json_lines("{\"a\":1}\n\n[2]\r\n\"x\""),
            Ok(vec![json!({ "a": 1 }), json!([2]), json!("x")])
        );
        let problem = json_lines("1\n{").expect_err("no JSON");
        assert!(problem.starts_with("line 2 is no JSON value: "), "{problem}");
    }

    #[test]
    fn each_row_is_an_object_of_texts() {
        let rows = csv("name,pieces\r\ntea,3\r\n\r\n\"a, \"\"b\"\"\nc\",\n");
        assert_eq!(
            rows,
            [
                json!({ "name": "tea", "pieces": "3" }),
                json!({ "name": "a, \"b\"\nc", "pieces": "" })
            ]
        );
    }

    #[test]
    fn a_row_has_the_fields_of_the_first() {
        assert_eq!(
            csv("a,b\n1\n1,2,3"),
            [json!({ "a": "1", "b": "" }), json!({ "a": "1", "b": "2" })]
        );
        assert!(csv("").is_empty());
    }
}
