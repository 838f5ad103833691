//! What the macros read from attributes: documentation, serde's options, our own.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta, Result, Token};

/// The text of the documentation: its first paragraph, in one line.
pub(crate) fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(doc_line);
    let paragraph: Vec<String> = lines
        .skip_while(String::is_empty)
        .take_while(|line| !line.is_empty())
        .collect();
    paragraph.join(" ")
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text), ..
    }) = &pair.value
    else {
        return None;
    };
    attribute.path().is_ident("doc").then(|| text.value().trim().to_owned())
}

/// What serde does with a struct, an enum or a field, as far as it changes the wire form.
#[derive(Default)]
pub(crate) struct Serde {
    pub(crate) rename: Option<String>,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) rename_all_fields: Option<LitStr>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) content: Option<LitStr>,
    pub(crate) deny_unknown_fields: bool,
    /// `default`, with the place where it stands.
    pub(crate) default: Option<proc_macro2::Span>,
}

const REFUSED: &str = "a contract's wire form must follow from its fields. Leave the option out, or mark the type \
                       `#[contract(opaque)]`: a workflow then passes it on whole";

/// Serde's options; an error for each that gives the wire form another shape.
pub(crate) fn serde(attributes: &[Attribute]) -> Result<Serde> {
    let mut found = Serde::default();
    let mut errors: Option<Error> = None;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        if let Err(error) = attribute.parse_nested_meta(|meta| option(&mut found, &meta)) {
            match &mut errors {
                Some(errors) => errors.combine(error),
                None => errors = Some(error),
            }
        }
    }
    errors.map_or(Ok(found), Err)
}

fn option(found: &mut Serde, meta: &ParseNestedMeta<'_>) -> Result<()> {
    let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
    match name.as_str() {
        "rename" if meta.input.peek(Token![=]) => found.rename = Some(text(meta)?.value()),
        "rename_all" if meta.input.peek(Token![=]) => found.rename_all = Some(text(meta)?),
        "rename_all_fields" if meta.input.peek(Token![=]) => found.rename_all_fields = Some(text(meta)?),
        "tag" if meta.input.peek(Token![=]) => found.tag = Some(text(meta)?),
        "content" if meta.input.peek(Token![=]) => found.content = Some(text(meta)?),
        "deny_unknown_fields" => found.deny_unknown_fields = true,
        "default" => {
            found.default = Some(meta.path.segments[0].ident.span());
            if meta.input.peek(Token![=]) {
                return Err(meta.error(REFUSED));
            }
        }
        "crate" | "expecting" | "bound" => {
            text(meta)?;
        }
        _ => return Err(meta.error(format!("`{name}` is refused: {REFUSED}"))),
    }
    Ok(())
}

/// The text after `=`.
pub(crate) fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

/// The texts in parentheses.
pub(crate) fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let texts;
    syn::parenthesized!(texts in meta.input);
    Ok(texts
        .parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?
        .into_iter()
        .collect())
}

/// The options of `#[contract(..)]`.
#[derive(Default)]
pub(crate) struct ContractOptions {
    pub(crate) opaque: bool,
    pub(crate) compare: bool,
}

/// Reads `#[contract(opaque)]` and `#[contract(compare)]`.
pub(crate) fn contract(attributes: &[Attribute]) -> Result<ContractOptions> {
    let mut options = ContractOptions::default();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("contract")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("opaque") {
                options.opaque = true;
            } else if meta.path.is_ident("compare") {
                options.compare = true;
            } else {
                return Err(meta.error("there are `opaque` and `compare`"));
            }
            Ok(())
        })?;
    }
    Ok(options)
}
