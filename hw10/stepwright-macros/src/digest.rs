//! A digest of a piece of source that neither spaces nor comments change.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// FNV-1a over the tokens, 16 hexadecimal digits.
pub(crate) fn digest(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn write(tokens: TokenStream, out: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = delimiters(group.delimiter());
                out.push(open);
                write(group.stream(), out);
                out.push(close);
            }
            other => {
                out.push_str(&other.to_string());
                out.push(' ');
            }
        }
    }
}

fn delimiters(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    fn of(source: &str) -> String {
        digest(source.parse().expect("tokens"))
    }

    #[test]
    fn spaces_and_comments_do_not_count_and_words_do() {
        assert_eq!(of("a . b ( c )"), of("a.b(c) // why"));
        assert_ne!(of("a.b(c)"), of("a.b(d)"));
    }
}
