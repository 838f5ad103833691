//! A file of the contract, and edits of it by what is parsed there.

use std::ops::Range;

use hw10_tests::copy::text;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Token};

use crate::mutation::{Mutant, Mutation, Role};

/// What stands in the place of a range of bytes.
pub(crate) type Edit = (Range<usize>, String);

/// A file and its syntax.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) syntax: syn::File,
}

impl Source {
    pub(crate) fn read(path: &str) -> Source {
        let text = text(path);
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        Source {
            path: path.to_owned(),
            text,
            syntax,
        }
    }

    /// The file with edits, which must leave it Rust.
    pub(crate) fn mutant(
        &self,
        mutation: Mutation,
        place: impl Into<String>,
        roles: &'static [Role],
        edits: impl IntoIterator<Item = Edit>,
    ) -> Mutant {
        let mut edits: Vec<_> = edits.into_iter().collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let (place, mut text) = (place.into(), self.text.clone());
        for (range, edit) in edits {
            text.replace_range(range, &edit);
        }
        assert_ne!(text, self.text, "{mutation:?} of {place} changes nothing");
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{mutation:?} of {place} is no Rust: {error}"));
        Mutant {
            mutation,
            place,
            roles,
            path: self.path.clone(),
            text,
        }
    }

    /// The end of the file.
    pub(crate) fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }
}

pub(crate) fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// Something else in the place of a node.
pub(crate) fn replace(node: &impl Spanned, by: impl Into<String>) -> Edit {
    (range(node), by.into())
}

/// Something before a node.
pub(crate) fn before(node: &impl Spanned, what: impl Into<String>) -> Edit {
    let start = range(node).start;
    (start..start, what.into())
}

/// Takes one item of a list, with the comma behind it.
pub(crate) fn drop<T: Spanned>(list: &Punctuated<T, Token![,]>, index: usize) -> Edit {
    let pair = list.pairs().nth(index).expect("the item is in the list");
    let item = range(*pair.value());
    let end = pair.punct().map_or(item.end, |comma| range(*comma).end);
    (item.start..end, String::new())
}

/// Adds an item to a list, before what closes it.
pub(crate) fn add<T>(list: &Punctuated<T, Token![,]>, close: proc_macro2::Span, item: &str) -> Edit {
    let comma = if list.empty_or_trailing() { "" } else { ", " };
    let start = close.byte_range().start;
    (start..start, format!("{comma}{item}"))
}

/// One word of an attribute: `rename = "type"`, `transient`.
pub(crate) struct Word {
    pub(crate) name: String,
    /// All of it.
    pub(crate) range: Range<usize>,
    /// What stands behind its `=`.
    pub(crate) value: Option<Expr>,
}

impl Word {
    /// Another word before it.
    pub(crate) fn with(&self, word: &str) -> Edit {
        (self.range.start..self.range.start, format!("{word}, "))
    }
}

/// Takes a word that stands behind another one.
pub(crate) fn without(words: &[Word], name: &str) -> Option<Edit> {
    let pair = words.windows(2).find(|pair| pair[1].name == name)?;
    Some((pair[0].range.end..pair[1].range.end, String::new()))
}

/// The words of the attributes of that name: those of `#[serde(rename = "type")]`.
pub(crate) fn words(attributes: &[Attribute], name: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident(name)) {
        let parsed = attribute.parse_nested_meta(|meta| {
            let value: Option<Expr> = match meta.input.peek(Token![=]) {
                true => Some(meta.value()?.parse()?),
                false => None,
            };
            let start = range(&meta.path).start;
            let end = value.as_ref().map_or(range(&meta.path).end, |it| range(it).end);
            let name = meta
                .path
                .segments
                .last()
                .expect("a path has a segment")
                .ident
                .to_string();
            words.push(Word {
                name,
                range: start..end,
                value,
            });
            Ok(())
        });
        parsed.unwrap_or_else(|error| panic!("#[{name}]: {error}"));
    }
    words
}

/// Gives a field or variant another name on the wire.
pub(crate) fn renamed_on_the_wire(attributes: &[Attribute], node: &impl Spanned) -> Edit {
    let renamed = words(attributes, "serde").into_iter().find(|it| it.name == "rename");
    match renamed.and_then(|it| it.value) {
        Some(name) => replace(&name, "\"renamed\""),
        None => before(node, "#[serde(rename = \"renamed\")] "),
    }
}

/// Whether an item derives that trait.
pub(crate) fn derives(attributes: &[Attribute], name: &str) -> bool {
    words(attributes, "derive").iter().any(|it| it.name == name)
}
