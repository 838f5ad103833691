//! Reads the header `Idempotency-Key`: a structured-field string (RFC 8941), or the key bare.

use bank::{IDEMPOTENCY_KEY, IdempotencyKey};
use http::HeaderMap;

use super::refusal::Refusal;

/// The key that the client sent, if it sent one.
pub(crate) fn read(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Refusal> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY.name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Refusal::invalid_key("must be sent once"));
    }
    let text = value
        .to_str()
        .map_err(|_| Refusal::invalid_key("must be printable ASCII"))?;
    let key = unquote(text.trim()).ok_or_else(|| Refusal::invalid_key("must be a string in double quotes, or bare"))?;
    IdempotencyKey::parse(key)
        .map(Some)
        .map_err(|error| Refusal::invalid_key(&error.to_string()))
}

/// The text that a structured-field string stands for; a bare text stands for itself.
fn unquote(text: &str) -> Option<String> {
    let Some(quoted) = text.strip_prefix('"') else {
        return Some(text.to_owned());
    };
    let mut key = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return letters.as_str().is_empty().then_some(key),
            '\\' => key.push(letters.next().filter(|letter| matches!(letter, '"' | '\\'))?),
            letter => key.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn key(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY.name, HeaderValue::from_static(value));
        }
        read(&headers)
            .expect("a good header")
            .map(|key| key.as_str().to_owned())
    }

    #[track_caller]
    fn refused(values: &[&[u8]]) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                IDEMPOTENCY_KEY.name,
                HeaderValue::from_bytes(value).expect("a header's value"),
            );
        }
        assert!(read(&headers).is_err());
    }

    #[test]
    fn a_key_is_a_string_or_bare() {
        assert_eq!(key(&[]), None);
        assert_eq!(key(&["\"a b\""]), Some("a b".into()));
        assert_eq!(key(&["a-b"]), Some("a-b".into()));
        assert_eq!(key(&[r#""a\"b\\c""#]), Some(r#"a"b\c"#.into()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let long = "k".repeat(256);
        let bad: [&[u8]; 7] = [
            b"",
            b"\"\"",
            b"\"a",
            b"\"a\"b",
            br#""a\n""#,
            b"\xc3\xa4",
            long.as_bytes(),
        ];
        for value in bad {
            refused(&[value]);
        }
        refused(&[b"a", b"b"]);
    }
}
