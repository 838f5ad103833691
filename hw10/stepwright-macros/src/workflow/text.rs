//! `format!`: its text, taken apart.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprMacro, Ident, LitStr, Token};

use super::body::Recorder;

/// What stands after the text of a `format!`.
enum Argument {
    Positional(Expr),
    Named(Ident, Expr),
}

impl syn::parse::Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Argument> {
        if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            let name = input.parse()?;
            input.parse::<Token![=]>()?;
            return Ok(Argument::Named(name, input.parse()?));
        }
        Ok(Argument::Positional(input.parse()?))
    }
}

/// A part of the text: itself, or what stands in braces.
enum Piece {
    Text(String),
    Hole(String),
}

impl Recorder<'_> {
    /// `format!("..{}..", value)`
    pub(super) fn format(&mut self, it: &ExprMacro) -> TokenStream {
        let parse = |input: ParseStream<'_>| {
            let text: LitStr = input.parse()?;
            input.parse::<Option<Token![,]>>()?;
            let arguments = Punctuated::<Argument, Token![,]>::parse_terminated(input)?;
            Ok((text, arguments))
        };
        let (text, arguments) = match it.mac.parse_body_with(parse) {
            Ok(parts) => parts,
            Err(error) => return self.refuse(error),
        };
        let pieces = match pieces(&text) {
            Ok(pieces) => pieces,
            Err(error) => return self.refuse(error),
        };
        let mut next = 0;
        let mut parts = Vec::new();
        for piece in pieces {
            parts.push(match piece {
                Piece::Text(text) => {
                    quote_spanned!(it.span() => ::stepwright::flow::operand::<::std::string::String>(#text))
                }
                Piece::Hole(hole) => {
                    let Some(value) = hole_value(&hole, &arguments, &mut next, &text) else {
                        // rustc says so too.
                        return self.refuse(Error::new_spanned(&text, format!("there is nothing for `{{{hole}}}`")));
                    };
                    let (span, value) = (value.span(), self.value(&value));
                    quote_spanned!(span => ::stepwright::flow::display(#value))
                }
            });
        }
        quote_spanned! { it.span() => ::stepwright::flow::concatenated(::std::vec![#(#parts),*]) }
    }
}

/// The value for `{}`, `{0}` or `{name}`.
fn hole_value(
    hole: &str,
    arguments: &Punctuated<Argument, Token![,]>,
    next: &mut usize,
    text: &LitStr,
) -> Option<Expr> {
    let positional = |index: usize| match arguments.iter().nth(index)? {
        Argument::Positional(value) | Argument::Named(_, value) => Some(value.clone()),
    };
    if hole.is_empty() {
        *next += 1;
        return positional(*next - 1);
    }
    if let Ok(index) = hole.parse::<usize>() {
        return positional(index);
    }
    let named = arguments.iter().find_map(|argument| match argument {
        Argument::Named(name, value) if name == hole => Some(value.clone()),
        Argument::Named(..) | Argument::Positional(_) => None,
    });
    named.or_else(|| {
        let name = syn::parse_str::<Ident>(hole).ok()?;
        let name = Ident::new(&name.to_string(), text.span());
        Some(syn::parse_quote!(#name))
    })
}

fn pieces(text: &LitStr) -> syn::Result<Vec<Piece>> {
    let value = text.value();
    let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), value.chars().peekable());
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' if rest.peek() == Some(&letter) => {
                rest.next();
                plain.push(letter);
            }
            '{' => {
                let hole: String = rest.by_ref().take_while(|letter| *letter != '}').collect();
                let hole = hole.strip_suffix(':').unwrap_or(&hole).to_owned();
                if let Some((_, how)) = hole.split_once(':') {
                    let message = format!(
                        "`:{how}` cannot be translated: `{{}}` writes a value as it is; let a step write it otherwise"
                    );
                    return Err(Error::new_spanned(text, message));
                }
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Hole(hole.trim().to_owned()));
            }
            other => plain.push(other),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}
