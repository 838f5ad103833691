//! Values: an expression of the body as a `flow::Expr`, or as the Rust constant that it is.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    BinOp, Error, Expr, ExprBinary, ExprCall, ExprClosure, ExprMacro, ExprMethodCall, ExprStruct, ExprTuple, Ident,
    Lit, Member, Path, Stmt, Token, UnOp,
};

use super::body::{Mode, Recorder, is_path};
use super::pattern::{self, is_literal};
use super::{local, refusal};

/// The methods that have a twin of the same name, which says by its types whether it means the same in JSONata.
pub(super) const METHODS: [&str; 35] = [
    "all",
    "and_then",
    "any",
    "as_str",
    "cloned",
    "collect",
    "contains",
    "copied",
    "count",
    "ends_with",
    "filter",
    "first",
    "get",
    "into_iter",
    "is_empty",
    "is_multiple_of",
    "is_none",
    "is_none_or",
    "is_some",
    "is_some_and",
    "iter",
    "last",
    "len",
    "map",
    "map_or",
    "max",
    "min",
    "or",
    "starts_with",
    "sum",
    "unwrap_or",
    "unwrap_or_default",
    "as_deref",
    "as_ref",
    "to_vec",
];

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
            // A negative literal is one already.
            Expr::Unary(it) => {
                let value = self.lifted(&it.expr);
                quote_spanned! { it.span() => ::stepwright::flow::negative(#value) }
            }
            Expr::Lit(it) if matches!(it.lit, Lit::Float(_)) => quote!(#it),
            Expr::Const(it) => quote!(#it),
            Expr::Tuple(it) if it.elems.is_empty() => quote!(()),
            Expr::Tuple(it) => self.tuple(it),
            Expr::Index(it) => {
                let (list, index) = (self.value(&it.expr), self.value(&it.index));
                quote_spanned! { it.span() => (#list).at(#index) }
            }
            Expr::Array(it) => self.list(it.elems.iter(), it.span()),
            Expr::Macro(it) => self.macro_(it),
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
            // A variable that holds a future: that has been refused where it was bound.
            Expr::Await(it) if matches!(&*it.base, Expr::Path(_)) && self.has_refused() => quote!(()),
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
                // Of a tuple, a part; a tuple struct has none that a workflow could look into.
                Member::Unnamed(index) => {
                    let base = self.place(&it.base);
                    quote_spanned! { it.span() => #base.#index }
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
        let name = call.method.to_string();
        match (name.as_str(), call.args.len()) {
            ("to_owned" | "to_string" | "into", 0) if is_text => self.value(&call.receiver),
            ("clone" | "to_owned" | "as_ref" | "as_deref" | "to_vec" | "as_slice", 0) => self.value(&call.receiver),
            ("to_string", 0) => {
                let value = self.value(&call.receiver);
                quote_spanned! { call.span() => ::stepwright::flow::display(#value) }
            }
            ("into", 0) => {
                let value = self.value(&call.receiver);
                quote_spanned! { call.span() => ::stepwright::flow::widened(#value) }
            }
            _ if METHODS.contains(&name.as_str()) => {
                let (receiver, method) = (self.lifted_receiver(&call.receiver), &call.method);
                let arguments: Vec<_> = call.args.iter().map(|argument| self.argument(argument)).collect();
                quote_spanned! { call.span() => (#receiver).#method(#(#arguments),*) }
            }
            _ => self.refuse(refusal::of_method(&call.method)),
        }
    }

    /// An expression of a type of its own, a constant too.
    fn lifted(&mut self, expr: &Expr) -> TokenStream {
        let value = self.value(expr);
        quote_spanned! { expr.span() => ::stepwright::flow::Lift::lift(#value) }
    }

    /// What a method is called on; a method of what a method gives needs no more.
    fn lifted_receiver(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::MethodCall(_) => self.value(expr),
            other => self.lifted(other),
        }
    }

    /// What a method is called with: a value, or a closure that makes one of another.
    fn argument(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Closure(closure) => self.closure(closure),
            other => self.value(other),
        }
    }

    fn closure(&mut self, closure: &ExprClosure) -> TokenStream {
        if refusal::has_control_flow(&closure.body) {
            let message = "a closure only computes: call the step before, or go through the items with `map` or `for`";
            return self.refuse(Error::new_spanned(&closure.body, message));
        }
        let parameters: Vec<_> = (0..closure.inputs.len())
            .map(|index| local(&format!("__parameter_{index}")))
            .collect();
        let mut bindings = TokenStream::new();
        for (pattern, place) in closure.inputs.iter().zip(&parameters) {
            match pattern::test(pattern, &quote!(#place)) {
                Ok(tested) => bindings.extend(tested.bindings()),
                Err(error) => {
                    self.refuse(error);
                }
            }
        }
        let body = match &*closure.body {
            Expr::Block(it) => match it.block.stmts.as_slice() {
                [Stmt::Expr(value, None)] => self.value(value),
                _ => {
                    let message = "a closure is one expression, and changes nothing around it: go through the items with `for`, \
                                   which may";
                    self.refuse(Error::new_spanned(&closure.body, message))
                }
            },
            other => self.value(other),
        };
        quote! { |#(#parameters),*| { #bindings ::stepwright::flow::Lift::lift(#body) } }
    }

    fn tuple(&mut self, it: &ExprTuple) -> TokenStream {
        let function = match it.elems.len() {
            2 => "pair",
            3 => "triple",
            4 => "quadruple",
            _ => {
                let message = "a tuple has two to four parts: write a struct that derives `Contract`";
                return self.refuse(Error::new_spanned(it, message));
            }
        };
        let function = Ident::new(function, it.span());
        let values: Vec<_> = it.elems.iter().map(|value| self.value(value)).collect();
        quote_spanned! { it.span() => ::stepwright::flow::#function(#(#values),*) }
    }

    fn list<'expr>(&mut self, items: impl Iterator<Item = &'expr Expr>, span: Span) -> TokenStream {
        let items: Vec<_> = items.map(|item| self.value(item)).collect();
        quote_spanned! { span => ::stepwright::flow::list(::std::vec![#(::stepwright::flow::operand(#items)),*]) }
    }

    fn macro_(&mut self, it: &ExprMacro) -> TokenStream {
        let items = |mac: &syn::Macro| mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        match it.mac.path.get_ident().map(ToString::to_string).as_deref() {
            Some("format") => self.format(it),
            Some("vec") => match items(&it.mac) {
                Ok(items) => self.list(items.iter(), it.span()),
                Err(_) => {
                    let message = "write the items of the list: `vec![first, second]`";
                    self.refuse(Error::new_spanned(it, message))
                }
            },
            _ => self.refuse(refusal::of(&Expr::Macro(it.clone()))),
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
        if pattern::is_new(call) {
            return quote!(#call);
        }
        if is_path(&call.func, "Some") && call.args.len() == 1 {
            let value = self.value(&call.args[0]);
            return quote!(::stepwright::flow::some(#value));
        }
        if is_path(&call.func, "Ok") || is_path(&call.func, "Err") {
            let message = "`Ok(..)` and `Err(..)` are what a workflow ends with: `return Err(..);`";
            return self.refuse(Error::new_spanned(call, message));
        }
        if let (Expr::Path(path), [value]) = (&*call.func, call.args.iter().collect::<Vec<_>>().as_slice())
            && path.path.segments.len() == 2
            && path.path.segments[1].ident == "from"
        {
            let (of, value) = (&path.path.segments[0], self.value(value));
            return quote_spanned! { call.span() => ::stepwright::flow::widened::<#of, _>(#value) };
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
            BinOp::Add(_) => return self.arithmetic("Add", it),
            BinOp::Sub(_) => return self.arithmetic("Subtract", it),
            BinOp::Mul(_) => return self.arithmetic("Multiply", it),
            BinOp::Div(_) => return self.arithmetic("Divide", it),
            BinOp::Rem(_) => return self.arithmetic("Remainder", it),
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

    fn arithmetic(&mut self, operator: &str, it: &ExprBinary) -> TokenStream {
        let operator = Ident::new(operator, it.op.span());
        let operator = quote!(::stepwright::flow::Arithmetic::#operator);
        let (left, right) = (self.value(&it.left), self.value(&it.right));
        if is_literal(&it.left) {
            quote_spanned! { it.span() => ::stepwright::flow::arithmetic_literal(#operator, #left, #right) }
        } else {
            let left = quote_spanned!(it.left.span() => ::stepwright::flow::Lift::lift(#left));
            quote_spanned! { it.span() => ::stepwright::flow::arithmetic(#operator, #left, #right) }
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
