//! Values: an expression of the body as a `flow::Expr`, or as the Rust constant that it is.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{BinOp, Error, Expr, ExprBinary, ExprCall, ExprMethodCall, ExprStruct, Ident, Lit, Member, Path, UnOp};

use super::body::{Mode, Recorder, is_path};
use super::pattern::is_literal;
use super::refusal;

impl Recorder<'_> {
    /// An expression as a `flow::Expr`, or as the Rust constant that it is.
    pub(super) fn value(&mut self, expr: &Expr) -> TokenStream {
        if let Some(recorded) = self.control(expr, Mode::Value) {
            return recorded;
        }
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

    pub(super) fn path(&mut self, path: &Path) -> TokenStream {
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
    pub(super) fn place(&mut self, expr: &Expr) -> TokenStream {
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

    pub(super) fn method(&mut self, call: &ExprMethodCall) -> TokenStream {
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
    pub(super) fn structure(&mut self, literal: &ExprStruct) -> TokenStream {
        if let Some(rest) = &literal.rest {
            return self.refuse(Error::new_spanned(rest, "write each field: `..` cannot be translated"));
        }
        let path = &literal.path;
        let variant = crate::variants::of(path);
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
        if let Some(variant) = variant {
            return quote_spanned! { literal.span() => {
                #(let #names = #values;)*
                type __View = #variant::Inside;
                #variant::make(__View { #(#members: ::stepwright::flow::operand(#names)),* })
            } };
        }
        quote_spanned! { literal.span() => {
            #(let #names = #values;)*
            type __View = <#path as ::stepwright::flow::Term>::View;
            ::stepwright::flow::Construct::construct(__View { #(#members: ::stepwright::flow::operand(#names)),* })
        } }
    }

    pub(super) fn call(&mut self, call: &ExprCall) -> TokenStream {
        if is_path(&call.func, "Some") && call.args.len() == 1 {
            let value = self.value(&call.args[0]);
            return quote!(::stepwright::flow::some(#value));
        }
        if is_path(&call.func, "Ok") || is_path(&call.func, "Err") {
            let message = "`Ok(..)` and `Err(..)` are what a workflow ends with: `return Err(..);`";
            return self.refuse(Error::new_spanned(call, message));
        }
        if let (Expr::Path(path), 1) = (&*call.func, call.args.len())
            && let Some(variant) = crate::variants::of(&path.path)
        {
            let value = self.value(&call.args[0]);
            return quote_spanned! { call.span() => #variant::make(::stepwright::flow::operand(#value)) };
        }
        self.refuse(refusal::of(&Expr::Call(call.clone())))
    }

    pub(super) fn binary(&mut self, it: &ExprBinary) -> TokenStream {
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

    pub(super) fn logical(&mut self, function: &str, it: &ExprBinary) -> TokenStream {
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
}
