//! `#[derive(Contract)]` on an enum whose variants hold data: the check in serde's form, and, for the generator, what a
//! workflow asks of a value, takes out of it, and makes it of.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, LitStr, Result, Type, Variant};

use crate::attributes::{self, Serde};
use crate::contract::{NamedField, named_with};
use crate::{case, steps, variants};

/// How serde says which variant a value is of.
enum Tagging<'serde> {
    /// `{"Circle": {..}}`
    External,
    /// `{"type": "Circle", ..}`
    Internal(&'serde LitStr),
    /// `{"type": "Circle", "data": {..}}`
    Adjacent(&'serde LitStr, &'serde LitStr),
}

struct Held<'input> {
    name: &'input Ident,
    wire: String,
    what: What<'input>,
}

enum What<'input> {
    Nothing,
    One(&'input Type),
    Fields(Vec<NamedField<'input>>),
}

pub(crate) fn derive(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let serde = attributes::serde(&input.attrs)?;
    let tagging = match (&serde.tag, &serde.content) {
        (None, None) => Tagging::External,
        (Some(tag), None) => Tagging::Internal(tag),
        (Some(tag), Some(content)) => Tagging::Adjacent(tag, content),
        (None, Some(content)) => return Err(Error::new_spanned(content, "`content` goes with a `tag`")),
    };
    let held = steps::all(data.variants.iter().map(|variant| held(variant, &serde, &tagging)))?;
    let check = check(&input.ident, &held, &tagging, serde.deny_unknown_fields);
    let twin = twin(input, &held, &tagging);
    Ok(quote! { #check #twin })
}

fn held<'input>(variant: &'input Variant, container: &Serde, tagging: &Tagging<'_>) -> Result<Held<'input>> {
    let serde = attributes::serde(&variant.attrs)?;
    let what = match &variant.fields {
        Fields::Unit => What::Nothing,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            if matches!(tagging, Tagging::Internal(_)) {
                let message = "beside a tag stand fields: write them in the variant, or give the enum a `content` too";
                return Err(Error::new_spanned(fields, message));
            }
            What::One(&fields.unnamed[0].ty)
        }
        Fields::Unnamed(fields) => {
            return Err(Error::new_spanned(
                fields,
                "a variant holds one value, or fields with names",
            ));
        }
        Fields::Named(fields) => {
            let rule = serde.rename_all.as_ref().or(container.rename_all_fields.as_ref());
            What::Fields(steps::all(fields.named.iter().map(|field| named_with(field, rule)))?)
        }
    };
    let name = &variant.ident;
    let plain = name.to_string().trim_start_matches("r#").to_owned();
    let wire = match (&serde.rename, &container.rename_all) {
        (Some(renamed), _) => renamed.clone(),
        (None, Some(rule)) => case::serde_variant(&rule.value(), &plain)
            .ok_or_else(|| Error::new_spanned(rule, "serde has no such rule"))?,
        (None, None) => plain,
    };
    Ok(Held { name, wire, what })
}

// ---- the check ----

fn check(name: &Ident, held: &[Held<'_>], tagging: &Tagging<'_>, deny_unknown_fields: bool) -> TokenStream {
    let variants = held.iter().map(|held| {
        let wire = &held.wire;
        let content = match &held.what {
            What::Nothing => quote!(::stepwright::private::VariantContent::Nothing),
            What::One(of) => quote_spanned! { of.span() =>
                ::stepwright::private::VariantContent::One(<#of as ::stepwright::Contract>::check)
            },
            What::Fields(fields) => {
                // A field may come out of another macro, whose names are not these.
                let object = Ident::new("object", Span::mixed_site());
                let each = fields.iter().map(|NamedField { wire, of, .. }| {
                    quote_spanned! { of.span() =>
                        #object.field(#wire, <#of as ::stepwright::Contract>::OPTIONAL, <#of as ::stepwright::Contract>::check);
                    }
                });
                quote!(::stepwright::private::VariantContent::Fields(|#object| { #(#each)* }))
            }
        };
        quote!((#wire, #content))
    });
    let tagging = match tagging {
        Tagging::External => quote!(External),
        Tagging::Internal(tag) => quote!(Internal(#tag)),
        Tagging::Adjacent(tag, content) => quote!(Adjacent(#tag, #content)),
    };
    quote! {
        impl ::stepwright::Contract for #name {
            fn check(value: &::stepwright::private::serde_json::Value, checker: &mut ::stepwright::Checker) {
                ::stepwright::private::check_variant(
                    checker,
                    value,
                    ::stepwright::private::Tagging::#tagging,
                    &[#(#variants),*],
                    #deny_unknown_fields,
                );
            }
        }
    }
}

// ---- the generator's twin ----

fn twin(input: &DeriveInput, held: &[Held<'_>], tagging: &Tagging<'_>) -> TokenStream {
    let name = &input.ident;
    let variants = held.iter().map(|held| variant(input, held, tagging));
    quote! {
        ::stepwright::flow_only! {
            impl ::stepwright::flow::Term for #name {
                type View = ::stepwright::flow::Opaque;
                fn view(_: &::stepwright::flow::Expr<Self>) -> ::stepwright::flow::Opaque { ::stepwright::flow::Opaque }
            }
            impl ::stepwright::flow::Matchable for #name {}
            impl ::stepwright::flow::NotNull for #name {}
            #(#variants)*
        }
    }
}

fn variant(input: &DeriveInput, held: &Held<'_>, tagging: &Tagging<'_>) -> TokenStream {
    let (name, visibility, wire, number) = (&input.ident, &input.vis, &held.wire, variants::number(held.name));
    let is = match tagging {
        Tagging::External => quote!(::stepwright::flow::has_key(of, #wire)),
        Tagging::Internal(tag) | Tagging::Adjacent(tag, _) => quote!(::stepwright::flow::is_tagged(of, #tag, #wire)),
    };
    let content = match tagging {
        Tagging::External => quote!(of.field(#wire, false)),
        Tagging::Internal(_) => quote!(::stepwright::flow::content(of)),
        Tagging::Adjacent(_, content) => quote!(of.field(#content, false)),
    };
    let value = match tagging {
        Tagging::External => quote!(::std::vec![(#wire, content)]),
        Tagging::Internal(_) => quote!(content),
        Tagging::Adjacent(tag, key) => quote!(::std::vec![(#tag, ::stepwright::flow::tag(#wire)), (#key, content)]),
    };
    match &held.what {
        What::Nothing => TokenStream::new(),
        What::One(of) => quote! {
            impl ::stepwright::flow::Variants<#number> for #name {
                type Inside = ::stepwright::flow::Expr<#of>;
                fn is(of: &::stepwright::flow::Expr<Self>) -> ::stepwright::flow::Expr<bool> { #is }
                fn inside(of: &::stepwright::flow::Expr<Self>) -> Self::Inside { #content }
                fn make(inside: Self::Inside) -> ::stepwright::flow::Expr<Self> {
                    let content = inside.erase();
                    ::stepwright::flow::object(#value)
                }
            }
        },
        What::Fields(fields) => {
            let view = format_ident!("{name}{}View", held.name);
            let names: Vec<_> = fields.iter().map(|field| field.name).collect();
            let wires: Vec<_> = fields.iter().map(|field| &field.wire).collect();
            let types: Vec<_> = fields.iter().map(|field| field.of).collect();
            let object = quote!(::std::vec![#((#wires, inside.#names.erase())),*]);
            let content_of = match tagging {
                Tagging::Internal(tag) => quote! {
                    let mut content = ::std::vec![(#tag, ::stepwright::flow::tag(#wire))];
                    content.extend(#object);
                },
                Tagging::External | Tagging::Adjacent(..) => quote! {
                    let content = ::stepwright::flow::object::<()>(#object).erase();
                },
            };
            quote! {
                const _: () = {
                    #[allow(missing_docs, unreachable_pub)]
                    #visibility struct #view { #(pub #names: ::stepwright::flow::Expr<#types>),* }

                    impl ::stepwright::flow::Variants<#number> for #name {
                        type Inside = #view;
                        fn is(of: &::stepwright::flow::Expr<Self>) -> ::stepwright::flow::Expr<bool> { #is }
                        fn inside(of: &::stepwright::flow::Expr<Self>) -> #view {
                            let content: ::stepwright::flow::Expr<Self> = #content;
                            #view { #(#names: content.field(#wires, <#types as ::stepwright::Contract>::OPTIONAL)),* }
                        }
                        fn make(inside: #view) -> ::stepwright::flow::Expr<Self> {
                            #content_of
                            ::stepwright::flow::object(#value)
                        }
                    }
                };
            }
        }
    }
}
