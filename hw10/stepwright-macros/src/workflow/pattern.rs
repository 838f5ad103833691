//! Patterns: what they ask of a value, and the names that they bind.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Error, Expr, ExprCall, ExprLit, FieldPat, Ident, Lit, Member, Pat, PatIdent, PatRange, PatStruct, PatTupleStruct,
    RangeLimits, Result,
};

use crate::variants;

/// What a pattern asks of a value, and what it binds.
#[derive(Default)]
pub(super) struct Tested {
    /// Each an `Expr<bool>`, to be asked in this order; none: the pattern takes every value.
    pub(super) conditions: Vec<TokenStream>,
    /// The names that hold where the conditions do, each with what it stands for.
    pub(super) bound: Vec<(Ident, TokenStream)>,
}

impl Tested {
    fn when(condition: TokenStream) -> Tested {
        Tested {
            conditions: vec![condition],
            bound: Vec::new(),
        }
    }

    pub(super) fn and(mut self, other: Tested) -> Tested {
        self.conditions.extend(other.conditions);
        self.bound.extend(other.bound);
        self
    }

    /// A `let` for each name.
    pub(super) fn bindings(&self) -> TokenStream {
        Tested::lets(&self.bound)
    }

    pub(super) fn lets(bound: &[(Ident, TokenStream)]) -> TokenStream {
        let lets = bound.iter().map(|(name, value)| quote!(let #name = #value;));
        lets.collect()
    }

    /// All conditions as one; `None`: there is none.
    pub(super) fn condition(&self) -> Option<TokenStream> {
        match self.conditions.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(quote!(::stepwright::flow::all(::std::vec![#(#several),*]))),
        }
    }
}

/// What a pattern asks of the value at that place, tokens for a `flow::Expr`.
pub(super) fn test(pattern: &Pat, place: &TokenStream) -> Result<Tested> {
    match pattern {
        Pat::Wild(_) | Pat::Rest(_) => Ok(Tested::default()),
        Pat::Paren(it) => test(&it.pat, place),
        Pat::Reference(it) if it.mutability.is_none() => test(&it.pat, place),
        Pat::Type(it) => test(&it.pat, place),
        Pat::Ident(it) => name(it, place),
        Pat::Path(path) => Ok(Tested::when(
            quote_spanned!(path.span() => ::stepwright::flow::matches(&#place, #path)),
        )),
        Pat::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Bool(_) | Lit::Str(_),
            ..
        }) => Ok(Tested::when(
            quote_spanned!(pattern.span() => ::stepwright::flow::matches(&#place, #pattern)),
        )),
        Pat::Range(range) => Ok(ranged(range, place)),
        Pat::TupleStruct(it) if it.path.is_ident("Some") => some(it, place),
        Pat::TupleStruct(it) => newtype_variant(it, place),
        Pat::Struct(it) => structure(it, place),
        Pat::Tuple(it) if it.elems.is_empty() => Ok(Tested::default()),
        Pat::Or(or) => {
            let cases = or.cases.iter().map(|case| test(case, place));
            Ok(one_of(cases.collect::<Result<_>>()?))
        }
        Pat::Tuple(it) => it
            .elems
            .iter()
            .enumerate()
            .try_fold(Tested::default(), |tested, (index, part)| {
                let index = syn::Index::from(index);
                Ok(tested.and(test(part, &quote!((#place).#index))?))
            }),
        Pat::Slice(it) => Err(Error::new_spanned(
            it,
            "a list is not matched: look at its length, or at its items in a loop",
        )),
        other => Err(Error::new_spanned(
            other,
            "this pattern cannot be translated: write a variant, a struct, a literal, a range, or a name",
        )),
    }
}

/// A name in capitals is a constant or a variant; any other binds the value.
fn name(it: &PatIdent, place: &TokenStream) -> Result<Tested> {
    let name = &it.ident;
    if let Some(by_ref) = &it.by_ref {
        return Err(Error::new_spanned(
            by_ref,
            "leave `ref` out: what a workflow matches stays where it is",
        ));
    }
    if let Some(mutability) = &it.mutability {
        return Err(Error::new_spanned(
            mutability,
            "bind the name, and write `let mut` after that",
        ));
    }
    if it.subpat.is_none() && name == "None" {
        return Ok(Tested::when(quote!((#place).is_none())));
    }
    if it.subpat.is_none() && name.to_string().starts_with(char::is_uppercase) {
        return Ok(Tested::when(
            quote_spanned!(name.span() => ::stepwright::flow::matches(&#place, #name)),
        ));
    }
    let bound = Tested {
        conditions: Vec::new(),
        bound: vec![(name.clone(), quote!(::core::clone::Clone::clone(&#place)))],
    };
    match &it.subpat {
        Some((_, pattern)) => Ok(bound.and(test(pattern, place)?)),
        None => Ok(bound),
    }
}

fn ranged(range: &PatRange, place: &TokenStream) -> Tested {
    let compared = |operator: TokenStream, end: &Expr| {
        quote_spanned! { range.span() =>
            ::stepwright::flow::order(::stepwright::flow::Operator::#operator, ::core::clone::Clone::clone(&#place), #end)
        }
    };
    let below = match range.limits {
        RangeLimits::HalfOpen(_) => quote!(Less),
        RangeLimits::Closed(_) => quote!(LessOrEqual),
    };
    let start = range
        .start
        .as_ref()
        .map(|start| compared(quote!(GreaterOrEqual), start));
    let end = range.end.as_ref().map(|end| compared(below, end));
    Tested {
        conditions: start.into_iter().chain(end).collect(),
        bound: Vec::new(),
    }
}

fn some(it: &PatTupleStruct, place: &TokenStream) -> Result<Tested> {
    let inner = only(it)?;
    let present = quote!(::stepwright::flow::present(&#place));
    Ok(Tested::when(quote!((#place).is_some())).and(test(inner, &present)?))
}

fn only(it: &PatTupleStruct) -> Result<&Pat> {
    match it.elems.first() {
        Some(inner) if it.elems.len() == 1 => Ok(inner),
        _ => Err(Error::new_spanned(
            it,
            "a variant of a contract holds one value: `Variant(name)`",
        )),
    }
}

/// `Enum::Variant(pattern)`
fn newtype_variant(it: &PatTupleStruct, place: &TokenStream) -> Result<Tested> {
    let Some(variant) = variants::of(&it.path) else {
        return Err(Error::new_spanned(
            it,
            "write the enum before its variant: `Kind::Parcel(parcel)`",
        ));
    };
    let inside = quote!(#variant::inside(&#place));
    Ok(Tested::when(quote!(#variant::is(&#place))).and(test(only(it)?, &inside)?))
}

/// `Enum::Variant { field, .. }` and `Struct { field, .. }`
fn structure(it: &PatStruct, place: &TokenStream) -> Result<Tested> {
    match variants::of(&it.path) {
        Some(variant) => {
            let inside = quote!(#variant::inside(&#place));
            Ok(Tested::when(quote!(#variant::is(&#place))).and(fields(it, &inside)?))
        }
        None => fields(it, &quote!(#place)),
    }
}

fn fields(it: &PatStruct, place: &TokenStream) -> Result<Tested> {
    it.fields
        .iter()
        .try_fold(Tested::default(), |tested, FieldPat { member, pat, attrs, .. }| {
            if let Some(attribute) = attrs.first() {
                return Err(Error::new_spanned(
                    attribute,
                    "a field of a pattern has no attributes in a workflow",
                ));
            }
            match member {
                Member::Named(name) => {
                    let place = quote_spanned!(name.span() => (#place).#name);
                    Ok(tested.and(test(pat, &place)?))
                }
                Member::Unnamed(index) => Err(Error::new_spanned(
                    index,
                    "a tuple struct is passed on whole: a workflow does not look into it",
                )),
            }
        })
}

/// What several alternatives ask together. They bind the same names, says rustc: each stands for what it is in the first
/// alternative that holds.
pub(super) fn one_of(cases: Vec<Tested>) -> Tested {
    let count = cases.iter().take_while(|case| !case.conditions.is_empty()).count();
    let conditions: Vec<_> = cases.iter().filter_map(Tested::condition).collect();
    let Some(last) = cases.get(count).or(cases.last()) else {
        return Tested::default();
    };
    let before = &conditions[..count.min(cases.len() - 1)];
    let bound = last.bound.iter().map(|(name, value)| {
        let others = cases.iter().zip(before).filter_map(|(case, condition)| {
            let (_, value) = case.bound.iter().find(|(other, _)| other == name)?;
            Some(quote!((#condition, #value)))
        });
        (
            name.clone(),
            quote!(::stepwright::flow::first_that_holds(::std::vec![#(#others),*], #value)),
        )
    });
    let bound = bound.collect();
    let always = count < cases.len();
    let conditions = if always {
        Vec::new()
    } else {
        vec![quote!(::stepwright::flow::any(::std::vec![#(#conditions),*]))]
    };
    Tested { conditions, bound }
}

/// The arms of a `match`, each with whether it is taken wherever those before it are not: so is the last where `Some` and
/// `None` both have an arm, since every value is one of them.
pub(super) fn conditional_arms(arms: &[syn::Arm]) -> impl Iterator<Item = (&syn::Arm, bool)> {
    let halves: Vec<_> = arms
        .iter()
        .map(|arm| half(&arm.pat).filter(|_| arm.guard.is_none()))
        .collect();
    let has = |name| halves.contains(&Some(name));
    let always = has("Some") && has("None") && halves.last().is_some_and(Option::is_some);
    let last = arms.len().saturating_sub(1);
    arms.iter()
        .enumerate()
        .map(move |(index, arm)| (arm, always && index == last))
}

fn half(pattern: &Pat) -> Option<&'static str> {
    match pattern {
        Pat::Ident(name) if name.ident == "None" => Some("None"),
        Pat::TupleStruct(tuple) if tuple.path.is_ident("Some") && tuple.elems.iter().all(is_irrefutable) => {
            Some("Some")
        }
        _ => None,
    }
}

/// Whether a pattern takes every value, as far as its form tells.
pub(super) fn is_irrefutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(name) => name.subpat.is_none() && !name.ident.to_string().starts_with(char::is_uppercase),
        Pat::Paren(it) => is_irrefutable(&it.pat),
        Pat::Reference(it) => is_irrefutable(&it.pat),
        Pat::Type(it) => is_irrefutable(&it.pat),
        Pat::Tuple(it) => it.elems.iter().all(is_irrefutable),
        Pat::Rest(_) => true,
        // A struct, not a variant: that has its enum before it.
        Pat::Struct(it) => variants::of(&it.path).is_none() && it.fields.iter().all(|field| is_irrefutable(&field.pat)),
        _ => false,
    }
}

/// Whether an expression is one that Rust's own value may stand for: a literal.
pub(super) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Bool(_) | Lit::Str(_),
            ..
        }) => true,
        Expr::Unary(unary) => {
            matches!(unary.op, syn::UnOp::Neg(_)) && matches!(&*unary.expr, Expr::Lit(ExprLit { lit: Lit::Int(_), .. }))
        }
        Expr::Paren(inner) => is_literal(&inner.expr),
        Expr::Call(call) => is_new(call),
        _ => false,
    }
}

/// Whether it is `String::new()` or `Vec::new()`, which Rust evaluates as well as anybody.
pub(super) fn is_new(call: &ExprCall) -> bool {
    let Expr::Path(function) = &*call.func else {
        return false;
    };
    let names: Vec<_> = function.path.segments.iter().map(|it| it.ident.to_string()).collect();
    call.args.is_empty()
        && matches!(
            names.iter().map(String::as_str).collect::<Vec<_>>()[..],
            ["String" | "Vec", "new"]
        )
}
