//! The straight-line twin of a workflow's body: each branch is recorded once, between `begin_arm` and `end_arm`, with
//! no closures, so that Rust's own scopes and shadowing carry over. Expressions become calls on `flow::Expr`; whether
//! their types allow it is rustc's business.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Attribute, Block, Error, Expr, Ident, LitStr, Local, Pat, Result, Stmt, Type, parse_quote};

use super::branch::diverges;
use super::checks;
use super::loops::OpenLoop;
use super::pattern::is_literal;
use super::{Signature, local, refusal};

/// AWS's limit: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const STATE_NAME_CHARACTERS_MAX: usize = 80;

/// The statements that record the flow of the body.
pub(super) fn record(body: &Block, signature: &Signature<'_>, is_express: bool) -> Result<TokenStream> {
    let mut recorder = Recorder {
        steps: signature.steps,
        output: signature.output,
        fault: signature.fault,
        is_express,
        asyncs: 0,
        loops: Vec::new(),
        state: None,
        given: HashSet::new(),
        errors: None,
    };
    checks::check(body).into_iter().for_each(|error| {
        recorder.refuse(error);
    });
    let recorded = recorder.block(body, Mode::Tail);
    recorder.errors.map_or(Ok(recorded), Err)
}

/// What becomes of the value of a block, an `if` or a `match`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is what the workflow returns.
    Tail,
    /// It is used.
    Value,
    /// There is none.
    Statement,
}

pub(super) struct Recorder<'item> {
    pub(super) steps: &'item Ident,
    pub(super) output: &'item Type,
    pub(super) fault: &'item Type,
    /// Whether it is an Express workflow.
    pub(super) is_express: bool,
    /// In how many async blocks the present place is.
    pub(super) asyncs: usize,
    /// The loops around the present place, the innermost last.
    pub(super) loops: Vec<OpenLoop>,
    /// The name from `#[state("..")]` on the present statement, until a state takes it.
    state: Option<LitStr>,
    /// The names that statements have been given.
    given: HashSet<String>,
    errors: Option<Error>,
}

impl Recorder<'_> {
    /// Whether something has been refused so far.
    pub(super) fn has_refused(&self) -> bool {
        self.errors.is_some()
    }

    /// Keeps the error, and gives something that parses in its place.
    pub(super) fn refuse(&mut self, error: Error) -> TokenStream {
        // What is refused becomes no state: that its name goes unused is no mistake of its own.
        self.state = None;
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
        quote!(::core::unreachable!())
    }

    // ---- statements ----

    pub(super) fn block(&mut self, block: &Block, mode: Mode) -> TokenStream {
        let (last, before) = match block.stmts.split_last() {
            Some((Stmt::Expr(last, None), before)) => (Some(last), before),
            _ => (None, block.stmts.as_slice()),
        };
        let before: Vec<_> = before.iter().map(|statement| self.statement(statement)).collect();
        let last = match last {
            Some(last) => self.last(last, mode),
            None => TokenStream::new(),
        };
        quote! { #(#before)* #last }
    }

    pub(super) fn last(&mut self, last: &Expr, mode: Mode) -> TokenStream {
        self.take_state_name(last);
        let recorded = match mode {
            Mode::Tail => self.tail(last),
            Mode::Value if diverges(last) => self.effect(last),
            Mode::Value => self.value(last),
            Mode::Statement => self.effect(last),
        };
        self.refuse_unused_state_name();
        recorded
    }

    pub(super) fn statement(&mut self, statement: &Stmt) -> TokenStream {
        let recorded = match statement {
            Stmt::Local(local) => {
                self.state_name(&local.attrs);
                self.local(local)
            }
            Stmt::Expr(expr, _) => {
                self.take_state_name(expr);
                self.effect(expr)
            }
            Stmt::Macro(it) => self.effect(&Expr::Macro(syn::ExprMacro {
                attrs: it.attrs.clone(),
                mac: it.mac.clone(),
            })),
            other => self.refuse(refusal::of_statement(other)),
        };
        self.refuse_unused_state_name();
        recorded
    }

    fn local(&mut self, local: &Local) -> TokenStream {
        let (pattern, of) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            other => (other, None),
        };
        let Some(init) = &local.init else {
            return self.refuse(Error::new_spanned(
                local,
                "a variable of a workflow is bound where it is declared",
            ));
        };
        if let Some(recorded) = self.let_joined(pattern, &init.expr) {
            return recorded;
        }
        if let Some((_, otherwise)) = &init.diverge
            && let Some(recorded) = self.let_else_of_result(pattern, &init.expr, otherwise)
        {
            return recorded;
        }
        if let Some((_, otherwise)) = &init.diverge {
            return self.let_else(pattern, &init.expr, otherwise);
        }
        match pattern {
            Pat::Wild(_) => {
                let value = self.value(&init.expr);
                quote! { let _ = #value; }
            }
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => match name.mutability {
                Some(_) => self.bind_mut(&name.ident, of, &init.expr),
                None => self.bind(&name.ident, &init.expr),
            },
            other => self.destructure(other, &init.expr),
        }
    }

    fn bind(&mut self, name: &Ident, init: &Expr) -> TokenStream {
        if is_literal(init) {
            return quote! { let #name = #init; };
        }
        let value = self.value(init);
        let text = name.to_string().trim_start_matches("r#").to_owned();
        let flow = local("__flow");
        quote! { let #name = #flow.bind(#text, ::stepwright::flow::Lift::lift(#value)); }
    }

    /// `let mut`: a variable that is set anew.
    fn bind_mut(&mut self, name: &Ident, of: Option<&Type>, init: &Expr) -> TokenStream {
        let text = name.to_string().trim_start_matches("r#").to_owned();
        let (flow, value) = (local("__flow"), self.value(init));
        match of {
            Some(of) => quote! { let #name = #flow.bind_mut(#text, ::stepwright::flow::operand::<#of>(#value)); },
            // The type of a literal is known when the variable is used.
            None if is_literal(init) => quote! { let #name = #flow.bind_mut_constant(#text, #value); },
            None => quote! { let #name = #flow.bind_mut(#text, ::stepwright::flow::Lift::lift(#value)); },
        }
    }

    /// An expression whose value is not used.
    pub(super) fn effect(&mut self, expr: &Expr) -> TokenStream {
        if let Some(recorded) = self.control(expr, Mode::Statement) {
            return quote! { let _ = { #recorded }; };
        }
        match expr {
            Expr::Return(it) => self.return_(it),
            Expr::If(it) => self.if_(it, Mode::Statement),
            Expr::Match(it) => self.match_(it, Mode::Statement),
            Expr::Block(it) => {
                let block = self.block(&it.block, Mode::Statement);
                quote!({ #block })
            }
            Expr::Tuple(it) if it.elems.is_empty() => TokenStream::new(),
            other => {
                let value = self.value(other);
                quote! { let _ = #value; }
            }
        }
    }

    /// What the workflow ends with.
    pub(super) fn tail(&mut self, expr: &Expr) -> TokenStream {
        if let Some(recorded) = self.control(expr, Mode::Tail) {
            return recorded;
        }
        match expr {
            Expr::Call(call) if is_path(&call.func, "Ok") && call.args.len() == 1 => {
                self.succeed(&call.func, &call.args[0])
            }
            Expr::Call(call) if is_path(&call.func, "Err") && call.args.len() == 1 => self.fail(&call.args[0], false),
            Expr::If(it) => self.if_(it, Mode::Tail),
            Expr::Match(it) => self.match_(it, Mode::Tail),
            Expr::Return(it) => self.return_(it),
            // Where what is tried gives what the workflow gives, `Ok(..?)` around it may be left out.
            other if self.is_tried(other) => self.tail_of_tried(other),
            Expr::MethodCall(call) if call.method == "map_err" && self.is_result(&call.receiver) => {
                self.succeed(&parse_quote!(Ok), &parse_quote!(#call?))
            }
            Expr::Paren(it) => self.tail(&it.expr),
            Expr::Block(it) => {
                let block = self.block(&it.block, Mode::Tail);
                quote!({ #block })
            }
            // What the variable was bound to has been refused: nothing else that one could hold is a future or a `Result`.
            Expr::Await(it) if matches!(&*it.base, Expr::Path(_)) && self.has_refused() => TokenStream::new(),
            Expr::Path(_) if self.has_refused() => TokenStream::new(),
            Expr::Await(_) | Expr::Macro(_) => self.refuse(refusal::of(expr)),
            other => {
                let message =
                    "a workflow ends with `Ok(..)` or `Err(..)`: for a step's result write `Ok(steps.name(..).await?)`";
                self.refuse(Error::new_spanned(other, message))
            }
        }
    }

    // ---- names ----

    fn take_state_name(&mut self, expr: &Expr) {
        self.state_name(outer_attributes(expr));
    }

    fn state_name(&mut self, attributes: &[Attribute]) {
        for attribute in attributes.iter().filter(|it| it.path().is_ident("state")) {
            match attribute.parse_args::<LitStr>() {
                Ok(name) => self.given_name(name),
                Err(_) => {
                    let message = "a state's name is a text: `#[state(\"ScreenFraud\")]`";
                    self.refuse(Error::new_spanned(attribute, message));
                }
            }
        }
    }

    fn given_name(&mut self, name: LitStr) {
        let text = name.value();
        let characters = text.chars().count();
        if characters == 0 || characters > STATE_NAME_CHARACTERS_MAX {
            let message =
                format!("a state's name has 1 to {STATE_NAME_CHARACTERS_MAX} characters; this one has {characters}");
            self.refuse(Error::new_spanned(name, message));
        } else if self.given.insert(text) {
            self.state = Some(name);
        } else {
            let message = "another statement has this name already: a state's name is its own in the whole machine";
            self.refuse(Error::new_spanned(name, message));
        }
    }

    fn refuse_unused_state_name(&mut self) {
        if let Some(name) = self.state.take() {
            self.refuse(Error::new_spanned(
                name,
                "this statement becomes no state that could bear the name",
            ));
        }
    }

    /// The name and the line of a Choice state.
    pub(super) fn branch_name(&mut self, label: String, span: Span) -> TokenStream {
        let line = line(span);
        match self.state.take() {
            Some(name) => quote!(#name, #line),
            None => quote!(#label, #line),
        }
    }

    /// The name and the line of a Choice state that looks at what `looked_at` gives. The name that a person gave is that
    /// of the task in there, if there is one; the Choice is then named after it.
    pub(super) fn branch_after<R>(
        &mut self,
        (kind, label): (&str, String),
        span: Span,
        looked_at: impl FnOnce(&mut Self) -> R,
    ) -> (TokenStream, R) {
        let given = self.state.clone();
        let looked_at = looked_at(self);
        let label = match given {
            Some(given) if self.state.is_none() => format!("{kind}{}", given.value()),
            _ => label,
        };
        (self.branch_name(label, span), looked_at)
    }

    /// What something is called that a person may have named.
    pub(super) fn called_or(&self, name: &str) -> String {
        self.state.as_ref().map_or_else(|| name.to_owned(), LitStr::value)
    }

    /// The name that a person gave, or another one.
    pub(super) fn state_or(&mut self, name: &str) -> String {
        self.state.take().map_or_else(|| name.to_owned(), |given| given.value())
    }

    /// The name that a person gave the state, if any.
    pub(super) fn optional_state(&mut self) -> TokenStream {
        match self.state.take() {
            Some(name) => quote!(::core::option::Option::Some(#name)),
            None => quote!(::core::option::Option::None),
        }
    }
}

/// The line of the source that a state comes from.
pub(super) fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(u32::MAX)
}

/// Whether it is that name, maybe with its types: `Ok::<T, E>`.
pub(super) fn is_path(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(it) if it.path.segments.len() == 1 && it.path.segments[0].ident == name)
}

/// The attributes before an expression that stands as a statement.
fn outer_attributes(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Match(it) => &it.attrs,
        Expr::If(it) => &it.attrs,
        Expr::Try(it) if it.attrs.is_empty() => outer_attributes(&it.expr),
        Expr::Await(it) if it.attrs.is_empty() => outer_attributes(&it.base),
        Expr::MethodCall(it) if it.attrs.is_empty() => outer_attributes(&it.receiver),
        Expr::Path(it) => &it.attrs,
        Expr::Try(it) => &it.attrs,
        Expr::Await(it) => &it.attrs,
        Expr::MethodCall(it) => &it.attrs,
        Expr::Call(it) => &it.attrs,
        Expr::While(it) => &it.attrs,
        Expr::ForLoop(it) => &it.attrs,
        Expr::Loop(it) => &it.attrs,
        Expr::Macro(it) => &it.attrs,
        Expr::Return(it) => &it.attrs,
        _ => &[],
    }
}
