//! Calls of steps, and how a workflow ends: with a value, or with a fault that it raises.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprReturn, Path};

use super::body::{Recorder, is_path, line};
use super::{local, located, refusal};

impl Recorder<'_> {
    pub(super) fn return_(&mut self, it: &ExprReturn) -> TokenStream {
        match &it.expr {
            Some(expr) => self.tail(expr),
            None => self.refuse(Error::new_spanned(it, "a workflow returns `Ok(..)` or `Err(..)`")),
        }
    }

    pub(super) fn succeed(&mut self, expr: &Expr) -> TokenStream {
        let output = self.output;
        let value = match expr {
            Expr::Tuple(it) if it.elems.is_empty() => quote!(()),
            other => self.value(other),
        };
        let flow = local("__flow");
        quote_spanned! { expr.span() => #flow.succeed(::stepwright::flow::operand::<#output>(#value)); }
    }

    pub(super) fn fail(&mut self, expr: &Expr) -> TokenStream {
        let (fault, raised, name, line) = (self.fault, self.raised(expr), self.optional_state(), line(expr.span()));
        let flow = local("__flow");
        quote_spanned! { expr.span() => #flow.fail::<#fault>(#raised, #name, #line); }
    }

    /// A fault: a struct literal, in the variants that hold it.
    pub(super) fn raised(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::MethodCall(call) if call.method == "into" && call.args.is_empty() => {
                let held = self.raised(&call.receiver);
                quote_spanned! { call.span() => (#held).into_choice() }
            }
            Expr::Paren(it) => self.raised(&it.expr),
            Expr::Call(call) if call.args.len() == 1 => match variant(&call.func) {
                Some(path) => {
                    let held = self.raised(&call.args[0]);
                    quote!(#path(#held))
                }
                None => self.refuse(refusal::of(expr)),
            },
            Expr::Struct(literal) => {
                let value = self.structure(literal);
                quote!(::stepwright::flow::Raised::leaf(#value))
            }
            other => {
                let message = "write the fault here: `Err(UnknownAccount { account: .. }.into())`";
                self.refuse(Error::new_spanned(other, message))
            }
        }
    }

    /// `steps.name(..).await?`, of which the `?` has been taken off.
    pub(super) fn step_call(&mut self, tried: &Expr, whole: &Expr) -> TokenStream {
        let (called, wrong) = match tried {
            Expr::Await(awaited) => (&*awaited.base, tried),
            // That the `.await` of a step is missing, rustc says already.
            other => (other, whole),
        };
        let call = match called {
            Expr::MethodCall(call) if self.is_call(called) => call,
            _ => return self.refuse(refusal::of(wrong)),
        };
        let name = self.optional_state();
        let (steps, method, fault, line) = (self.steps, &call.method, self.fault, line(call.method.span()));
        let arguments: Vec<_> = call.args.iter().map(|argument| self.value(argument)).collect();
        let called = quote_spanned! { call.span() => #steps.#method(#(#arguments),*) };
        let (flow, fault) = (local("__flow"), located(&quote!(#fault), call.method.span()));
        quote_spanned! { whole.span() => ::stepwright::flow::Builder::call::<#fault, _, _>(#flow, #called, #name, #line) }
    }

    /// Whether it is `steps.name(..)`.
    pub(super) fn is_call(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::MethodCall(call) if is_path(&call.receiver, &self.steps.to_string()))
    }
}

/// `Enum::Variant` as the function that raises it.
fn variant(function: &Expr) -> Option<Path> {
    let Expr::Path(path) = function else { return None };
    let mut path = path.path.clone();
    let last = path.segments.last_mut()?;
    let is_variant = last.ident.to_string().starts_with(char::is_uppercase);
    last.ident = format_ident!("__raise_{}", last.ident);
    (is_variant && path.segments.len() > 1).then_some(path)
}
