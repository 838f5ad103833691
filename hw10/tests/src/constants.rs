//! What a machine compares with: values that are near it take both sides of a comparison.

use serde_json::Value;

/// The integers and texts in a machine's expressions.
#[derive(Debug, Clone, Default)]
pub struct Constants {
    integers: Vec<i64>,
    words: Vec<String>,
}

impl Constants {
    /// Those of a machine's document.
    pub fn of(document: &Value) -> Constants {
        let mut constants = Constants::default();
        constants.look(document);
        constants.integers.sort_unstable();
        constants.integers.dedup();
        constants.words.sort_unstable();
        constants.words.dedup();
        constants
    }

    /// Each integer, and its neighbours.
    pub fn near(&self) -> Vec<i64> {
        let around = |it: &i64| [it.saturating_sub(1), *it, it.saturating_add(1)];
        self.integers.iter().flat_map(around).collect()
    }

    /// The texts.
    pub fn words(&self) -> Vec<String> {
        self.words.clone()
    }

    fn look(&mut self, document: &Value) {
        match document {
            Value::String(text) if text.starts_with("{%") => self.read(text),
            Value::Array(items) => items.iter().for_each(|it| self.look(it)),
            Value::Object(fields) => fields.values().for_each(|it| self.look(it)),
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    /// Texts stand in single quotes; an integer is a run of digits that is no part of a name.
    fn read(&mut self, expression: &str) {
        for (index, part) in expression.split('\'').enumerate() {
            if index % 2 == 1 {
                self.words.push(part.to_owned());
                continue;
            }
            let words = part.split(|it: char| !(it.is_ascii_alphanumeric() || "_$-".contains(it)));
            self.integers.extend(words.filter_map(|word| word.parse::<i64>().ok()));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Constants;

    #[test]
    fn integers_and_texts_of_expressions_are_found() {
        let document = json!({ "A": ["{% $a1 <= 2000 and $_0 = -5 or $b = 'no' %}", "2001"], "B": 7 });
        let constants = Constants::of(&document);
        assert_eq!(constants.integers, [-5, 2000]);
        assert_eq!(constants.words(), ["no"]);
    }
}
