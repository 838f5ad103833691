//! `#[steps]`: the trait with its futures spelled out, the dispatcher, the description, and the generator's twin.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Error, FnArg, GenericArgument, Ident, ItemTrait, LitInt, Pat, PathArguments, Result, ReturnType, Signature,
    TraitItem, TraitItemFn, Type,
};

use crate::step_options::{self, StepOptions};
use crate::{attributes, case};

pub(crate) fn expand(attribute: TokenStream, item: ItemTrait) -> Result<TokenStream> {
    if !attribute.is_empty() {
        return Err(Error::new_spanned(
            attribute,
            "`#[steps]` takes no options; a step does: `#[step(timeout_seconds = 10)]`",
        ));
    }
    if let Some(parameter) = item.generics.params.first() {
        return Err(Error::new_spanned(
            parameter,
            "a trait of steps has no parameters: its steps are Lambda functions, each with one schema",
        ));
    }
    let steps = all(item.items.iter().map(step))?;
    all(steps
        .iter()
        .enumerate()
        .map(|(index, step)| own_name(&steps[..index], step)))?;
    let definition = definition(&item, &steps);
    let observed = observed(&item, &steps);
    let twin = twin(&item, &steps);
    Ok(quote! { #definition #observed #twin })
}

/// A step's function and its states are called after it, in Pascal case: no other step comes to the same.
fn own_name(before: &[Step<'_>], step: &Step<'_>) -> Result<()> {
    let name = |step: &Step<'_>| case::pascal(&step.method.sig.ident.to_string());
    match before.iter().find(|other| name(other) == name(step)) {
        None => Ok(()),
        Some(other) => {
            let ident = &step.method.sig.ident;
            let message = if *ident == other.method.sig.ident {
                format!("there is a step `{ident}` already: give this one another name")
            } else {
                let (other, shared) = (&other.method.sig.ident, name(step));
                format!(
                    "the function of `{ident}` would be called `{shared}`, as that of `{other}`: rename one of them"
                )
            };
            Err(Error::new_spanned(ident, message))
        }
    }
}

/// Every value, or every error.
pub(crate) fn all<T>(results: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut values, mut errors): (Vec<T>, Option<Error>) = (Vec::new(), None);
    for result in results {
        match (result, &mut errors) {
            (Ok(value), _) => values.push(value),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), None) => errors = Some(error),
        }
    }
    errors.map_or(Ok(values), Err)
}

struct Step<'item> {
    method: &'item TraitItemFn,
    parameters: Vec<Parameter<'item>>,
    output: &'item Type,
    fault: &'item Type,
    options: StepOptions,
}

struct Parameter<'item> {
    name: &'item Ident,
    /// The type without the `&` before it.
    of: &'item Type,
    by_reference: bool,
}

fn step(item: &TraitItem) -> Result<Step<'_>> {
    let TraitItem::Fn(method) = item else {
        return Err(Error::new_spanned(
            item,
            "a trait of steps holds steps alone: `async fn name(&self, ..) -> Result<Output, Fault>;`",
        ));
    };
    let signature = &method.sig;
    shape(method)?;
    let mut arguments = signature.inputs.iter();
    match arguments.next() {
        Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.mutability.is_none() => {}
        _ => {
            return Err(Error::new(
                signature.paren_token.span.join(),
                "a step takes `&self` first",
            ));
        }
    }
    let (output, fault) = result(signature)?;
    let parameters = all(arguments.map(parameter))?;
    let options = step_options::read(&method.attrs)?;
    check(&options, &signature.ident, &parameters, output)?;
    Ok(Step {
        method,
        parameters,
        output,
        fault,
        options,
    })
}

fn shape(method: &TraitItemFn) -> Result<()> {
    let signature = &method.sig;
    if signature.asyncness.is_none() {
        return Err(Error::new_spanned(
            signature.fn_token,
            "a step is `async`: it is called over the network",
        ));
    }
    if let Some(parameter) = signature.generics.params.first() {
        return Err(Error::new_spanned(
            parameter,
            "a step has no parameters of type: its payload has one schema",
        ));
    }
    if let Some(body) = &method.default {
        return Err(Error::new_spanned(
            body,
            "a step has no body here: write it in `impl .. for ..`",
        ));
    }
    let name = &signature.ident;
    if name == "dispatch" {
        return Err(Error::new_spanned(
            name,
            "`dispatch` is what `#[steps]` adds to the trait: give the step another name",
        ));
    }
    Ok(())
}

fn parameter(argument: &FnArg) -> Result<Parameter<'_>> {
    let FnArg::Typed(typed) = argument else {
        return Err(Error::new_spanned(argument, "a step takes `&self` first, and once"));
    };
    let Pat::Ident(name) = &*typed.pat else {
        return Err(Error::new_spanned(
            &typed.pat,
            "a parameter of a step has a plain name: it is a key of the payload",
        ));
    };
    match &*typed.ty {
        Type::Reference(reference) => match &reference.mutability {
            Some(mutability) => Err(Error::new_spanned(
                mutability,
                "a step cannot change what it is given: return the new value",
            )),
            None => named(name, &reference.elem, true),
        },
        other => named(name, other, false),
    }
}

fn named<'item>(name: &'item syn::PatIdent, of: &'item Type, by_reference: bool) -> Result<Parameter<'item>> {
    let instead = match of {
        Type::Path(path) if path.path.is_ident("str") => "`&String`",
        Type::Slice(_) => "`&Vec<..>`",
        Type::ImplTrait(_) => "a type that derives `Contract`",
        _ => {
            return Ok(Parameter {
                name: &name.ident,
                of,
                by_reference,
            });
        }
    };
    Err(Error::new_spanned(
        of,
        format!("a parameter of a step is a contract: write {instead}"),
    ))
}

/// The two types of `Result<Output, Fault>`.
pub(crate) fn result(signature: &Signature) -> Result<(&Type, &Type)> {
    let expected = "say what it gives and how it fails: `-> Result<Output, Fault>`";
    let ReturnType::Type(_, of) = &signature.output else {
        return Err(Error::new_spanned(&signature.ident, expected));
    };
    if let Type::Path(path) = &**of
        && let Some(last) = path.path.segments.last()
        && last.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let [GenericArgument::Type(output), GenericArgument::Type(fault)] =
            arguments.args.iter().collect::<Vec<_>>().as_slice()
    {
        return Ok((output, fault));
    }
    Err(Error::new_spanned(of, expected))
}

/// Whether the options fit to what the step takes and gives.
fn check(options: &StepOptions, step: &Ident, parameters: &[Parameter<'_>], output: &Type) -> Result<()> {
    if let (Some(integration), [] | [_, _, ..]) = (options.integration(), parameters) {
        let message = "a service takes one object: give the step one parameter, the whole request";
        return Err(Error::new_spanned(integration, message));
    }
    let mut tokens = parameters.iter().filter(|parameter| is_token(parameter.of));
    let (token, another) = (tokens.next(), tokens.next());
    if let Some(another) = another {
        return Err(Error::new_spanned(another.of, "a call has one token"));
    }
    if let Some(token) = token
        && !matches!(output, Type::Tuple(unit) if unit.elems.is_empty())
    {
        let message = "a step that takes a token only asks: the answer comes by the token, so the step's result is \
                       `Result<(), Refusal>` with a `TaskToken<Answer, Refusal>`";
        return Err(Error::new_spanned(token.of, message));
    }
    options.check(step, token.is_some())
}

fn is_token(of: &Type) -> bool {
    matches!(of, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "TaskToken"))
}

pub(crate) fn bounded_seconds(literal: &LitInt, most: u32, what: &str) -> Result<u32> {
    match literal.base10_parse::<u32>() {
        Ok(seconds) if (1..=most).contains(&seconds) => Ok(seconds),
        _ => Err(Error::new_spanned(
            literal,
            format!("{what} may take 1 to {most} seconds"),
        )),
    }
}

/// The trait: each step with its future spelled out, and what serves a call by name.
fn definition(item: &ItemTrait, steps: &[Step<'_>]) -> TokenStream {
    let ItemTrait {
        attrs,
        vis,
        ident,
        supertraits,
        ..
    } = item;
    let methods = steps.iter().map(method);
    let names: Vec<_> = steps.iter().map(|step| step.method.sig.ident.to_string()).collect();
    let arms = steps.iter().map(arm);
    let plus = (!supertraits.is_empty()).then(|| quote!(+));
    quote! {
        #(#attrs)*
        #vis trait #ident: ::core::marker::Sync #plus #supertraits {
            /// The names of the steps.
            const STEPS: &'static [&'static str] = &[#(#names),*];

            #(#methods)*

            /// Serves one call: the step of that name, with the payload that the state machine sends it.
            ///
            /// Fails with the step's fault under its name, with `ContractViolation` for a payload that is not what
            /// the step takes, and with `UnknownStep`.
            fn dispatch(
                &self,
                step: &str,
                payload: ::stepwright::private::serde_json::Value,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<::stepwright::private::serde_json::Value, ::stepwright::StepFailure>,
            > + ::core::marker::Send {
                async move {
                    match step {
                        #(#arms)*
                        other => ::core::result::Result::Err(::stepwright::private::unknown_step(other, Self::STEPS)),
                    }
                }
            }
        }
    }
}

fn method(step: &Step<'_>) -> TokenStream {
    let Signature {
        ident, inputs, output, ..
    } = &step.method.sig;
    let attributes = step.method.attrs.iter().filter(|it| !it.path().is_ident("step"));
    let ReturnType::Type(_, of) = output else {
        unreachable!("a step's signature has been checked")
    };
    quote! {
        #(#attributes)*
        // A `&str` is no contract.
        #[allow(clippy::ptr_arg)]
        fn #ident(#inputs) -> impl ::core::future::Future<Output = #of> + ::core::marker::Send;
    }
}

fn arm(step: &Step<'_>) -> TokenStream {
    let (method, output, fault) = (&step.method.sig.ident, step.output, step.fault);
    // A parameter may bear the name.
    let parameters = Ident::new("parameters", Span::mixed_site());
    let name = method.to_string();
    let takes = step.parameters.iter().map(|Parameter { name, of, .. }| {
        let key = name.to_string();
        quote! { let #name = <#of as ::stepwright::Contract>::take(&mut #parameters, #key); }
    });
    let unwraps = step.parameters.iter().map(|Parameter { name, .. }| {
        quote! { let #name = #name.expect("`finish` fails where a parameter is missing"); }
    });
    let passes = step.parameters.iter().map(
        |Parameter { name, by_reference, .. }| {
            if *by_reference { quote!(&#name) } else { quote!(#name) }
        },
    );
    quote! {
        #name => {
            let mut #parameters = ::stepwright::Parameters::new(payload);
            #(#takes)*
            #parameters.finish()?;
            #(#unwraps)*
            let result = self.#method(#(#passes),*).await.map_err(<#fault as ::stepwright::Fault>::into_failure)?;
            <#output as ::stepwright::Contract>::encode(&result)
        }
    }
}

/// The steps of any implementation, each call of which the native run notes and its script acts on.
fn observed(item: &ItemTrait, steps: &[Step<'_>]) -> TokenStream {
    let name = &item.ident;
    let implementation = Ident::new("S", Span::mixed_site());
    let methods = steps.iter().map(|step| observed_method(name, &implementation, step));
    // What the trait asks for beside its steps, `Observed` may not have.
    let bounds = &item.supertraits;
    let own = (!bounds.is_empty()).then(|| quote!(where ::stepwright::native::Observed<#implementation>: #bounds));
    quote! {
        impl<#implementation: #name> #name for ::stepwright::native::Observed<#implementation> #own {
            #(#methods)*
        }
    }
}

fn observed_method(steps: &Ident, implementation: &Ident, step: &Step<'_>) -> TokenStream {
    let Signature { ident, inputs, .. } = &step.method.sig;
    let ReturnType::Type(_, of) = &step.method.sig.output else {
        unreachable!("a step's signature has been checked")
    };
    let name = ident.to_string();
    let timeout_seconds = step.options.timeout_seconds();
    let [payload, work] = ["payload", "work"].map(|name| Ident::new(name, Span::mixed_site()));
    let (output, fault) = (step.output, step.fault);
    let arguments = step.parameters.iter().map(|parameter| parameter.name);
    let inserts = step.parameters.iter().map(|Parameter { name, of, by_reference }| {
        let key = name.to_string();
        let value = if *by_reference { quote!(#name) } else { quote!(&#name) };
        quote! {
            #payload.insert(
                ::std::string::ToString::to_string(#key),
                <#of as ::stepwright::Contract>::encode(#value).unwrap_or_default(),
            );
        }
    });
    quote! {
        #[allow(clippy::ptr_arg)]
        fn #ident(#inputs) -> impl ::core::future::Future<Output = #of> + ::core::marker::Send {
            #[allow(unused_mut)]
            let mut #payload = ::stepwright::private::serde_json::Map::new();
            #(#inserts)*
            let #payload = ::stepwright::private::serde_json::Value::Object(#payload);
            let #work = <#implementation as #steps>::#ident(::stepwright::native::Observed::steps(self), #(#arguments),*);
            <#fault as ::stepwright::Fault>::observe::<#output>(#name, #timeout_seconds, #payload, #work)
        }
    }
}

/// What the generator calls instead of an implementation: a constant that has the trait's name.
fn twin(item: &ItemTrait, steps: &[Step<'_>]) -> TokenStream {
    let (name, visibility) = (&item.ident, &item.vis);
    let twin = format_ident!("{name}Twin");
    let about = format!("The steps of the trait [`{name}`](trait@{name}), as a generator sees them.");
    let descriptions = steps.iter().map(|step| description(name, step));
    let calls = steps.iter().enumerate().map(|(index, step)| call(index, step));
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, Copy)]
        #visibility struct #twin;

        #[doc = #about]
        #[allow(non_upper_case_globals)]
        #visibility const #name: #twin = #twin;

        impl #twin {
            /// What is known of each step.
            pub fn describe(self) -> ::std::vec::Vec<::stepwright::StepDescription> {
                ::std::vec![#(#descriptions),*]
            }
        }

        ::stepwright::flow_only! {
            #[doc(hidden)]
            #[allow(missing_docs)]
            impl #twin { #(#calls)* }
        }
    }
}

fn description(of: &Ident, step: &Step<'_>) -> TokenStream {
    let name = step.method.sig.ident.to_string();
    let path = format!("::{of}::{name}");
    let state = case::pascal(&name);
    let about = attributes::documentation(&step.method.attrs);
    let Step { output, fault, .. } = step;
    let options = step.options.describe();
    let parameters = step.parameters.iter().map(|Parameter { name, of, .. }| {
        let name = name.to_string();
        quote! {
            ::stepwright::ParameterDescription {
                name: #name,
                optional: <#of as ::stepwright::Contract>::OPTIONAL,
                schema: <#of as ::stepwright::Contract>::schema,
            }
        }
    });
    quote! {
        ::stepwright::StepDescription {
            name: #name,
            rust_path: ::core::concat!(::core::module_path!(), #path),
            state: #state,
            description: #about,
            #options
            parameters: ::std::vec![#(#parameters),*],
            output: <#output as ::stepwright::Contract>::schema,
            faults: <#fault as ::stepwright::Fault>::table(),
        }
    }
}

fn call(index: usize, step: &Step<'_>) -> TokenStream {
    let method = &step.method.sig.ident;
    let Step { output, fault, .. } = step;
    let names: Vec<_> = step.parameters.iter().map(|it| it.name).collect();
    let types: Vec<_> = step.parameters.iter().map(|it| it.of).collect();
    let keys = names.iter().map(ToString::to_string);
    let index = LitInt::new(&index.to_string(), Span::call_site());
    let takes_token = types.iter().copied().any(is_token);
    let kind = if takes_token || step.options.answers_later() {
        quote!(Later)
    } else {
        quote!(AtOnce)
    };
    quote! {
        pub fn #method(
            self,
            #(#names: impl ::stepwright::flow::Operand<#types>),*
        ) -> ::stepwright::flow::StepCall<#output, #fault, ::stepwright::flow::#kind> {
            let arguments = ::std::vec![#((#keys, ::stepwright::flow::Operand::<#types>::operand(#names).erase())),*];
            ::stepwright::flow::StepCall::new(self.describe().swap_remove(#index), arguments)
        }
    }
}
