//! `#[derive(Contract)]`: the check of a JSON value, and, for the generator, the view of an expression of the type.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DataStruct, DeriveInput, Error, Field, Fields, FieldsNamed, Ident, LitStr, Result, Type};

use crate::attributes::{self, ContractOptions, Serde};
use crate::{case, contract_enum};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new_spanned(
            parameter,
            "a contract has no parameters: write a type for each payload, since each has a schema of its own",
        ));
    }
    let options = attributes::contract(&input.attrs)?;
    if options.opaque {
        return Ok(opaque(input, true));
    }
    match &input.data {
        Data::Struct(DataStruct {
            fields: Fields::Named(fields),
            ..
        }) => structure(input, fields),
        Data::Struct(_) => Ok(opaque(input, true)),
        Data::Enum(data) => enumeration(input, data, &options),
        Data::Union(data) => Err(Error::new_spanned(data.union_token, "a union has no JSON form")),
    }
}

/// A type whose parts are nobody's business but the steps'.
fn opaque(input: &DeriveInput, may_be_list: bool) -> TokenStream {
    let name = &input.ident;
    let not_null = (!may_be_null(input)).then(|| quote!(impl ::stepwright::flow::NotNull for #name {}));
    // What a state machine may have to compare is a text in one form.
    let judge = match may_be_list {
        true => quote!(leaf),
        false => quote!(text),
    };
    quote! {
        impl ::stepwright::Contract for #name {
            fn check(value: &::stepwright::private::serde_json::Value, checker: &mut ::stepwright::Checker) {
                checker.#judge::<Self>(value);
            }
        }
        ::stepwright::flow_only! {
            impl ::stepwright::flow::Term for #name {
                type View = ::stepwright::flow::Opaque;
                const MAY_BE_LIST: bool = #may_be_list;
                fn view(_: &::stepwright::flow::Expr<Self>) -> ::stepwright::flow::Opaque { ::stepwright::flow::Opaque }
            }
            #not_null
        }
    }
}

/// Whether serde may write `null` for a value: of a unit struct, and of a tuple struct around what may be absent.
fn may_be_null(input: &DeriveInput) -> bool {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unit => true,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let of = &fields.unnamed[0].ty;
                is_option(of) || is_named(of, "Value") || is_named(of, "Json")
            }
            Fields::Unnamed(_) | Fields::Named(_) => false,
        },
        Data::Enum(_) | Data::Union(_) => false,
    }
}

/// A field with the name that it has on the wire.
pub(crate) struct NamedField<'input> {
    pub(crate) name: &'input Ident,
    pub(crate) wire: String,
    pub(crate) of: &'input Type,
}

fn structure(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let serde = attributes::serde(&input.attrs)?;
    if let Some(span) = serde.default {
        return Err(Error::new(
            span,
            "`default` for a whole struct is refused: make each field that may be absent an `Option`",
        ));
    }
    let fields = fields
        .named
        .iter()
        .map(|field| named(field, &serde))
        .collect::<Result<Vec<_>>>()?;
    let check = check(&input.ident, &fields, serde.deny_unknown_fields);
    let view = view(input, &fields);
    Ok(quote! { #check #view })
}

fn named<'input>(field: &'input Field, container: &Serde) -> Result<NamedField<'input>> {
    named_with(field, container.rename_all.as_ref())
}

/// A field whose name follows that rule, where it has none of its own.
pub(crate) fn named_with<'input>(field: &'input Field, rule: Option<&LitStr>) -> Result<NamedField<'input>> {
    let serde = attributes::serde(&field.attrs)?;
    if let (Some(span), false) = (serde.default, is_option(&field.ty)) {
        return Err(Error::new(
            span,
            "`default` is refused on a field that is not an `Option`: the state machine does not know the value",
        ));
    }
    Ok(NamedField {
        name: field.ident.as_ref().expect("a named field has a name"),
        wire: wire_name(field, &serde, rule)?,
        of: &field.ty,
    })
}

/// The name of a field on the wire, as serde's options for it and the rule for all fields say.
pub(crate) fn wire_name(field: &Field, serde: &Serde, rule: Option<&LitStr>) -> Result<String> {
    let name = field.ident.as_ref().expect("a named field has a name");
    let plain = name.to_string().trim_start_matches("r#").to_owned();
    match (&serde.rename, rule) {
        (Some(renamed), _) => Ok(renamed.clone()),
        (None, Some(rule)) => {
            case::serde_field(&rule.value(), &plain).ok_or_else(|| Error::new_spanned(rule, "serde has no such rule"))
        }
        (None, None) => Ok(plain),
    }
}

fn is_option(of: &Type) -> bool {
    is_named(of, "Option")
}

fn is_named(of: &Type, name: &str) -> bool {
    matches!(of, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

fn check(name: &Ident, fields: &[NamedField<'_>], deny_unknown_fields: bool) -> TokenStream {
    // A field may come out of another macro, whose names are not these.
    let object = Ident::new("object", Span::mixed_site());
    let each = fields.iter().map(|field| {
        let (wire, of) = (&field.wire, field.of);
        quote_spanned! { of.span() =>
            #object.field(#wire, <#of as ::stepwright::Contract>::OPTIONAL, <#of as ::stepwright::Contract>::check);
        }
    });
    let no_others = deny_unknown_fields.then(|| quote! { #object.no_others(); });
    quote! {
        impl ::stepwright::Contract for #name {
            fn check(value: &::stepwright::private::serde_json::Value, checker: &mut ::stepwright::Checker) {
                checker.object(value, |#object| { #(#each)* #no_others });
            }
        }
    }
}

fn view(input: &DeriveInput, fields: &[NamedField<'_>]) -> TokenStream {
    let (name, visibility) = (&input.ident, &input.vis);
    let view = format_ident!("{name}View");
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    let wires: Vec<_> = fields.iter().map(|field| &field.wire).collect();
    let types: Vec<_> = fields.iter().map(|field| field.of).collect();
    quote! {
        ::stepwright::flow_only! {
            const _: () = {
                #[allow(missing_docs, unreachable_pub)]
                #visibility struct #view { #(pub #names: ::stepwright::flow::Expr<#types>),* }

                impl ::stepwright::flow::Term for #name {
                    type View = #view;
                    fn view(of: &::stepwright::flow::Expr<Self>) -> #view {
                        #view { #(#names: of.field(#wires, <#types as ::stepwright::Contract>::OPTIONAL)),* }
                    }
                    fn written_out(of: &::stepwright::flow::Expr<Self>) -> ::stepwright::flow::Expr<Self> {
                        ::stepwright::flow::Construct::construct(Self::view(of))
                    }
                }

                impl ::stepwright::flow::NotNull for #name {}

                impl ::stepwright::flow::Construct for #view {
                    type Of = #name;
                    fn construct(self) -> ::stepwright::flow::Expr<#name> {
                        ::stepwright::flow::object(::std::vec![#((#wires, self.#names.erase())),*])
                    }
                }
            };
        }
    }
}

fn enumeration(input: &DeriveInput, data: &DataEnum, options: &ContractOptions) -> Result<TokenStream> {
    if data
        .variants
        .iter()
        .any(|variant| !matches!(variant.fields, Fields::Unit))
    {
        return match options.compare {
            true => Err(Error::new_spanned(
                &input.ident,
                "only an enum whose variants hold no data can be compared: match it",
            )),
            false => contract_enum::derive(input, data),
        };
    }
    let serde = attributes::serde(&input.attrs)?;
    if let Some(tag) = &serde.tag {
        return Err(Error::new_spanned(
            tag,
            "an enum whose variants hold no data has no tag: its values are texts",
        ));
    }
    for variant in &data.variants {
        attributes::serde(&variant.attrs)?;
    }
    let name = &input.ident;
    let opaque = opaque(input, false);
    let compare = options.compare.then(|| compare(name, data));
    Ok(quote! {
        #opaque
        ::stepwright::flow_only! { impl ::stepwright::flow::Matchable for #name {} }
        #compare
    })
}

/// A constant of the type in a pattern: rustc takes it only if `PartialEq` is the derived one.
fn compare(name: &Ident, data: &DataEnum) -> TokenStream {
    let first = data.variants.iter().map(|variant| &variant.ident).take(1);
    quote! {
        const _: fn(&#name) -> bool = |value| {
            #(const DERIVED: &#name = &#name::#first;
            return ::core::matches!(value, DERIVED);)*
        };
        ::stepwright::flow_only! { impl ::stepwright::flow::Comparable for #name {} }
    }
}
