//! `#[derive(Fault)]`: a struct is one fault, an enum a choice of them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Ident, LitInt, LitStr, Result, Type, Variant};

use crate::{attributes, case, contract};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new_spanned(
            parameter,
            "a fault has no parameters: its name and payload are one schema",
        ));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => one(input, fields),
            other => Err(Error::new_spanned(
                if other.is_empty() {
                    input.ident.to_token_stream()
                } else {
                    other.to_token_stream()
                },
                "a fault's payload is an object: write its fields with names, or `{}` if there are none",
            )),
        },
        Data::Enum(data) => choice(input, data),
        Data::Union(data) => Err(Error::new_spanned(data.union_token, "a union has no JSON form")),
    }
}

/// The options of `#[fault(..)]` on a struct.
struct Options {
    status: LitInt,
    detail: LitStr,
    title: Option<LitStr>,
    retry_after_seconds: Option<LitInt>,
    transient: bool,
}

fn options(input: &DeriveInput) -> Result<Options> {
    let (mut status, mut detail, mut title, mut retry_after_seconds, mut transient) = (None, None, None, None, false);
    for attribute in input.attrs.iter().filter(|it| it.path().is_ident("fault")) {
        attribute.parse_nested_meta(|meta| {
            match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("status") => status = Some(http_status(meta.value()?.parse()?)?),
                Some("detail") => detail = Some(attributes::text(&meta)?),
                Some("title") => title = Some(attributes::text(&meta)?),
                Some("retry_after_seconds") => retry_after_seconds = Some(meta.value()?.parse::<LitInt>()?),
                Some("transient") => transient = true,
                _ => {
                    return Err(meta.error("there are `status`, `detail`, `title`, `retry_after_seconds`, `transient`"));
                }
            }
            Ok(())
        })?;
    }
    let missing = |what: &str| {
        let example = r#"#[fault(status = 404, detail = "There is no account {account}.")]"#;
        Error::new_spanned(&input.ident, format!("say the fault's {what}: `{example}`"))
    };
    Ok(Options {
        status: status.ok_or_else(|| missing("HTTP status"))?,
        detail: detail.ok_or_else(|| missing("detail, a sentence for a person"))?,
        title,
        retry_after_seconds,
        transient,
    })
}

fn http_status(status: LitInt) -> Result<LitInt> {
    match status.base10_parse::<u16>() {
        Ok(400..=599) => Ok(status),
        _ => Err(Error::new_spanned(
            status,
            "a fault's HTTP status is between 400 and 599",
        )),
    }
}

/// The sentence with each `{field}` under the field's name on the wire; an error for one that is no field.
fn on_the_wire(detail: &LitStr, input: &DeriveInput, fields: &FieldsNamed) -> Result<LitStr> {
    let text = detail.value();
    let (mut written, mut rest) = (String::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| Error::new_spanned(detail, "a `{` without its `}`"))?;
        let field = fields
            .named
            .iter()
            .find(|field| field.ident.as_ref().is_some_and(|it| it == name));
        let field =
            field.ok_or_else(|| Error::new_spanned(detail, format!("`{{{name}}}` names no field of the fault")))?;
        let (serde, container) = (attributes::serde(&field.attrs)?, attributes::serde(&input.attrs)?);
        let wire = contract::wire_name(field, &serde, &container)?;
        written.push_str(&format!("{before}{{{wire}}}"));
        rest = after;
    }
    Ok(LitStr::new(&(written + rest), detail.span()))
}

fn one(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let Options {
        status,
        detail,
        title,
        retry_after_seconds,
        transient,
    } = options(input)?;
    let detail = on_the_wire(&detail, input, fields)?;
    let name = &input.ident;
    let text = name.to_string();
    let title = title.unwrap_or_else(|| LitStr::new(&case::sentence(&text), Span::call_site()));
    let description = attributes::documentation(&input.attrs);
    let retry_after_seconds = match retry_after_seconds {
        Some(seconds) => quote!(::core::option::Option::Some(#seconds)),
        None => quote!(::core::option::Option::None),
    };
    let error = error(name);
    Ok(quote! {
        const _: () = {
            use ::stepwright::private::{schemars, serde_json};

            static ENTRY: ::stepwright::FaultEntry = ::stepwright::FaultEntry {
                name: #text,
                rust_path: ::core::concat!(::core::module_path!(), "::", #text),
                description: #description,
                title: #title,
                detail: #detail,
                status: #status,
                retry_after_seconds: #retry_after_seconds,
                transient: #transient,
                schema: <#name as schemars::JsonSchema>::json_schema,
            };

            impl ::stepwright::Fault for #name {
                fn table() -> ::std::vec::Vec<&'static ::stepwright::FaultEntry> { ::std::vec![&ENTRY] }
                fn entry(&self) -> &'static ::stepwright::FaultEntry { &ENTRY }
                fn payload(&self) -> serde_json::Value {
                    serde_json::to_value(self).expect("a contract can be written as JSON")
                }
                fn from_wire(
                    name: &str,
                    payload: &serde_json::Value,
                ) -> ::core::option::Option<::core::result::Result<Self, ::std::vec::Vec<::stepwright::Problem>>> {
                    (name == #text).then(|| ::stepwright::decode(payload.clone()))
                }
            }

            impl ::core::fmt::Display for #name {
                fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::stepwright::private::write_detail(out, #detail, &::stepwright::Fault::payload(self))
                }
            }
        };
        #error
        ::stepwright::flow_only! { impl ::stepwright::flow::Leaf for #name {} }
    })
}

/// What every fault has.
fn error(name: &Ident) -> TokenStream {
    quote! {
        impl ::std::error::Error for #name {}
        impl ::stepwright::FromFault<#name> for #name {}
    }
}

fn choice(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let name = &input.ident;
    if data.variants.is_empty() {
        return Err(Error::new_spanned(name, "a choice of faults has at least one variant"));
    }
    let held = data.variants.iter().map(held).collect::<Result<Vec<_>>>()?;
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let error = error(name);
    let conversions = conversions(name, &variants, &held);
    Ok(quote! {
        const _: () = {
            use ::stepwright::private::serde_json;

            impl ::stepwright::Fault for #name {
                fn table() -> ::std::vec::Vec<&'static ::stepwright::FaultEntry> {
                    let mut table = ::std::vec::Vec::new();
                    #(::stepwright::private::merge(&mut table, <#held as ::stepwright::Fault>::table());)*
                    table
                }
                fn entry(&self) -> &'static ::stepwright::FaultEntry {
                    match self { #(#name::#variants(fault) => <#held as ::stepwright::Fault>::entry(fault)),* }
                }
                fn payload(&self) -> serde_json::Value {
                    match self { #(#name::#variants(fault) => <#held as ::stepwright::Fault>::payload(fault)),* }
                }
                fn from_wire(
                    name: &str,
                    payload: &serde_json::Value,
                ) -> ::core::option::Option<::core::result::Result<Self, ::std::vec::Vec<::stepwright::Problem>>> {
                    #(if let ::core::option::Option::Some(fault) = <#held as ::stepwright::Fault>::from_wire(name, payload) {
                        return ::core::option::Option::Some(fault.map(#name::#variants));
                    })*
                    ::core::option::Option::None
                }
            }

            impl ::core::fmt::Display for #name {
                fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#name::#variants(fault) => ::core::fmt::Display::fmt(fault, out)),* }
                }
            }
        };
        #error
        #conversions
    })
}

/// The fault that a variant holds.
fn held(variant: &Variant) -> Result<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(&fields.unnamed[0].ty),
        _ => {
            let name = &variant.ident;
            let message = format!(
                "each variant holds one fault: `{name}({name})`, where `{name}` is a struct that derives `Fault`"
            );
            Err(Error::new_spanned(variant, message))
        }
    }
}

fn conversions(name: &Ident, variants: &[&Ident], held: &[&Type]) -> TokenStream {
    let raise = variants.iter().map(|variant| format_ident!("__raise_{variant}"));
    quote! {
        #(
            impl ::core::convert::From<#held> for #name {
                fn from(fault: #held) -> #name { #name::#variants(fault) }
            }
            impl ::stepwright::FromFault<#held> for #name {}
        )*
        ::stepwright::flow_only! {
            #[allow(non_snake_case, missing_docs)]
            impl #name {
                #(
                    #[doc(hidden)]
                    pub fn #raise(fault: ::stepwright::flow::Raised<#held>) -> ::stepwright::flow::Raised<#name> {
                        fault.into_choice()
                    }
                )*
            }
        }
    }
}
