//! `#[workflow]`: the function as it stands, its description, and the straight-line twin that records its flow.

mod body;
mod branch;
mod calls;
mod checks;
mod concurrent;
mod control;
mod handle;
mod label;
mod loops;
mod pattern;
mod refusal;
mod text;
mod value;
mod waits;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Error, Expr, FnArg, Ident, ItemFn, LitInt, Macro, Pat, Path, Result, Token, Type, TypeParamBound,
};

use crate::digest::digest;
use crate::{attributes, case, steps};

/// The longest that AWS lets an execution of each kind run: five minutes, and a year.
const EXPRESS_SECONDS_MAX: u32 = 300;
const STANDARD_SECONDS_MAX: u32 = 31_536_000;

/// The function always stays: whatever else is wrong with it, rustc says so too.
pub(crate) fn expand(attribute: TokenStream, mut item: ItemFn) -> TokenStream {
    let source = digest(quote!(#attribute #item));
    let generated = generate(attribute, &item, &source).unwrap_or_else(Error::into_compile_error);
    StateNames.visit_item_fn_mut(&mut item);
    quote! {
        // A step's result is passed on by `Ok(..?)`: that it could be left out where the faults agree helps nobody.
        #[allow(clippy::needless_question_mark, clippy::manual_unwrap_or, clippy::manual_unwrap_or_default)]
        #item
        #generated
    }
}

/// Takes `#[state(..)]` off the function that rustc sees.
struct StateNames;

impl VisitMut for StateNames {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("state"));
        attributes
            .iter_mut()
            .for_each(|attribute| visit_mut::visit_attribute_mut(self, attribute));
    }

    // The branches of a join are tokens until it is expanded.
    fn visit_macro_mut(&mut self, it: &mut Macro) {
        let Ok(mut futures) = it.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) else {
            return;
        };
        let is_join = it
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "join" || last.ident == "try_join");
        if is_join {
            futures.iter_mut().for_each(|future| self.visit_expr_mut(future));
            it.tokens = quote!(#futures);
        }
    }
}

struct Options {
    kind: Ident,
    timeout_seconds: Option<LitInt>,
}

fn options(attribute: TokenStream) -> Result<Options> {
    let (mut kind, mut timeout_seconds) = (None, None);
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("express") || meta.path.is_ident("standard") {
            kind = meta.path.get_ident().cloned();
        } else if meta.path.is_ident("timeout_seconds") {
            timeout_seconds = Some(meta.value()?.parse::<LitInt>()?);
        } else {
            return Err(meta.error("there are `express`, `standard` and `timeout_seconds`"));
        }
        Ok(())
    });
    parser.parse2(attribute)?;
    let kind = kind.ok_or_else(|| {
        Error::new(
            Span::call_site(),
            "say which kind of workflow it is: `#[workflow(express)]` or `#[workflow(standard)]`",
        )
    })?;
    if let Some(literal) = &timeout_seconds {
        let most = if kind == "express" {
            EXPRESS_SECONDS_MAX
        } else {
            STANDARD_SECONDS_MAX
        };
        steps::bounded_seconds(literal, most, &format!("an execution of kind {kind}"))?;
    }
    Ok(Options { kind, timeout_seconds })
}

/// What the signature says.
struct Signature<'item> {
    steps: &'item Ident,
    trait_path: &'item Path,
    input: (&'item Ident, &'item Type),
    context: Option<(&'item Ident, &'item Type)>,
    output: &'item Type,
    fault: &'item Type,
}

const EXPECTED: &str = "a workflow is `async fn name(steps: &impl Steps, input: Input) -> Result<Output, Fault>`, \
                        with `context: Context` after its input if it wants to know of its execution";

fn signature(item: &ItemFn) -> Result<Signature<'_>> {
    let it = &item.sig;
    if it.asyncness.is_none() {
        return Err(Error::new_spanned(
            it.fn_token,
            format!("a workflow is `async`: {EXPECTED}"),
        ));
    }
    if let Some(parameter) = it.generics.params.first() {
        return Err(Error::new_spanned(
            parameter,
            format!("a workflow has no parameters of type: {EXPECTED}"),
        ));
    }
    let (output, fault) = steps::result(it)?;
    let arguments: Vec<_> = it.inputs.iter().collect();
    let (first, input, context) = match arguments.as_slice() {
        [first, input] => (first, input, None),
        [first, input, context] => (first, input, Some(named(context)?)),
        _ => return Err(Error::new(it.paren_token.span.join(), EXPECTED)),
    };
    let (steps, trait_path) = steps_parameter(first)?;
    Ok(Signature {
        steps,
        trait_path,
        input: named(input)?,
        context,
        output,
        fault,
    })
}

fn named(argument: &FnArg) -> Result<(&Ident, &Type)> {
    match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) if name.mutability.is_none() => Ok((&name.ident, &typed.ty)),
            other => Err(Error::new_spanned(other, "a parameter of a workflow has a plain name")),
        },
        FnArg::Receiver(receiver) => Err(Error::new_spanned(receiver, EXPECTED)),
    }
}

/// The name and the trait of `steps: &impl Trait`.
fn steps_parameter(argument: &FnArg) -> Result<(&Ident, &Path)> {
    let (name, of) = named(argument)?;
    if let Type::Reference(reference) = of
        && let Type::ImplTrait(bounds) = &*reference.elem
        && let Some(TypeParamBound::Trait(bound)) = bounds.bounds.first()
        && bounds.bounds.len() == 1
    {
        return Ok((name, &bound.path));
    }
    Err(Error::new_spanned(
        of,
        format!("the first parameter is the steps, `&impl Trait`: {EXPECTED}"),
    ))
}

fn generate(attribute: TokenStream, item: &ItemFn, source: &str) -> Result<TokenStream> {
    let options = options(attribute)?;
    let signature = signature(item)?;
    // A body that cannot be translated is an error of its own: what else names the workflow needs its type.
    let recorded =
        body::record(&item.block, &signature, options.kind == "express").unwrap_or_else(Error::into_compile_error);
    let flow = local("__flow");
    let description = description(item, &options, &signature, source);
    let name = &item.sig.ident;
    let Signature {
        steps,
        trait_path,
        input: (input, input_type),
        ..
    } = &signature;
    let context = signature.context.map(|(name, of)| {
        quote_spanned! { of.span() => let #name: ::stepwright::flow::Expr<#of> = #flow.context(); }
    });
    let in_express = (options.kind == "express").then(|| quote!(impl ::stepwright::flow::RunsInExpress for #name {}));
    Ok(quote! {
        #description
        ::stepwright::flow_only! {
            #in_express
            #[allow(warnings, clippy::all, clippy::pedantic)]
            impl ::stepwright::flow::Record for #name {
                const FILE: &'static str = ::core::file!();
                fn record(#flow: &::stepwright::flow::Builder) {
                    let #steps = #trait_path;
                    let #input: ::stepwright::flow::Expr<#input_type> = #flow.input(::core::stringify!(#input));
                    #context
                    #recorded
                }
            }
        }
    })
}

/// A local of the generated code, which no name of the workflow meets.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The tokens with their own meaning, but shown at another place.
fn located(tokens: &TokenStream, place: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), located(&group.stream(), place)).into();
        }
        token.set_span(token.span().located_at(place));
        token
    };
    tokens.clone().into_iter().map(locate).collect()
}

fn description(item: &ItemFn, options: &Options, signature: &Signature<'_>, source: &str) -> TokenStream {
    let (name, visibility) = (&item.sig.ident, &item.vis);
    let kebab = case::kebab(&name.to_string());
    let about = format!("The workflow of the function [`{name}()`](fn@{name}), as a generator sees it.");
    let documentation = attributes::documentation(&item.attrs);
    let kind = Ident::new(
        if options.kind == "express" {
            "Express"
        } else {
            "Standard"
        },
        options.kind.span(),
    );
    let timeout_seconds = match &options.timeout_seconds {
        Some(seconds) => quote!(::core::option::Option::Some(#seconds)),
        None => quote!(::core::option::Option::None),
    };
    let Signature {
        trait_path,
        input: (_, input),
        output,
        fault,
        ..
    } = signature;
    quote! {
        #[doc = #about]
        #[allow(non_camel_case_types)]
        #[derive(Debug)]
        #visibility enum #name {}

        impl ::stepwright::Workflow for #name {
            const NAME: &'static str = #kebab;
            const RUST_PATH: &'static str = ::core::concat!(::core::module_path!(), "::", ::core::stringify!(#name));
            const DESCRIPTION: &'static str = #documentation;
            const KIND: ::stepwright::WorkflowKind = ::stepwright::WorkflowKind::#kind;
            const TIMEOUT_SECONDS: ::core::option::Option<u32> = #timeout_seconds;
            const SOURCE: &'static str = #source;
            type Input = #input;
            type Output = #output;
            type Fault = #fault;

            fn steps() -> ::std::vec::Vec<::stepwright::StepDescription> {
                #trait_path.describe()
            }
        }
    }
}
