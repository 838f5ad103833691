//! Changes of a contract's types: of every field, variant and limit.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::{Field, Fields, FieldsNamed, GenericArgument, Item, ItemEnum, ItemMacro, ItemStruct, PathArguments, Type};

use crate::faults;
use crate::mutation::Mutation::{
    FieldAdded, FieldDropped, FieldGivenAnotherText, FieldMadeOptional, FieldMadeRequired, FieldRenamed,
    FieldRenamedOnTheWire, FieldRetyped, LimitNarrowed, OptionalFieldAdded, VariantAdded, VariantDropped,
    VariantRenamed, VariantRenamedOnTheWire,
};
use crate::mutation::{Mutant, Role, roles};
use crate::source::{Edit, Source, add, derives, drop, range, renamed_on_the_wire, replace};

/// A type of the contract that is a text.
pub(crate) const TEXT: &str = "crate::text::RequestId";

/// What no type of the contract has anything in common with.
pub(crate) const ANOTHER: &str = "bool";

/// Every change of an item.
pub(crate) fn changes(source: &Source, item: &Item) -> Vec<Mutant> {
    match item {
        Item::Struct(item) if derives(&item.attrs, "Fault") => [
            faults::of_struct(source, item),
            of_struct(source, item, &[Role::Failed]),
        ]
        .concat(),
        Item::Struct(item) if derives(&item.attrs, "Contract") => {
            of_struct(source, item, roles(&item.ident.to_string()))
        }
        Item::Enum(item) if derives(&item.attrs, "Fault") => faults::of_enum(source, item),
        Item::Enum(item) if derives(&item.attrs, "Contract") => of_enum(source, item),
        Item::Macro(item) if item.ident.is_none() => limits(source, item),
        _ => Vec::new(),
    }
}

fn of_struct(source: &Source, item: &ItemStruct, roles: &'static [Role]) -> Vec<Mutant> {
    match &item.fields {
        Fields::Named(fields) => of_fields(source, &item.ident.to_string(), fields, roles),
        // Named by nobody, and always there.
        Fields::Unnamed(fields) => {
            let retyped = |field: &Field| {
                source.mutant(
                    FieldRetyped,
                    format!("{}.0", item.ident),
                    roles,
                    [replace(&field.ty, ANOTHER)],
                )
            };
            fields.unnamed.iter().map(retyped).collect()
        }
        Fields::Unit => Vec::new(),
    }
}

fn of_fields(source: &Source, name: &str, fields: &FieldsNamed, roles: &'static [Role]) -> Vec<Mutant> {
    let close = fields.brace_token.span.close();
    let added = |ty: &str| add(&fields.named, close, &format!("/// Added.\npub added: {ty},\n"));
    let mut mutants = vec![
        source.mutant(FieldAdded, name, roles, [added(TEXT)]),
        source.mutant(OptionalFieldAdded, name, roles, [added(&format!("Option<{TEXT}>"))]),
    ];
    for (index, field) in fields.named.iter().enumerate() {
        let ident = field.ident.as_ref().expect("the field of a struct has a name");
        let mut mutant = |mutation, edit: Edit| {
            mutants.push(source.mutant(mutation, format!("{name}.{ident}"), roles, [edit]));
        };
        mutant(FieldRenamed, replace(ident, format!("{ident}_renamed")));
        mutant(FieldRenamedOnTheWire, renamed_on_the_wire(&field.attrs, &field.vis));
        mutant(FieldDropped, drop(&fields.named, index));
        mutant(FieldRetyped, replace(inner(&field.ty), ANOTHER));
        if let Some(text) = another_text(inner(&field.ty)) {
            mutant(FieldGivenAnotherText, replace(inner(&field.ty), text));
        }
        let written = &source.text[range(&field.ty)];
        match optional(&field.ty) {
            Some(inner) => mutant(FieldMadeRequired, replace(&field.ty, &source.text[range(inner)])),
            None => mutant(FieldMadeOptional, replace(&field.ty, format!("Option<{written}>"))),
        }
    }
    mutants
}

fn of_enum(source: &Source, item: &ItemEnum) -> Vec<Mutant> {
    let name = item.ident.to_string();
    let roles = roles(&name);
    let added = add(&item.variants, item.brace_token.span.close(), "/// Added.\nAdded,\n");
    let mut mutants = vec![source.mutant(VariantAdded, name.as_str(), roles, [added])];
    for (index, variant) in item.variants.iter().enumerate() {
        let ident = &variant.ident;
        let mut mutant = |mutation, edit: Edit| {
            mutants.push(source.mutant(mutation, format!("{name}::{ident}"), roles, [edit]));
        };
        mutant(VariantRenamed, replace(ident, format!("{ident}Renamed")));
        mutant(VariantRenamedOnTheWire, renamed_on_the_wire(&variant.attrs, ident));
        mutant(VariantDropped, drop(&item.variants, index));
    }
    mutants
}

/// The type in an `Option`.
fn optional(ty: &Type) -> Option<&Type> {
    let [inner] = arguments(ty, "Option")[..] else {
        return None;
    };
    Some(inner)
}

/// The type behind a reference or in an `Option`.
pub(crate) fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => inner(&reference.elem),
        ty => optional(ty).map_or(ty, inner),
    }
}

/// What stands in the angles of a type of that name.
pub(crate) fn arguments<'a>(ty: &'a Type, name: &str) -> Vec<&'a Type> {
    let last = match ty {
        Type::Path(ty) => ty.path.segments.last().filter(|it| it.ident == name),
        _ => None,
    };
    let Some(PathArguments::AngleBracketed(angles)) = last.map(|it| &it.arguments) else {
        return Vec::new();
    };
    let types = angles.args.iter().map(|it| match it {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.flatten().collect()
}

/// Another type that is a text, for one that is.
pub(crate) fn another_text(ty: &Type) -> Option<&'static str> {
    let Type::Path(ty) = ty else { return None };
    match ty.path.get_ident()?.to_string().as_str() {
        "RequestId" => Some("crate::text::AccountId"),
        "AccountId" | "Description" | "IdempotencyKey" | "PostedAt" | "TransactionId" => Some(TEXT),
        _ => None,
    }
}

/// A type's greatest number or length, one less: `money!(Amount, { "maximum": 1_000_000_000 })`.
fn limits(source: &Source, item: &ItemMacro) -> Vec<Mutant> {
    let tokens: Vec<_> = item.mac.tokens.clone().into_iter().collect();
    let named = tokens.iter().find_map(|token| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    });
    let schema = tokens.iter().rev().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    });
    let (Some(name), Some(schema)) = (named, schema.map(Group::stream)) else {
        return Vec::new();
    };
    let narrowed = |(range, limit): (Range<usize>, f64)| {
        source.mutant(
            LimitNarrowed,
            name.as_str(),
            roles(&name),
            [(range, (limit - 1.0).to_string())],
        )
    };
    limit(schema).into_iter().map(narrowed).collect()
}

/// The number behind `"maximum":` or `"maxLength":`, and where it stands.
fn limit(schema: TokenStream) -> Option<(Range<usize>, f64)> {
    let tokens: Vec<_> = schema.into_iter().collect();
    tokens.windows(3).find_map(|window| match window {
        [TokenTree::Literal(name), TokenTree::Punct(_), TokenTree::Literal(limit)]
            if ["\"maximum\"", "\"maxLength\""].contains(&name.to_string().as_str()) =>
        {
            Some((limit.span().byte_range(), number(limit)?))
        }
        _ => None,
    })
}

fn number(literal: &Literal) -> Option<f64> {
    literal.to_string().replace('_', "").parse().ok()
}
