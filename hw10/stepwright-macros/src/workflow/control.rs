//! What is more than a value: `?`, loops, assignments, waiting, and whatever looks at a `Result`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{BinOp, Error, Expr, ExprAssign, ExprBinary, ExprMethodCall, ExprTry, parse_quote};

use super::body::{Mode, Recorder, is_path, line};
use super::{local, refusal};

impl Recorder<'_> {
    /// The expression, if it is more than a value.
    pub(super) fn control(&mut self, expr: &Expr, mode: Mode) -> Option<TokenStream> {
        match expr {
            Expr::Try(it) => Some(self.question_mark(it, mode)),
            Expr::Await(it) => self.wait(it),
            Expr::Match(it) => self.match_result(it, mode),
            Expr::If(it) => self.if_let_result(it, mode),
            Expr::Block(it) => self.labelled_block(it, mode),
            Expr::While(it) => Some(self.while_(it)),
            Expr::ForLoop(it) => Some(self.for_(it)),
            Expr::Loop(it) => Some(self.loop_(it, mode)),
            Expr::Break(it) => Some(self.break_(it)),
            Expr::Continue(it) => Some(self.continue_(it)),
            Expr::Assign(it) if mode == Mode::Statement => Some(self.assign(it)),
            Expr::Binary(it) if mode == Mode::Statement => self.assign_operation(it),
            Expr::MethodCall(it) if mode == Mode::Statement && it.method == "push" => self.push(it),
            Expr::MethodCall(it) => self.method_of_result(it),
            Expr::Macro(it) if it.mac.path.is_ident("matches") => Some(self.matches_macro(it)),
            _ => None,
        }
    }

    fn question_mark(&mut self, it: &ExprTry, mode: Mode) -> TokenStream {
        let recorded = self.tried_or_left(it);
        // At the end, `?` gives the `Result` that the workflow ends with: there is no such value, unless it always leaves.
        if mode == Mode::Tail && !is_thrown(it) {
            let message = "`?` takes the value out of the `Result`: a workflow ends with `Ok(..)`";
            return self.refuse(Error::new_spanned(it, message));
        }
        recorded
    }

    fn tried_or_left(&mut self, it: &ExprTry) -> TokenStream {
        match &*it.expr {
            Expr::Call(call) if is_path(&call.func, "Err") && call.args.len() == 1 => self.fail(&call.args[0], true),
            Expr::MethodCall(call) if call.method == "map_err" && call.args.len() == 1 => self.map_err(call),
            Expr::MethodCall(call) if matches!(call.method.to_string().as_str(), "ok_or" | "ok_or_else") => {
                self.ok_or(call)
            }
            Expr::Await(awaited) if self.is_call(&awaited.base) => self.step_call(&awaited.base, it),
            Expr::Macro(it) if it.mac.path.segments.last().is_some_and(|last| last.ident == "try_join") => {
                self.try_join(it, &[])
            }
            other if self.is_result(other) => {
                let Some(tried) = self.tried(other) else {
                    return self.refuse(refusal::of(other));
                };
                let (setup, passed) = (&tried.setup, self.passed(&tried.attempted, it.span()));
                quote!({ #setup #passed })
            }
            Expr::Await(awaited) => self.refuse(refusal::of(&Expr::Await(awaited.clone()))),
            // That the `.await` of a step is missing, rustc says already.
            Expr::MethodCall(call) if self.is_call(&it.expr) => {
                let call = Expr::MethodCall(call.clone());
                self.step_call(&call, it)
            }
            _ => self.refuse(refusal::of(&Expr::Try(it.clone()))),
        }
    }

    fn assign(&mut self, it: &ExprAssign) -> TokenStream {
        let Expr::Path(target) = &*it.left else {
            let message = "a variable is set whole: bind a new value, with all its fields, to the name";
            return self.refuse(Error::new_spanned(&it.left, message));
        };
        let (flow, line, value) = (local("__flow"), line(it.eq_token.span()), self.value(&it.right));
        quote! { #flow.assign(&#target, #value, #line); }
    }

    fn assign_operation(&mut self, it: &ExprBinary) -> Option<TokenStream> {
        let (left, right) = (&it.left, &it.right);
        let operation: Expr = match it.op {
            BinOp::AddAssign(_) => parse_quote!(#left + #right),
            BinOp::SubAssign(_) => parse_quote!(#left - #right),
            BinOp::MulAssign(_) => parse_quote!(#left * #right),
            BinOp::DivAssign(_) => parse_quote!(#left / #right),
            BinOp::RemAssign(_) => parse_quote!(#left % #right),
            BinOp::BitAndAssign(_) | BinOp::BitOrAssign(_) | BinOp::BitXorAssign(_) => {
                let message = "JSONata has no operators on bits: for booleans write `flag = flag && ..`, `flag = flag || ..` \
                               or `flag = flag != ..`";
                return Some(self.refuse(Error::new_spanned(it.op, message)));
            }
            BinOp::ShlAssign(_) | BinOp::ShrAssign(_) => {
                let message = "JSONata has no operators on bits: compute it in a step";
                return Some(self.refuse(Error::new_spanned(it.op, message)));
            }
            _ => return None,
        };
        let assignment: ExprAssign = parse_quote!(#left = #operation);
        Some(self.assign(&assignment))
    }

    /// `list.push(item)`
    fn push(&mut self, it: &ExprMethodCall) -> Option<TokenStream> {
        let Expr::Path(list) = &*it.receiver else { return None };
        let item = it.args.first().filter(|_| it.args.len() == 1)?;
        let (flow, line, item) = (local("__flow"), line(it.method.span()), self.value(item));
        Some(quote! {
            #flow.assign(&#list, ::stepwright::flow::appended(::core::clone::Clone::clone(&#list), #item), #line);
        })
    }
}

/// `Err(..)?`, of which nothing comes back.
pub(super) fn is_thrown(it: &ExprTry) -> bool {
    matches!(&*it.expr, Expr::Call(call) if is_path(&call.func, "Err"))
}
