//! What can be tried: calls of steps, of other workflows, async blocks; and how a workflow, or an async block, ends.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprAsync, ExprCall, ExprClosure, ExprMethodCall, ExprReturn, Pat, Path, PathArguments};

use super::body::{Mode, Recorder, is_path, line};
use super::{local, located, refusal};
use crate::case;

/// Something that gives a `Result`, about to be tried.
pub(super) struct Tried {
    /// What is evaluated before: a fault in it is not one of what is tried.
    pub(super) setup: TokenStream,
    /// A `flow::Attempted`.
    pub(super) attempted: TokenStream,
    /// What it is called, as part of the names of states.
    pub(super) label: String,
}

impl Recorder<'_> {
    // ---- ends ----

    pub(super) fn return_(&mut self, it: &ExprReturn) -> TokenStream {
        match &it.expr {
            Some(expr) => self.tail(expr),
            None => self.refuse(Error::new_spanned(it, "a workflow returns `Ok(..)` or `Err(..)`")),
        }
    }

    /// `Ok(value)`; `function` is its `Ok`, maybe with types.
    pub(super) fn succeed(&mut self, function: &Expr, expr: &Expr) -> TokenStream {
        let value = match expr {
            Expr::Tuple(it) if it.elems.is_empty() => quote!(()),
            other => self.value(other),
        };
        let (flow, output) = (local("__flow"), self.output);
        if self.asyncs == 0 {
            return quote_spanned! { expr.span() => #flow.succeed(::stepwright::flow::operand::<#output>(#value)); };
        }
        let block = self.async_block();
        match types_of(function) {
            Some(types) => {
                let known = types
                    .first()
                    .is_some_and(|of| !matches!(of, syn::GenericArgument::Type(syn::Type::Infer(_))));
                let succeed = if known { quote!(succeed) } else { quote!(succeed_lifted) };
                quote_spanned! { expr.span() => #block.is::<#(#types),*>(); #block.#succeed(#flow, #value); }
            }
            None => quote_spanned! { expr.span() => #block.succeed_lifted(#flow, #value); },
        }
    }

    /// `Err(fault)`; converted, as `?` does, or as it is.
    pub(super) fn fail(&mut self, expr: &Expr, converted: bool) -> TokenStream {
        let (fault, raised, name, line) = (self.fault, self.raised(expr), self.optional_state(), line(expr.span()));
        let flow = local("__flow");
        let raised = if converted {
            quote!((#raised).into_choice())
        } else {
            raised
        };
        if self.asyncs == 0 {
            quote_spanned! { expr.span() => #flow.fail::<#fault>(#raised, #name, #line); }
        } else {
            let block = self.async_block();
            quote_spanned! { expr.span() => #block.fail(#flow, #raised, #name, #line); }
        }
    }

    /// A fault: a struct literal, or one that was caught, in the variants that hold it.
    pub(super) fn raised(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::MethodCall(call) if call.method == "into" && call.args.is_empty() => {
                let held = self.raised(&call.receiver);
                quote_spanned! { call.span() => (#held).into_choice() }
            }
            Expr::MethodCall(call) if call.method == "clone" && call.args.is_empty() => self.raised(&call.receiver),
            Expr::Paren(it) => self.raised(&it.expr),
            Expr::Block(it) if it.block.stmts.len() == 1 => match &it.block.stmts[0] {
                syn::Stmt::Expr(only, None) => self.raised(only),
                _ => self.refuse(Error::new_spanned(expr, RAISED)),
            },
            Expr::Call(call) if call.args.len() == 1 && is_named(&call.func, "from") => {
                let held = self.raised(&call.args[0]);
                match before_from(&call.func) {
                    Some(choice) => quote_spanned! { call.span() => (#held).into_choice::<#choice>() },
                    None => self.refuse(Error::new_spanned(call, RAISED)),
                }
            }
            Expr::Call(call) if call.args.len() == 1 => match variant(&call.func, "__raise_") {
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
            Expr::Path(path) if path.path.get_ident().is_some() => {
                quote_spanned! { path.span() => ::stepwright::flow::Rethrow::rethrow(::core::clone::Clone::clone(&#path)) }
            }
            other => self.refuse(Error::new_spanned(other, RAISED)),
        }
    }

    /// The last expression of a block: what is tried gives what the workflow, or the block, gives.
    pub(super) fn tail_of_tried(&mut self, expr: &Expr) -> TokenStream {
        let flow = local("__flow");
        if self.asyncs == 0 {
            let output = self.output;
            let passed = match expr {
                Expr::Await(it) if self.is_call(&it.base) => self.step_call(&it.base, expr),
                other => self.tried_and_passed(other),
            };
            return quote_spanned! { expr.span() => #flow.succeed(::stepwright::flow::operand::<#output>(#passed)); };
        }
        let Some(Tried { setup, attempted, .. }) = self.tried(expr) else {
            return self.refuse(refusal::of(expr));
        };
        let block = self.async_block();
        quote! { #setup #block.succeed_lifted(#flow, #block.own(#attempted)); }
    }

    fn tried_and_passed(&mut self, expr: &Expr) -> TokenStream {
        match self.tried(expr) {
            Some(Tried { setup, attempted, .. }) => {
                let passed = self.passed(&attempted, expr.span());
                quote!({ #setup #passed })
            }
            None => self.refuse(refusal::of(expr)),
        }
    }

    // ---- what is tried ----

    /// The value of what was tried; its fault is one of the workflow's, or of the async block's.
    pub(super) fn passed(&self, attempted: &TokenStream, span: Span) -> TokenStream {
        let (flow, fault) = (local("__flow"), self.fault);
        if self.asyncs == 0 {
            let fault = located(&quote!(#fault), span);
            quote_spanned! { span => ::stepwright::flow::Builder::passed::<#fault, _, _>(#flow, #attempted) }
        } else {
            let block = self.async_block();
            quote_spanned! { span => #block.passed(#attempted) }
        }
    }

    /// The local that stands for the async block around.
    pub(super) fn async_block(&self) -> Ident {
        local(&format!("__async_{}", self.asyncs))
    }

    /// Whether it is `steps.name(..)`.
    pub(super) fn is_call(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::MethodCall(call) if is_path(&call.receiver, &self.steps.to_string()))
    }

    /// Whether it is awaited, and gives a `Result`.
    pub(super) fn is_tried(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Await(it) => self.is_future(&it.base),
            Expr::Paren(it) => self.is_tried(&it.expr),
            _ => false,
        }
    }

    /// Whether it gives a `Result`: what is awaited, or what a branch of `join!` came to.
    pub(super) fn is_result(&self, expr: &Expr) -> bool {
        self.is_tried(expr) || matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(is_variable))
    }

    pub(super) fn is_future(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Async(_) => true,
            Expr::Paren(it) => self.is_future(&it.expr),
            Expr::MethodCall(call) if call.method == "catch_platform" => self.is_future(&call.receiver),
            Expr::MethodCall(call) => self.is_call(expr) || is_map(&call.receiver),
            Expr::Call(call) => {
                is_map(expr)
                    || is_named(&call.func, "execution")
                    || is_named(&call.func, "callback")
                    || self.is_child(call)
            }
            _ => false,
        }
    }

    /// What gives a `Result`, about to be tried.
    pub(super) fn tried(&mut self, expr: &Expr) -> Option<Tried> {
        match expr {
            Expr::Await(it) => self.future(&it.base),
            Expr::Paren(it) => self.tried(&it.expr),
            Expr::Path(path) => {
                let label = case::pascal(&path.path.get_ident()?.to_string());
                let name = self.branch_name(format!("Match{label}"), path.span());
                let flow = local("__flow");
                let attempted = quote_spanned! { path.span() => #flow.joined(&#path, #name) };
                Some(Tried {
                    setup: TokenStream::new(),
                    attempted,
                    label,
                })
            }
            _ => None,
        }
    }

    /// A future, about to be tried.
    pub(super) fn future(&mut self, expr: &Expr) -> Option<Tried> {
        match expr {
            Expr::Paren(it) => self.future(&it.expr),
            Expr::Async(it) => Some(self.awaited_block(it)),
            Expr::MethodCall(call) if self.is_call(expr) => Some(self.attempt(call)),
            Expr::MethodCall(call) if call.method == "catch_platform" => {
                let tried = self.future(&call.receiver)?;
                let attempted = tried.attempted;
                let attempted = quote_spanned! { call.span() => (#attempted).catch_platform() };
                Some(Tried { attempted, ..tried })
            }
            other if is_map(other) => Some(self.map(other)),
            Expr::Call(call) if is_named(&call.func, "execution") => self.execution(call),
            Expr::Call(call) if is_named(&call.func, "callback") => self.callback(call),
            Expr::Call(call) if self.is_child(call) => Some(self.inlined(call)),
            _ => None,
        }
    }

    fn attempt(&mut self, call: &ExprMethodCall) -> Tried {
        let label = self.called_or(&case::pascal(&call.method.to_string()));
        let (name, line) = (self.optional_state(), line(call.method.span()));
        let (called, flow) = (self.called(call), local("__flow"));
        let value = local("__call");
        Tried {
            setup: quote! { let #value = #called; },
            attempted: quote_spanned! { call.span() => #flow.attempt(#value, #name, #line) },
            label,
        }
    }

    /// `steps.name(..)`
    fn called(&mut self, call: &ExprMethodCall) -> TokenStream {
        // The steps, shown where they are called.
        let (steps, method) = (
            located(&self.steps.to_token_stream(), call.receiver.span()),
            &call.method,
        );
        let arguments: Vec<_> = call.args.iter().map(|argument| self.value(argument)).collect();
        let called = quote_spanned! { call.span() => #steps.#method(#(#arguments),*) };
        if self.is_express {
            quote_spanned! { method.span() => ::stepwright::flow::at_once(#called) }
        } else {
            called
        }
    }

    /// `steps.name(..).await?`: the fault, if any, ends the workflow or the async block.
    pub(super) fn step_call(&mut self, called: &Expr, whole: &impl Spanned) -> TokenStream {
        let Expr::MethodCall(call) = called else {
            return self.refuse(refusal::of(called));
        };
        let (name, line) = (self.optional_state(), line(call.method.span()));
        let called = self.called(call);
        let (flow, fault) = (local("__flow"), self.fault);
        if self.asyncs == 0 {
            let fault = located(&quote!(#fault), call.method.span());
            quote_spanned! { whole.span() => ::stepwright::flow::Builder::call::<#fault, _, _, _>(#flow, #called, #name, #line) }
        } else {
            let block = self.async_block();
            quote_spanned! { whole.span() => #block.passed(#flow.attempt(#called, #name, #line)) }
        }
    }

    // ---- async blocks ----

    fn awaited_block(&mut self, it: &ExprAsync) -> Tried {
        let flow = local("__flow");
        let (block, body) = self.async_body(&it.block, &TokenStream::new());
        let attempted = quote! { { #flow.begin_async(); #body #flow.end_async(#block) } };
        Tried {
            setup: TokenStream::new(),
            attempted,
            label: "Block".to_owned(),
        }
    }

    /// The body of an async block, after what is said before it: the local that stands for the block, and what is
    /// recorded.
    pub(super) fn async_body(&mut self, body: &syn::Block, before: &TokenStream) -> (Ident, TokenStream) {
        let loops = std::mem::take(&mut self.loops);
        self.asyncs += 1;
        let (block, recorded) = (self.async_block(), self.block(body, Mode::Tail));
        self.asyncs -= 1;
        self.loops = loops;
        let recorded = quote! { let #block = ::stepwright::flow::AsyncBlock::new(); { #before #recorded } };
        (block, recorded)
    }

    // ---- other workflows ----

    /// Whether it is `workflow(steps, input)`.
    fn is_child(&self, call: &ExprCall) -> bool {
        let steps = |first: &Expr| match first {
            Expr::Reference(it) => is_path(&it.expr, &self.steps.to_string()),
            other => is_path(other, &self.steps.to_string()),
        };
        matches!(&*call.func, Expr::Path(_)) && call.args.len() == 2 && call.args.first().is_some_and(steps)
    }

    fn inlined(&mut self, call: &ExprCall) -> Tried {
        let (flow, workflow, input) = (local("__flow"), &call.func, self.value(&call.args[1]));
        let label = self.called_or(&last_word(workflow));
        let prefix = self.state_or(&label);
        let value = local("__input");
        let inline = if self.is_express { "inline_express" } else { "inline" };
        let inline = Ident::new(inline, call.span());
        Tried {
            setup: quote! { let #value = #input; },
            attempted: quote_spanned! { call.span() => #flow.#inline::<#workflow>(#value, #prefix) },
            label,
        }
    }

    /// `execution(workflow(steps, input))`
    fn execution(&mut self, call: &ExprCall) -> Option<Tried> {
        let child = match call.args.first() {
            Some(Expr::Call(child)) if call.args.len() == 1 && self.is_child(child) => child,
            _ => {
                let message = "an execution is one of a workflow: `execution(workflow(steps, input)).await`";
                let refused = self.refuse(Error::new_spanned(call, message));
                return Some(Tried {
                    setup: TokenStream::new(),
                    attempted: refused,
                    label: String::new(),
                });
            }
        };
        self.refuse_in_express(call, "an Express workflow cannot wait for another execution (`.sync`)");
        let (flow, workflow, input) = (local("__flow"), &child.func, self.value(&child.args[1]));
        let label = self.called_or(&last_word(workflow));
        let name = self.branch_name(label.clone(), child.span());
        let value = local("__input");
        Some(Tried {
            setup: quote! { let #value = #input; },
            attempted: quote_spanned! { call.span() => #flow.execute::<#workflow>(#value, #name) },
            label,
        })
    }

    /// `callback(|token| steps.name(token, ..))`
    fn callback(&mut self, call: &ExprCall) -> Option<Tried> {
        let Some((token, step)) = call.args.first().and_then(|closure| self.callback_parts(closure)) else {
            let message = "a callback gives its token to a step: `callback(|token| steps.ask(token, ..)).await`";
            let refused = self.refuse(Error::new_spanned(call, message));
            return Some(Tried {
                setup: TokenStream::new(),
                attempted: refused,
                label: String::new(),
            });
        };
        self.refuse_in_express(call, "an Express workflow cannot wait for a task token");
        let label = self.called_or(&case::pascal(&step.method.to_string()));
        let (name, line) = (self.optional_state(), line(step.method.span()));
        let (called, flow) = (self.called(&step), local("__flow"));
        let (value, given) = (local("__call"), local("__token"));
        Some(Tried {
            setup: quote! { let (#value, #given) = { let #token = #flow.task_token(); (#called, #token) }; },
            attempted: quote_spanned! { call.span() => #flow.callback(#value, #given, #name, #line) },
            label,
        })
    }

    fn callback_parts(&self, closure: &Expr) -> Option<(Ident, ExprMethodCall)> {
        let Expr::Closure(ExprClosure { inputs, body, .. }) = closure else {
            return None;
        };
        let (Some(Pat::Ident(token)), 1) = (inputs.first(), inputs.len()) else {
            return None;
        };
        let body = match &**body {
            Expr::Block(it) => match it.block.stmts.as_slice() {
                [syn::Stmt::Expr(only, None)] => only,
                _ => return None,
            },
            other => other,
        };
        match body {
            Expr::MethodCall(call) if self.is_call(body) => Some((token.ident.clone(), call.clone())),
            _ => None,
        }
    }

    pub(super) fn refuse_in_express(&mut self, at: &impl quote::ToTokens, what: &str) {
        if self.is_express {
            let message = format!("{what}: make this one `#[workflow(standard)]`");
            self.refuse(Error::new_spanned(at, message));
        }
    }
}

const RAISED: &str = "write the fault here: `Err(UnknownAccount { account: .. }.into())`";

/// The types of `Ok::<T, E>`.
fn types_of(function: &Expr) -> Option<Vec<&syn::GenericArgument>> {
    let Expr::Path(path) = function else { return None };
    match &path.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(types) => Some(types.args.iter().collect()),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}

fn is_variable(name: &Ident) -> bool {
    name.to_string()
        .starts_with(|first: char| first.is_lowercase() || first == '_')
}

/// Whether it is a function of that name, wherever it comes from.
pub(super) fn is_named(function: &Expr, name: &str) -> bool {
    matches!(function, Expr::Path(it) if it.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Whether it is `map(..)`, with what is said after it.
fn is_map(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => is_named(&call.func, "map") && call.args.len() == 2,
        Expr::MethodCall(call) => is_map(&call.receiver),
        _ => false,
    }
}

fn last_word(function: &Expr) -> String {
    match function {
        Expr::Path(path) => path
            .path
            .segments
            .last()
            .map(|last| case::pascal(&last.ident.to_string()))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// `ShopError` of `ShopError::from`.
fn before_from(function: &Expr) -> Option<Path> {
    let Expr::Path(path) = function else { return None };
    let count = path.path.segments.len();
    let segments = path.path.segments.iter().take(count - 1).cloned().collect();
    (count > 1).then_some(Path {
        leading_colon: path.path.leading_colon,
        segments,
    })
}

/// `Enum::Variant` as the associated function of that prefix.
pub(super) fn variant(function: &Expr, prefix: &str) -> Option<Path> {
    let Expr::Path(path) = function else { return None };
    variant_function(&path.path, prefix)
}

/// The same, of a path.
pub(super) fn variant_function(path: &Path, prefix: &str) -> Option<Path> {
    let mut path = path.clone();
    let count = path.segments.len();
    let last = path.segments.last_mut()?;
    let is_variant = last.ident.to_string().starts_with(char::is_uppercase);
    last.ident = format_ident!("{prefix}{}", last.ident);
    (is_variant && count > 1).then_some(path)
}
