//! The words of the Velocity Template Language, in which API Gateway maps requests and answers:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>.

use serde_json::Value;

/// The letters that Velocity would take for its own, and the variables that [`json_text`] writes them by.
const LETTERS: [(char, &str); 2] = [('$', "dollar"), ('#', "hash")];

/// A template that has texts of [`json_text`] in it, with the variables that they need.
pub(super) fn with_letters(template: String) -> String {
    let used = LETTERS
        .iter()
        .filter(|(_, name)| template.contains(&format!("${{{name}}}")));
    let set: String = used
        .map(|(letter, name)| format!("#set(${name} = '{letter}')\n"))
        .collect();
    set + &template
}

/// A text as it stands within a JSON string, to be written by a template as it is.
pub(super) fn json_text(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    let inner = &quoted[1..quoted.len() - 1];
    let replace = |text: String, (letter, name): &(char, &str)| text.replace(*letter, &format!("\u{0}{{{name}}}"));
    LETTERS.iter().fold(inner.to_owned(), replace).replace('\u{0}', "$")
}

/// A variable for a field of a payload: Velocity knows letters, digits, `_` and `-`.
pub(super) fn variable(field: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    format!("its_{}", field.chars().map(letter).collect::<String>())
}

/// A list of texts that have no apostrophe.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = texts.into_iter().map(|text| format!("'{text}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// A text within a JSON string. `escapeJavaScript` escapes an apostrophe, which JSON does not know: that one is taken back.
pub(super) fn escaped(expression: &str) -> String {
    format!(r#"$util.escapeJavaScript({expression}).replaceAll("\\'", "'")"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_velocity_would_take_for_its_own_is_written_by_a_variable() {
        assert_eq!(json_text("5 $ \"each\" #1"), r#"5 ${dollar} \"each\" ${hash}1"#);
        assert_eq!(variable("date-opened"), "its_date_opened");
    }
}
