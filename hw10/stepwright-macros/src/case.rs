//! Names from one case to another, as people and serde write them.

/// The words of a name: at underscores and hyphens, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_was_small = false;
    for letter in name.trim_start_matches("r#").chars() {
        let starts_word = letter.is_uppercase() && before_was_small;
        if (!letter.is_alphanumeric() || starts_word) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before_was_small = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// `validate_account` to `ValidateAccount`.
pub(crate) fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

/// `bank_transaction` to `bank-transaction`.
pub(crate) fn kebab(name: &str) -> String {
    words(name).join("-")
}

/// `UnknownAccount` to `Unknown account`.
pub(crate) fn sentence(name: &str) -> String {
    capitalized(&words(name).join(" "))
}

/// A field's name under serde's `rename_all`; `None`: serde has no such rule.
pub(crate) fn serde_field(rule: &str, field: &str) -> Option<String> {
    let parts: Vec<&str> = field.split('_').collect();
    let pascal = parts.iter().map(|part| capitalized(part)).collect::<String>();
    Some(match rule {
        "lowercase" | "snake_case" => field.to_owned(),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => pascal,
        "camelCase" => {
            let mut letters = pascal.chars();
            letters
                .next()
                .map(|first| first.to_ascii_lowercase().to_string() + letters.as_str())
                .unwrap_or_default()
        }
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        _ => return None,
    })
}

/// A variant's name under serde's `rename_all`; `None`: serde has no such rule.
pub(crate) fn serde_variant(rule: &str, variant: &str) -> Option<String> {
    let snake = || {
        let mut snake = String::new();
        for (index, letter) in variant.char_indices() {
            if index > 0 && letter.is_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        snake
    };
    Some(match rule {
        "PascalCase" => variant.to_owned(),
        "lowercase" => variant.to_ascii_lowercase(),
        "UPPERCASE" => variant.to_ascii_uppercase(),
        "camelCase" => variant[..1].to_ascii_lowercase() + &variant[1..],
        "snake_case" => snake(),
        "SCREAMING_SNAKE_CASE" => snake().to_ascii_uppercase(),
        "kebab-case" => snake().replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => snake().to_ascii_uppercase().replace('_', "-"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_case() {
        assert_eq!(pascal("validate_account"), "ValidateAccount");
        assert_eq!(pascal("Kind"), "Kind");
        assert_eq!(kebab("bank_transaction"), "bank-transaction");
        assert_eq!(sentence("UnknownAccount"), "Unknown account");
        assert_eq!(pascal("r#type"), "Type");
    }

    #[test]
    fn variants_are_renamed_as_serde_does() {
        assert_eq!(serde_variant("snake_case", "SameDay").as_deref(), Some("same_day"));
        assert_eq!(serde_variant("camelCase", "SameDay").as_deref(), Some("sameDay"));
        assert_eq!(
            serde_variant("SCREAMING-KEBAB-CASE", "SameDay").as_deref(),
            Some("SAME-DAY")
        );
        assert_eq!(serde_variant("sPoNgE", "SameDay"), None);
    }

    #[test]
    fn fields_are_renamed_as_serde_does() {
        assert_eq!(serde_field("camelCase", "date_opened").as_deref(), Some("dateOpened"));
        assert_eq!(serde_field("PascalCase", "role_arn").as_deref(), Some("RoleArn"));
        assert_eq!(serde_field("kebab-case", "date_opened").as_deref(), Some("date-opened"));
        assert_eq!(serde_field("sPoNgE", "date_opened"), None);
    }
}
