//! What happens at once: `join!`, `try_join!` and `map`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Block, Error, Expr, ExprCall, ExprClosure, ExprMacro, ExprMethodCall, ExprTry, Ident, Pat, Token, parse_quote,
};

use super::body::{Recorder, line};
use super::calls::{Tried, is_named};
use super::{label, local, refusal};

impl Recorder<'_> {
    // ---- Parallel ----

    /// `let (a, b) = try_join!(..)?;` and `let (a, b) = join!(..);`
    pub(super) fn let_joined(&mut self, pattern: &Pat, init: &Expr) -> Option<TokenStream> {
        let (joined, is_tried) = match init {
            Expr::Try(ExprTry { expr, .. }) => match &**expr {
                Expr::Macro(it) if is_macro(it, "try_join") => (it, true),
                _ => return None,
            },
            Expr::Macro(it) if is_macro(it, "join") => (it, false),
            _ => return None,
        };
        let Pat::Tuple(names) = pattern else {
            let message = "bind what each branch gives: `let (first, second) = ..`";
            return Some(self.refuse(Error::new_spanned(pattern, message)));
        };
        let names: Vec<_> = names.elems.iter().map(name_of).collect();
        let bound = names.iter().map(|name| match name {
            Some(name) => quote!(#name),
            None => quote!(_),
        });
        let values = if is_tried {
            self.try_join(joined, &names)
        } else {
            self.join(joined, &names)
        };
        Some(quote! { let (#(#bound,)*) = #values; })
    }

    /// The values of all branches, as a tuple; the first fault ends what is around.
    pub(super) fn try_join(&mut self, it: &ExprMacro, names: &[Option<Ident>]) -> TokenStream {
        let flow = local("__flow");
        self.parallel(it, names, |recorder, name, body| {
            let (block, recorded) = recorder.async_body(body, &TokenStream::new());
            let ended = quote!(#flow.end_branch_tried(#block, #name));
            let passed = recorder.passed(&ended, body.span());
            quote! { { #flow.begin_branch_tried(); #recorded #passed } }
        })
    }

    /// What each branch came to, as a tuple.
    fn join(&mut self, it: &ExprMacro, names: &[Option<Ident>]) -> TokenStream {
        let (flow, line) = (local("__flow"), line(it.span()));
        self.parallel(it, names, |recorder, name, body| {
            let (block, recorded) = recorder.async_body(body, &TokenStream::new());
            quote! { { #flow.begin_branch_joined(); #recorded #flow.end_branch_joined(#block, #name, #line) } }
        })
    }

    fn parallel(
        &mut self,
        it: &ExprMacro,
        names: &[Option<Ident>],
        mut branch: impl FnMut(&mut Self, &str, &Block) -> TokenStream,
    ) -> TokenStream {
        let futures = match it.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            Ok(futures) => futures,
            Err(error) => return self.refuse(error),
        };
        let state = self.branch_name(label::of_join(&futures, self.steps), it.span());
        let mut branches = Vec::new();
        for (index, future) in futures.iter().enumerate() {
            let name = names
                .get(index)
                .cloned()
                .flatten()
                .map_or_else(|| "branch".to_owned(), |name| name.to_string());
            branches.push(match self.as_block(future) {
                Some(body) => branch(self, &name, &body),
                None => self.refuse(Error::new_spanned(future, BRANCH)),
            });
        }
        let flow = local("__flow");
        let values: Vec<_> = (0..branches.len())
            .map(|index| local(&format!("__branch_{index}")))
            .collect();
        quote! { {
            #flow.begin_parallel();
            #(let #values = #branches;)*
            #flow.end_parallel(#state);
            (#(#values,)*)
        } }
    }

    /// A future as the body of an async block.
    fn as_block(&self, future: &Expr) -> Option<Block> {
        match future {
            Expr::Async(it) => Some(it.block.clone()),
            Expr::Paren(it) => self.as_block(&it.expr),
            other if self.is_future(other) => Some(parse_quote!({ #other.await })),
            _ => None,
        }
    }

    // ---- Map ----

    /// `map(items, async |item| ..)`, with what is said after it.
    pub(super) fn map(&mut self, expr: &Expr) -> Tried {
        let (call, options) = parts(expr);
        let refused = |refused| Tried {
            setup: TokenStream::new(),
            attempted: refused,
            label: String::new(),
        };
        let Some((item, body)) = closure(&call.args[1]) else {
            let message = "what is done with an item is an async closure: `map(&items, async |item| ..)`";
            return refused(self.refuse(Error::new_spanned(&call.args[1], message)));
        };
        let label = self.called_or(&label::of_map(&call.args[0]));
        let state = self.branch_name(label.clone(), call.span());
        let (source, mut is_distributed) = self.source(&call.args[0]);
        let mut of = source;
        for option in &options {
            is_distributed |= !option.method.to_string().starts_with("concurrency");
            of = self.map_option(of, option);
        }
        if is_distributed {
            self.refuse_in_express(expr, "an Express workflow has no distributed Map");
        }
        let name = name_of(&item).map_or_else(|| "item".to_owned(), |name| name.to_string());
        let (value, open, flow) = (local("__item"), local("__map"), local("__flow"));
        let destructured: TokenStream = match &item {
            Pat::Ident(_) | Pat::Wild(_) => quote! { let #item = #value; },
            other => {
                let statement: syn::Stmt = parse_quote!(let #other = #value;);
                self.asyncs += 1;
                let recorded = self.statement(&statement);
                self.asyncs -= 1;
                recorded
            }
        };
        let (block, recorded) = self.async_body(&body, &destructured);
        let written = options.iter().any(|option| option.method == "results_to");
        let end = match is_distributed && written {
            false => quote!(end_map),
            true => quote!(end_map_written),
        };
        let kept = local("__map_of");
        Tried {
            setup: quote! { let #kept = #of; },
            attempted: quote_spanned! { call.span() => {
                let (#open, #value) = #flow.begin_map(#kept, #name);
                #recorded
                #flow.#end(#open, #block, #state)
            } },
            label,
        }
    }

    /// What a map goes through, and whether that makes it a distributed one.
    fn source(&mut self, expr: &Expr) -> (TokenStream, bool) {
        match expr {
            Expr::Reference(it) => self.source(&it.expr),
            Expr::Paren(it) => self.source(&it.expr),
            Expr::MethodCall(call) if call.method == "batches_of" && call.args.len() == 1 => {
                let ((of, _), most) = (self.source(&call.receiver), self.value(&call.args[0]));
                (
                    quote!((#of).batches_of(::stepwright::flow::operand::<::core::primitive::u32>(#most))),
                    true,
                )
            }
            Expr::Call(call) if is_named(&call.func, "json_lines") || is_named(&call.func, "csv") => {
                (self.s3_source(call), true)
            }
            list => {
                let value = self.value(list);
                let flow = local("__flow");
                (
                    quote_spanned!(list.span() => ::stepwright::flow::MapOf::list(#flow.stable(::stepwright::flow::Lift::lift(#value)))),
                    false,
                )
            }
        }
    }

    fn s3_source(&mut self, call: &ExprCall) -> TokenStream {
        let Expr::Path(function) = &*call.func else {
            return self.refuse(refusal::of(&call.func));
        };
        let last = function.path.segments.last().expect("a path has a segment");
        let (name, types) = (&last.ident, &last.arguments);
        let types = match types {
            syn::PathArguments::AngleBracketed(types) => {
                let types = &types.args;
                quote!(::<#types>)
            }
            _ => quote!(::<_>),
        };
        let values: Vec<_> = call.args.iter().map(|argument| self.value(argument)).collect();
        quote_spanned! { call.span() =>
            ::stepwright::flow::MapOf #types :: #name(#(::stepwright::flow::operand::<::std::string::String>(#values)),*)
        }
    }

    fn map_option(&mut self, of: TokenStream, option: &ExprMethodCall) -> TokenStream {
        let method = &option.method;
        let values: Vec<_> = option.args.iter().map(|argument| self.value(argument)).collect();
        let wanted = match method.to_string().as_str() {
            "concurrency" | "tolerate_failures" | "tolerate_failure_percentage" => quote!(::core::primitive::u32),
            "results_to" => quote!(::std::string::String),
            "label" => {
                let arguments = &option.args;
                return quote_spanned!(option.span() => (#of).#method(#arguments));
            }
            _ => return quote_spanned!(option.span() => (#of).#method()),
        };
        quote_spanned!(option.span() => (#of).#method(#(::stepwright::flow::operand::<#wanted>(#values)),*))
    }
}

const BRANCH: &str = "a branch is a future that gives a `Result`: an async block, or a step's call without `.await`";

fn is_macro(it: &ExprMacro, name: &str) -> bool {
    it.mac.path.segments.last().is_some_and(|last| last.ident == name)
}

fn name_of(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(name) => Some(name.ident.clone()),
        Pat::Type(typed) => name_of(&typed.pat),
        Pat::Paren(it) => name_of(&it.pat),
        _ => None,
    }
}

/// `map(..)` itself, and the calls after it, in order.
fn parts(expr: &Expr) -> (&ExprCall, Vec<&ExprMethodCall>) {
    match expr {
        Expr::Call(call) => (call, Vec::new()),
        Expr::MethodCall(option) => {
            let (call, mut options) = parts(&option.receiver);
            options.push(option);
            (call, options)
        }
        _ => unreachable!("only what is a map is taken apart"),
    }
}

/// The item and the body of `async |item| ..` or `|item| async { .. }`.
fn closure(expr: &Expr) -> Option<(Pat, Block)> {
    let Expr::Closure(ExprClosure {
        asyncness,
        inputs,
        body,
        ..
    }) = expr
    else {
        return None;
    };
    let item = inputs.first().filter(|_| inputs.len() == 1)?;
    let item = match item {
        Pat::Type(typed) => (*typed.pat).clone(),
        other => other.clone(),
    };
    let body = match (&**body, asyncness) {
        (Expr::Block(it), Some(_)) => it.block.clone(),
        (Expr::Async(it), None) => it.block.clone(),
        (Expr::Block(it), None) => match it.block.stmts.as_slice() {
            [syn::Stmt::Expr(Expr::Async(it), None)] => it.block.clone(),
            _ => return None,
        },
        (other, Some(_)) => parse_quote!({ #other }),
        (_, None) => return None,
    };
    Some((item, body))
}
