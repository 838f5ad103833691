//! How the macros agree on a variant of an enum: by a number made of its name, since one macro sees where the enum is
//! defined, the other where it is used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Path};

/// The number of a variant: FNV-1a over its name.
pub(crate) fn number(variant: &Ident) -> u64 {
    let name = variant.to_string();
    name.trim_start_matches("r#")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// `<Enum as Variants<number>>` for `Enum::Variant`; `None`: the path is not one of a variant.
pub(crate) fn of(path: &Path) -> Option<TokenStream> {
    let mut of = path.clone();
    let variant = of.segments.pop()?.into_value();
    of.segments.pop_punct();
    let is_type = |ident: &Ident| ident.to_string().starts_with(char::is_uppercase);
    let holder = of.segments.last()?;
    let number = number(&variant.ident);
    (is_type(&holder.ident) && is_type(&variant.ident)).then(|| quote!(<#of as ::stepwright::flow::Variants<#number>>))
}
