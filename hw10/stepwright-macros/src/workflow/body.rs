//! The straight-line twin of a workflow's body: each branch is recorded once, between `begin_arm` and `end_arm`, with
//! no closures, so that Rust's own scopes and shadowing carry over. Expressions become calls on `flow::Expr`; whether
//! their types allow it is rustc's business.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Arm, Attribute, BinOp, Block, Error, Expr, ExprBinary, ExprCall, ExprIf, ExprMatch, ExprMethodCall, ExprReturn,
    ExprStruct, Ident, Lit, LitStr, Local, Member, Pat, Path, Result, Stmt, Type, UnOp, parse_quote,
};

use super::pattern::is_literal;
use super::{Signature, label, local, located, pattern, refusal};
use crate::case;

/// The statements that record the flow of the body.
pub(super) fn record(body: &Block, signature: &Signature<'_>) -> Result<TokenStream> {
    let mut recorder = Recorder {
        steps: signature.steps,
        output: signature.output,
        fault: signature.fault,
        state: None,
        errors: None,
    };
    let recorded = recorder.block(body, Mode::Tail);
    recorder.errors.map_or(Ok(recorded), Err)
}

/// What becomes of the value of a block, an `if` or a `match`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is what the workflow returns.
    Tail,
    /// It is used.
    Value,
    /// There is none.
    Statement,
}

struct Recorder<'item> {
    steps: &'item Ident,
    output: &'item Type,
    fault: &'item Type,
    /// The name from `#[state("..")]` on the present statement, until a state takes it.
    state: Option<LitStr>,
    errors: Option<Error>,
}

impl Recorder<'_> {
    /// Keeps the error, and gives something that parses in its place.
    fn refuse(&mut self, error: Error) -> TokenStream {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
        quote!(::core::unreachable!())
    }

    // ---- statements ----

    fn block(&mut self, block: &Block, mode: Mode) -> TokenStream {
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

    fn last(&mut self, last: &Expr, mode: Mode) -> TokenStream {
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

    fn statement(&mut self, statement: &Stmt) -> TokenStream {
        let recorded = match statement {
            Stmt::Local(local) => {
                self.state_name(&local.attrs);
                self.local(local)
            }
            Stmt::Expr(expr, _) => {
                self.take_state_name(expr);
                self.effect(expr)
            }
            other => self.refuse(refusal::of_statement(other)),
        };
        self.refuse_unused_state_name();
        recorded
    }

    fn local(&mut self, local: &Local) -> TokenStream {
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        let Some(init) = &local.init else {
            return self.refuse(Error::new_spanned(
                local,
                "a variable of a workflow is bound where it is declared",
            ));
        };
        if let Some((_, diverge)) = &init.diverge {
            return self.refuse(Error::new_spanned(
                diverge,
                "`let .. else` cannot be translated yet: write `match`",
            ));
        }
        match pattern {
            Pat::Wild(_) => {
                let value = self.value(&init.expr);
                quote! { let _ = #value; }
            }
            Pat::Ident(name) if name.mutability.is_none() && name.by_ref.is_none() && name.subpat.is_none() => {
                self.bind(&name.ident, &init.expr)
            }
            Pat::Ident(name) => {
                let message = "a variable of a workflow does not change: bind the new value with `let`";
                self.refuse(Error::new_spanned(name, message))
            }
            other => {
                let message = "bind the whole value to a name, and read its fields: `let order = ..;`, `order.amount`";
                self.refuse(Error::new_spanned(other, message))
            }
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

    /// An expression whose value is not used.
    fn effect(&mut self, expr: &Expr) -> TokenStream {
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
    fn tail(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Call(call) if is_path(&call.func, "Ok") && call.args.len() == 1 => self.succeed(&call.args[0]),
            Expr::Call(call) if is_path(&call.func, "Err") && call.args.len() == 1 => self.fail(&call.args[0]),
            Expr::If(it) => self.if_(it, Mode::Tail),
            Expr::Match(it) => self.match_(it, Mode::Tail),
            Expr::Return(it) => self.return_(it),
            // Where the step's result is the workflow's, `Ok(..?)` around it may be left out.
            Expr::Await(it) if self.is_call(&it.base) => self.succeed(&parse_quote!(#it?)),
            Expr::Paren(it) => self.tail(&it.expr),
            Expr::Block(it) => {
                let block = self.block(&it.block, Mode::Tail);
                quote!({ #block })
            }
            Expr::Await(_) | Expr::ForLoop(_) | Expr::Loop(_) | Expr::Macro(_) | Expr::While(_) => {
                self.refuse(refusal::of(expr))
            }
            other => {
                let message =
                    "a workflow ends with `Ok(..)` or `Err(..)`: for a step's result write `Ok(steps.name(..).await?)`";
                self.refuse(Error::new_spanned(other, message))
            }
        }
    }

    fn return_(&mut self, it: &ExprReturn) -> TokenStream {
        match &it.expr {
            Some(expr) => self.tail(expr),
            None => self.refuse(Error::new_spanned(it, "a workflow returns `Ok(..)` or `Err(..)`")),
        }
    }

    fn succeed(&mut self, expr: &Expr) -> TokenStream {
        let output = self.output;
        let value = match expr {
            Expr::Tuple(it) if it.elems.is_empty() => quote!(()),
            other => self.value(other),
        };
        let flow = local("__flow");
        quote_spanned! { expr.span() => #flow.succeed(::stepwright::flow::operand::<#output>(#value)); }
    }

    fn fail(&mut self, expr: &Expr) -> TokenStream {
        let (fault, raised, name, line) = (self.fault, self.raised(expr), self.optional_state(), line(expr.span()));
        let flow = local("__flow");
        quote_spanned! { expr.span() => #flow.fail::<#fault>(#raised, #name, #line); }
    }

    /// A fault: a struct literal, in the variants that hold it.
    fn raised(&mut self, expr: &Expr) -> TokenStream {
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

    // ---- branches ----

    fn if_(&mut self, it: &ExprIf, mode: Mode) -> TokenStream {
        let name = self.branch_name(label::of_if(&it.cond), it.if_token.span);
        if let Expr::Let(condition) = &*it.cond {
            return self.refuse(refusal::of(&Expr::Let(condition.clone())));
        }
        let (decided, condition) = (local("__condition"), self.value(&it.cond));
        let then = self.block(&it.then_branch, mode);
        let then = arm(
            "Then",
            &quote!(::core::option::Option::Some(#decided)),
            &then,
            mode,
            ends(&it.then_branch),
        );
        let otherwise = match &it.else_branch {
            Some((_, expr)) => {
                let recorded = self.last(expr, mode);
                arm(
                    "Else",
                    &quote!(::core::option::Option::None),
                    &recorded,
                    mode,
                    diverges(expr),
                )
            }
            None => arm(
                "Else",
                &quote!(::core::option::Option::None),
                &TokenStream::new(),
                Mode::Statement,
                false,
            ),
        };
        let setup = quote! { let #decided = ::stepwright::flow::operand::<::core::primitive::bool>(#condition); };
        branch(&name, &setup, &[then, otherwise], mode)
    }

    fn match_(&mut self, it: &ExprMatch, mode: Mode) -> TokenStream {
        let name = self.branch_name(label::of_match(&it.expr), it.match_token.span);
        let (scrutinee, value) = (local("__scrutinee"), self.value(&it.expr));
        let arms: Vec<_> = pattern::conditional_arms(&it.arms)
            .map(|(arm, always)| self.arm(arm, always, mode))
            .collect();
        let setup = quote! { let #scrutinee = ::stepwright::flow::Lift::lift(#value); };
        branch(&name, &setup, &arms, mode)
    }

    fn arm(&mut self, it: &Arm, always: bool, mode: Mode) -> TokenStream {
        if let Some((_, guard)) = &it.guard {
            return self.refuse(Error::new_spanned(
                guard,
                "a guard cannot be translated yet: write `if` inside the arm",
            ));
        }
        let pattern::Arm { condition, bindings } = match pattern::arm(&it.pat, &local("__scrutinee")) {
            Ok(pattern) => pattern,
            Err(error) => return self.refuse(error),
        };
        let condition = match condition.filter(|_| !always) {
            Some(condition) => quote!(::core::option::Option::Some(#condition)),
            None => quote!(::core::option::Option::None),
        };
        let recorded = match &*it.body {
            Expr::Block(body) => self.block(&body.block, mode),
            other => self.last(other, mode),
        };
        let recorded = quote! { #bindings #recorded };
        arm(
            &label::of_pattern(&it.pat),
            &condition,
            &recorded,
            mode,
            diverges(&it.body),
        )
    }

    // ---- values ----

    /// An expression as a `flow::Expr`, or as the Rust constant that it is.
    fn value(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            literal if is_literal(literal) => quote!(#literal),
            Expr::Paren(it) => self.value(&it.expr),
            Expr::Group(it) => self.value(&it.expr),
            Expr::Reference(it) if it.mutability.is_none() => self.value(&it.expr),
            Expr::Unary(it) if matches!(it.op, UnOp::Deref(_)) => self.value(&it.expr),
            Expr::Unary(it) if matches!(it.op, UnOp::Not(_)) => {
                let operand = self.value(&it.expr);
                quote_spanned! { it.span() => ::stepwright::flow::not(::stepwright::flow::operand::<::core::primitive::bool>(#operand)) }
            }
            Expr::Path(it) => self.path(&it.path),
            Expr::Field(_) => {
                let place = self.place(expr);
                quote_spanned! { expr.span() => ::core::clone::Clone::clone(&#place) }
            }
            Expr::MethodCall(it) => self.method(it),
            Expr::Try(it) => self.step_call(&it.expr, expr),
            Expr::Struct(it) => self.structure(it),
            Expr::Call(it) => self.call(it),
            Expr::Binary(it) => self.binary(it),
            Expr::If(it) if it.else_branch.is_some() => self.if_(it, Mode::Value),
            Expr::Match(it) => self.match_(it, Mode::Value),
            Expr::Block(it) => {
                let block = self.block(&it.block, Mode::Value);
                quote!({ #block })
            }
            other => self.refuse(refusal::of(other)),
        }
    }

    fn path(&mut self, path: &Path) -> TokenStream {
        let Some(name) = path.get_ident() else {
            return quote!(#path);
        };
        if name == self.steps {
            let message = format!("the steps are called, nothing else: `{name}.name(..).await?`");
            return self.refuse(Error::new_spanned(path, message));
        }
        // A name in capitals is a constant, evaluated here.
        if name.to_string().starts_with(char::is_uppercase) {
            quote!(#path)
        } else {
            quote!(::core::clone::Clone::clone(&#path))
        }
    }

    /// A variable or a field of one, as Rust's own place expression: field access is `Deref` to the type's view.
    fn place(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Path(it) => quote!(#it),
            Expr::Paren(it) => self.place(&it.expr),
            Expr::Field(it) => match &it.member {
                Member::Named(name) => {
                    let base = self.place(&it.base);
                    quote_spanned! { it.span() => #base.#name }
                }
                Member::Unnamed(index) => {
                    let message = "a tuple struct is passed on whole: a workflow does not look into it";
                    self.refuse(Error::new_spanned(index, message))
                }
            },
            other => {
                let value = self.value(other);
                quote!((#value))
            }
        }
    }

    fn method(&mut self, call: &ExprMethodCall) -> TokenStream {
        if self.is_call(&Expr::MethodCall(call.clone())) {
            let message = "a step is awaited, and its fault passed on: write `.await?` after the call";
            return self.refuse(Error::new_spanned(call, message));
        }
        let is_text = matches!(&*call.receiver, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)));
        match call.method.to_string().as_str() {
            "to_owned" | "to_string" | "into" if is_text => self.value(&call.receiver),
            "clone" if call.args.is_empty() => self.value(&call.receiver),
            "is_some" | "is_none" | "as_str" if call.args.is_empty() => {
                let (receiver, method) = (self.value(&call.receiver), &call.method);
                quote_spanned! { call.span() => (#receiver).#method() }
            }
            _ => self.refuse(refusal::of_method(&call.method)),
        }
    }

    /// `steps.name(..).await?`, of which the `?` has been taken off.
    fn step_call(&mut self, tried: &Expr, whole: &Expr) -> TokenStream {
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
    fn is_call(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::MethodCall(call) if is_path(&call.receiver, &self.steps.to_string()))
    }

    fn structure(&mut self, literal: &ExprStruct) -> TokenStream {
        if let Some(rest) = &literal.rest {
            return self.refuse(Error::new_spanned(rest, "write each field: `..` cannot be translated"));
        }
        let path = &literal.path;
        let (mut names, mut members, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for field in &literal.fields {
            let Member::Named(member) = &field.member else {
                return self.refuse(Error::new_spanned(field, "a tuple struct is made in a step"));
            };
            // The values come first: what they name must not meet what is defined for the literal.
            names.push(format_ident!("__field_{member}", span = Span::mixed_site()));
            members.push(member);
            values.push(self.value(&field.expr));
        }
        quote_spanned! { literal.span() => {
            #(let #names = #values;)*
            type __View = <#path as ::stepwright::flow::Term>::View;
            ::stepwright::flow::Construct::construct(__View { #(#members: ::stepwright::flow::operand(#names)),* })
        } }
    }

    fn call(&mut self, call: &ExprCall) -> TokenStream {
        if is_path(&call.func, "Some") && call.args.len() == 1 {
            let value = self.value(&call.args[0]);
            return quote!(::stepwright::flow::some(#value));
        }
        if is_path(&call.func, "Ok") || is_path(&call.func, "Err") {
            let message = "`Ok(..)` and `Err(..)` are what a workflow ends with: `return Err(..);`";
            return self.refuse(Error::new_spanned(call, message));
        }
        self.refuse(refusal::of(&Expr::Call(call.clone())))
    }

    fn binary(&mut self, it: &ExprBinary) -> TokenStream {
        let (function, operator) = match it.op {
            BinOp::Eq(_) => ("compare", "Equal"),
            BinOp::Ne(_) => ("compare", "NotEqual"),
            BinOp::Lt(_) => ("order", "Less"),
            BinOp::Le(_) => ("order", "LessOrEqual"),
            BinOp::Gt(_) => ("order", "Greater"),
            BinOp::Ge(_) => ("order", "GreaterOrEqual"),
            BinOp::And(_) => return self.logical("and", it),
            BinOp::Or(_) => return self.logical("or", it),
            _ => return self.refuse(refusal::of(&Expr::Binary(it.clone()))),
        };
        let (left, right) = (self.value(&it.left), self.value(&it.right));
        let operator = Ident::new(operator, it.op.span());
        let operator = quote!(::stepwright::flow::Operator::#operator);
        // A literal on the left has no type to compare with until the other side gives it one.
        if is_literal(&it.left) {
            let function = format_ident!("{function}_literal", span = it.op.span());
            quote_spanned! { it.span() => ::stepwright::flow::#function(#operator, #left, #right) }
        } else {
            let function = Ident::new(function, it.op.span());
            let left = quote_spanned!(it.left.span() => ::stepwright::flow::Lift::lift(#left));
            quote_spanned! { it.span() => ::stepwright::flow::#function(#operator, #left, #right) }
        }
    }

    fn logical(&mut self, function: &str, it: &ExprBinary) -> TokenStream {
        // Rust leaves the right side out where the left one decides; what is recorded there would be called always.
        if refusal::has_control_flow(&it.right) {
            return self.refuse(refusal::of_short_circuit(&it.right));
        }
        let function = Ident::new(function, it.op.span());
        let [left, right] = [&it.left, &it.right].map(|side| {
            let (span, side) = (side.span(), self.value(side));
            quote_spanned!(span => ::stepwright::flow::operand::<::core::primitive::bool>(#side))
        });
        quote_spanned! { it.span() => ::stepwright::flow::#function(#left, #right) }
    }

    // ---- names ----

    fn take_state_name(&mut self, expr: &Expr) {
        self.state_name(outer_attributes(expr));
    }

    fn state_name(&mut self, attributes: &[Attribute]) {
        for attribute in attributes.iter().filter(|it| it.path().is_ident("state")) {
            match attribute.parse_args::<LitStr>() {
                Ok(name) => self.state = Some(name),
                Err(_) => {
                    let message = "a state's name is a text: `#[state(\"ScreenFraud\")]`";
                    self.refuse(Error::new_spanned(attribute, message));
                }
            }
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
    fn branch_name(&mut self, label: String, span: Span) -> TokenStream {
        let line = line(span);
        match self.state.take() {
            Some(name) => quote!(#name, #line),
            None => quote!(#label, #line),
        }
    }

    /// The name that a person gave the state, if any.
    fn optional_state(&mut self) -> TokenStream {
        match self.state.take() {
            Some(name) => quote!(::core::option::Option::Some(#name)),
            None => quote!(::core::option::Option::None),
        }
    }
}

/// The line of the source that a state comes from.
fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(u32::MAX)
}

/// One arm: recorded between its beginning and its end.
fn arm(label: &str, condition: &TokenStream, recorded: &TokenStream, mode: Mode, diverges: bool) -> TokenStream {
    let (label, flow) = (case::pascal(label), local("__flow"));
    let (value, slot) = (local("__value"), local("__slot"));
    let (body, end) = match (mode, diverges) {
        (Mode::Value, false) => (
            quote!(let #value = { #recorded };),
            quote!(#slot.put(#flow, ::stepwright::flow::Lift::lift(#value));),
        ),
        _ => (quote!({ #recorded }), quote!(#flow.end_arm();)),
    };
    quote! { { #flow.begin_arm(#label, #condition); #body #end } }
}

fn branch(name: &TokenStream, setup: &TokenStream, arms: &[TokenStream], mode: Mode) -> TokenStream {
    let (flow, slot) = (local("__flow"), local("__slot"));
    if mode == Mode::Value {
        quote! { {
            #setup
            #flow.begin_branch(#name);
            let mut #slot = ::stepwright::flow::Slot::new();
            #(#arms)*
            #flow.end_branch_with_value(#slot)
        } }
    } else {
        quote! { { #setup #flow.begin_branch(#name); #(#arms)* #flow.end_branch(); } }
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

fn is_path(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(it) if it.path.is_ident(name))
}

/// Whether control never leaves the block at its end.
fn ends(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => diverges(expr),
        _ => false,
    }
}

fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) => true,
        Expr::Block(it) => ends(&it.block),
        Expr::Match(it) => it.arms.iter().all(|arm| diverges(&arm.body)),
        Expr::If(it) => ends(&it.then_branch) && it.else_branch.as_ref().is_some_and(|(_, it)| diverges(it)),
        _ => false,
    }
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
        Expr::Return(it) => &it.attrs,
        _ => &[],
    }
}
