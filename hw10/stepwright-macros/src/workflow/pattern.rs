//! Patterns of a `match`: the condition of an arm, and the names that it binds.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Expr, ExprLit, Ident, Lit, Pat, PatTupleStruct, Result};

/// When an arm is taken, and what holds in it.
pub(super) struct Arm {
    /// An `Expr<bool>`; `None`: always.
    pub(super) condition: Option<TokenStream>,
    /// `let`s at the beginning of the arm.
    pub(super) bindings: TokenStream,
}

impl Arm {
    fn when(condition: TokenStream) -> Arm {
        Arm {
            condition: Some(condition),
            bindings: TokenStream::new(),
        }
    }
}

/// The arms of a `match`, each with whether it is taken wherever those before it are not: so is the second of `Some`
/// and `None`, since every value is one of them.
pub(super) fn conditional_arms(arms: &[syn::Arm]) -> impl Iterator<Item = (&syn::Arm, bool)> {
    let names: Vec<_> = arms.iter().filter_map(|arm| option_variant(&arm.pat)).collect();
    let always = matches!(names.as_slice(), ["Some", "None"] | ["None", "Some"]) && arms.len() == 2;
    arms.iter()
        .enumerate()
        .map(move |(index, arm)| (arm, always && index == 1))
}

fn option_variant(pattern: &Pat) -> Option<&'static str> {
    match pattern {
        Pat::Ident(name) if name.ident == "None" => Some("None"),
        Pat::TupleStruct(tuple) if tuple.path.is_ident("Some") => Some("Some"),
        _ => None,
    }
}

/// What a pattern says of the scrutinee, which is a local of that name.
pub(super) fn arm(pattern: &Pat, scrutinee: &Ident) -> Result<Arm> {
    match pattern {
        Pat::Wild(_) => Ok(Arm {
            condition: None,
            bindings: TokenStream::new(),
        }),
        Pat::Paren(inner) => arm(&inner.pat, scrutinee),
        Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() && name.mutability.is_none() => {
            Ok(identifier(&name.ident, scrutinee))
        }
        Pat::Path(path) => Ok(Arm::when(quote!(::stepwright::flow::matches(&#scrutinee, #path)))),
        Pat::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Bool(_) | Lit::Str(_),
            ..
        }) => Ok(Arm::when(quote!(::stepwright::flow::matches(&#scrutinee, #pattern)))),
        Pat::TupleStruct(tuple) if tuple.path.is_ident("Some") => some(tuple, scrutinee),
        Pat::Or(or) => {
            let cases = or
                .cases
                .iter()
                .map(|case| alternative(case, scrutinee))
                .collect::<Result<Vec<_>>>()?;
            Ok(Arm::when(quote!(::stepwright::flow::any(::std::vec![#(#cases),*]))))
        }
        other => Err(Error::new_spanned(
            other,
            "an arm is a variant without data, `Some(name)`, `None`, an integer, a text, a boolean, or `_`; look at the rest in a step",
        )),
    }
}

/// A name in capitals is a constant or a variant; any other binds the scrutinee.
fn identifier(name: &Ident, scrutinee: &Ident) -> Arm {
    if name == "None" {
        return Arm::when(quote!(#scrutinee.is_none()));
    }
    if name.to_string().starts_with(char::is_uppercase) {
        return Arm::when(quote!(::stepwright::flow::matches(&#scrutinee, #name)));
    }
    Arm {
        condition: None,
        bindings: quote!(let #name = ::core::clone::Clone::clone(&#scrutinee);),
    }
}

fn some(tuple: &PatTupleStruct, scrutinee: &Ident) -> Result<Arm> {
    let inner: Vec<_> = tuple.elems.iter().collect();
    let bindings = match inner.as_slice() {
        [Pat::Ident(name)] if name.subpat.is_none() => {
            let name = &name.ident;
            quote!(let #name = ::stepwright::flow::present(&#scrutinee);)
        }
        [Pat::Wild(_)] => TokenStream::new(),
        _ => {
            return Err(Error::new_spanned(
                tuple,
                "write `Some(name)` or `Some(_)`, and match the name in its arm",
            ));
        }
    };
    Ok(Arm {
        condition: Some(quote!(#scrutinee.is_some())),
        bindings,
    })
}

fn alternative(pattern: &Pat, scrutinee: &Ident) -> Result<TokenStream> {
    match arm(pattern, scrutinee)? {
        Arm {
            condition: Some(condition),
            bindings,
        } if bindings.is_empty() => Ok(condition),
        _ => Err(Error::new_spanned(
            pattern,
            "one of several alternatives binds no name: write an arm of its own",
        )),
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
        _ => false,
    }
}
