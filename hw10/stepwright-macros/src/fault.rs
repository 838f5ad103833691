//! `#[derive(Fault)]`: a struct is one fault, an enum a choice of them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{
    Data, DataEnum, DeriveInput, Error, Field, Fields, FieldsNamed, Ident, LitInt, LitStr, Result, Type, Variant,
};

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
#[derive(Default)]
struct Options {
    name: Option<LitStr>,
    status: Option<LitInt>,
    detail: Option<LitStr>,
    title: Option<LitStr>,
    retry_after_seconds: Option<LitInt>,
    transient: bool,
    /// `service`, with the place where it stands.
    service: Option<Span>,
    /// The error names of a fault of the platform. For stepwright's own.
    platform: Vec<LitStr>,
}

const OPTIONS: &str = "there are `status`, `detail`, `title`, `name`, `service`, `retry_after_seconds`, `transient`";

fn options(input: &DeriveInput) -> Result<Options> {
    let mut options = Options::default();
    for attribute in input.attrs.iter().filter(|it| it.path().is_ident("fault")) {
        attribute.parse_nested_meta(|meta| options.read(&meta))?;
    }
    if let (Some(span), None) = (options.service, &options.name) {
        let example = r#"#[fault(name = "DynamoDb.ConditionalCheckFailedException", service, ..)]"#;
        let message = format!("say the name that Step Functions reports the fault under: `{example}`");
        return Err(Error::new(span, message));
    }
    Ok(options)
}

impl Options {
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("name") => self.name = Some(attributes::text(meta)?),
            Some("status") => self.status = Some(http_status(meta.value()?.parse()?)?),
            Some("detail") => self.detail = Some(attributes::text(meta)?),
            Some("title") => self.title = Some(attributes::text(meta)?),
            Some("retry_after_seconds") => self.retry_after_seconds = Some(meta.value()?.parse()?),
            Some("transient") => self.transient = true,
            Some("service") => self.service = meta.path.get_ident().map(Ident::span),
            Some("platform") => self.platform = attributes::texts(meta)?,
            _ => return Err(meta.error(OPTIONS)),
        }
        Ok(())
    }

    /// Whether somebody else than a step reports the fault: then its fields are what is reported.
    fn reported(&self) -> bool {
        self.service.is_some() || !self.platform.is_empty()
    }

    /// The fault's name, checked.
    fn name(&self, input: &DeriveInput) -> Result<LitStr> {
        let Some(name) = self.name.as_ref().or(self.platform.first()) else {
            return Ok(LitStr::new(&input.ident.to_string(), input.ident.span()));
        };
        let text = name.value();
        let refusal = match text.as_str() {
            "" => Some("a fault has a name"),
            _ if !self.platform.is_empty() => None,
            "States.ALL" => {
                Some("`States.ALL` stands for every error: `.catch_platform()` on the step's call catches it")
            }
            "States.Runtime" => Some("`States.Runtime` is never caught: the execution fails"),
            _ if text.starts_with("States.") && self.service.is_none() => {
                Some("names that begin with `States.` are Step Functions' own: a step cannot report one")
            }
            _ => None,
        };
        refusal.map_or_else(|| Ok(name.clone()), |refusal| Err(Error::new_spanned(name, refusal)))
    }
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
        let wire = contract::wire_name(field, &serde, container.rename_all.as_ref())?;
        written.push_str(&format!("{before}{{{wire}}}"));
        rest = after;
    }
    Ok(LitStr::new(&(written + rest), detail.span()))
}

fn one(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let options = options(input)?;
    let wires = wires(input, fields, &options)?;
    let entry = entry(input, fields, &options, &wires)?;
    let fault = leaf(input, fields, &options, &wires);
    let name = &input.ident;
    let error = error(name);
    Ok(quote! {
        const _: () = {
            use ::stepwright::private::{schemars, serde_json};

            #entry
            #fault

            impl ::core::fmt::Display for #name {
                fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::stepwright::private::write_detail(out, ENTRY.detail, &::stepwright::Fault::payload(self))
                }
            }
        };
        #error
        ::stepwright::flow_only! {
            impl ::stepwright::flow::Leaf for #name {}
            impl ::stepwright::flow::Catchable for #name {
                type Bound = ::stepwright::flow::Expr<#name>;
                fn bound(error: ::std::rc::Rc<::stepwright::flow::Expression>) -> Self::Bound {
                    ::stepwright::flow::payload::<#name>(&error)
                }
            }
        }
    })
}

/// The names of the fields on the wire. What a service reports is an error name and a text: so are then the fields.
fn wires(input: &DeriveInput, fields: &FieldsNamed, options: &Options) -> Result<Vec<String>> {
    let container = attributes::serde(&input.attrs)?;
    let wire = |field: &Field| {
        let wire = contract::wire_name(field, &attributes::serde(&field.attrs)?, container.rename_all.as_ref())?;
        let plain = field.ident.as_ref().is_some_and(|name| *name == wire);
        let is_text =
            matches!(&field.ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "String"));
        if options.reported() && !(plain && is_text && matches!(wire.as_str(), "error" | "cause")) {
            let message = "a service reports an error name and a text: the fields are `error: String` and \
                           `cause: String`, or one of them, or none";
            return Err(Error::new_spanned(field, message));
        }
        Ok(wire)
    };
    fields.named.iter().map(wire).collect()
}

/// What is known of the fault without a value of it.
fn entry(input: &DeriveInput, fields: &FieldsNamed, options: &Options, wires: &[String]) -> Result<TokenStream> {
    let ident = &input.ident;
    let missing = |what: &str| {
        let example = r#"#[fault(status = 404, detail = "There is no account {account}.")]"#;
        Error::new_spanned(ident, format!("say the fault's {what}: `{example}`"))
    };
    let status = options.status.as_ref().ok_or_else(|| missing("HTTP status"))?;
    let detail = options.detail.as_ref();
    let detail = detail.ok_or_else(|| missing("detail, a sentence for a person"))?;
    let detail = on_the_wire(detail, input, fields)?;
    let (name, text) = (options.name(input)?, ident.to_string());
    let title = LitStr::new(&case::sentence(&text), Span::call_site());
    let title = options.title.as_ref().unwrap_or(&title);
    let description = attributes::documentation(&input.attrs);
    let retry_after_seconds = match &options.retry_after_seconds {
        Some(seconds) => quote!(::core::option::Option::Some(#seconds)),
        None => quote!(::core::option::Option::None),
    };
    let transient = options.transient;
    let (origin, matches) = match (options.service, options.platform.as_slice()) {
        (_, names @ [_, ..]) => (quote!(Platform), quote!(#(#names),*)),
        (Some(_), []) => (quote!(Service), quote!(#name)),
        (None, []) => (quote!(Step), quote!(#name)),
    };
    Ok(quote! {
        static ENTRY: ::stepwright::FaultEntry = ::stepwright::FaultEntry {
            name: #name,
            matches: &[#matches],
            origin: ::stepwright::FaultOrigin::#origin,
            fields: &[#(#wires),*],
            rust_path: ::core::concat!(::core::module_path!(), "::", #text),
            description: #description,
            title: #title,
            detail: #detail,
            status: #status,
            retry_after_seconds: #retry_after_seconds,
            transient: #transient,
            schema: <#ident as schemars::JsonSchema>::json_schema,
        };
    })
}

fn leaf(input: &DeriveInput, fields: &FieldsNamed, options: &Options, wires: &[String]) -> TokenStream {
    let name = &input.ident;
    let has = |wanted: &str| options.reported() && wires.iter().any(|wire| wire == wanted);
    let own_name = has("error").then(|| quote! { fn name(&self) -> &str { &self.error } });
    let own_cause = has("cause").then(|| {
        quote! { fn cause_text(&self) -> ::std::string::String { ::core::clone::Clone::clone(&self.cause) } }
    });
    let payload = if options.reported() {
        quote!(::stepwright::private::reported(name, payload, ENTRY.fields))
    } else {
        quote!(::core::clone::Clone::clone(payload))
    };
    // rustc says so itself where a type that is called `String` is another one.
    let texts = fields.named.iter().filter(|_| options.reported()).map(|field| {
        let (field, of) = (&field.ident, &field.ty);
        quote_spanned! { of.span() => let _: &::std::string::String = &self.#field; }
    });
    quote! {
        impl ::stepwright::Fault for #name {
            fn table() -> ::std::vec::Vec<&'static ::stepwright::FaultEntry> { ::std::vec![&ENTRY] }
            fn entry(&self) -> &'static ::stepwright::FaultEntry { &ENTRY }
            fn payload(&self) -> serde_json::Value {
                #(#texts)*
                serde_json::to_value(self).expect("a contract can be written as JSON")
            }
            fn from_wire(
                name: &str,
                payload: &serde_json::Value,
            ) -> ::core::option::Option<::core::result::Result<Self, ::std::vec::Vec<::stepwright::Problem>>> {
                ::stepwright::private::goes_by(ENTRY.matches, name).then(|| ::stepwright::decode(#payload))
            }
            #own_name
            #own_cause
        }
    }
}

/// What every fault has. The fault of one of several branches is one that each of theirs can become.
fn error(name: &Ident) -> TokenStream {
    let (first, other) = (generic("A"), generic("B"));
    quote! {
        impl ::std::error::Error for #name {}
        impl ::stepwright::FromFault<#name> for #name {}

        impl<#first, #other> ::core::convert::From<::stepwright::OneOf<#first, #other>> for #name
        where
            #name: ::core::convert::From<#first> + ::core::convert::From<#other>,
        {
            fn from(fault: ::stepwright::OneOf<#first, #other>) -> #name {
                match fault {
                    ::stepwright::OneOf::First(fault) => ::core::convert::From::from(fault),
                    ::stepwright::OneOf::Other(fault) => ::core::convert::From::from(fault),
                }
            }
        }
        impl<#first, #other> ::stepwright::FromFault<::stepwright::OneOf<#first, #other>> for #name
        where
            #name: ::stepwright::FromFault<#first> + ::stepwright::FromFault<#other>,
        {
        }
    }
}

/// A parameter of type that hides no type of the user's.
fn generic(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
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
                fn name(&self) -> &str {
                    match self { #(#name::#variants(fault) => <#held as ::stepwright::Fault>::name(fault)),* }
                }
                fn cause_text(&self) -> ::std::string::String {
                    match self { #(#name::#variants(fault) => <#held as ::stepwright::Fault>::cause_text(fault)),* }
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
    let caught = held
        .iter()
        .any(|of| is_named(of, "PlatformFault"))
        .then(|| caught(name));
    let raise = variants.iter().map(|variant| format_ident!("__raise_{variant}"));
    let catch = variants.iter().map(|variant| format_ident!("__caught_{variant}"));
    quote! {
        #(
            impl ::core::convert::From<#held> for #name {
                fn from(fault: #held) -> #name { #name::#variants(fault) }
            }
            impl ::stepwright::FromFault<#held> for #name {}
        )*
        #caught
        ::stepwright::flow_only! {
            #[allow(non_snake_case, missing_docs)]
            impl #name {
                #(
                    #[doc(hidden)]
                    pub fn #raise(fault: ::stepwright::flow::Raised<#held>) -> ::stepwright::flow::Raised<#name> {
                        fault.into_choice()
                    }

                    #[doc(hidden)]
                    pub fn #catch() -> ::stepwright::flow::Handled<#held> { ::stepwright::flow::Handled::new() }
                )*
            }
            impl ::stepwright::flow::Catchable for #name {
                type Bound = ::stepwright::flow::CaughtFault<#name>;
                fn bound(error: ::std::rc::Rc<::stepwright::flow::Expression>) -> Self::Bound {
                    ::stepwright::flow::CaughtFault::new(error)
                }
            }
        }
    }
}

fn is_named(of: &Type, name: &str) -> bool {
    matches!(of, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// A choice that holds what the platform does also holds what a step may come to beside that.
fn caught(name: &Ident) -> TokenStream {
    let own = generic("E");
    quote! {
        impl<#own> ::core::convert::From<::stepwright::Caught<#own>> for #name
        where
            #name: ::core::convert::From<#own>,
        {
            fn from(fault: ::stepwright::Caught<#own>) -> #name {
                match fault {
                    ::stepwright::Caught::Fault(fault) => ::core::convert::From::from(fault),
                    ::stepwright::Caught::Platform(fault) => ::core::convert::From::from(fault),
                }
            }
        }
        impl<#own> ::stepwright::FromFault<::stepwright::Caught<#own>> for #name
        where
            #name: ::stepwright::FromFault<#own>,
        {
        }
    }
}
