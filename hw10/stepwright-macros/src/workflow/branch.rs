//! `if` and `match`: the arms of a branch, each recorded between its beginning and its end.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Arm, Block, Error, Expr, ExprIf, ExprMatch, Stmt};

use super::body::{Mode, Recorder};
use super::{label, local, pattern, refusal};
use crate::case;

impl Recorder<'_> {
    pub(super) fn if_(&mut self, it: &ExprIf, mode: Mode) -> TokenStream {
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

    /// A condition, taken apart.
    pub(super) fn condition(&mut self, condition: &Expr) -> Condition {
        let condition = match condition {
            Expr::Let(_) => self.refuse(refusal::of(condition)),
            other => self.value(other),
        };
        Condition {
            setup: TokenStream::new(),
            condition,
            bindings: TokenStream::new(),
        }
    }

    pub(super) fn match_(&mut self, it: &ExprMatch, mode: Mode) -> TokenStream {
        let name = self.branch_name(label::of_match(&it.expr), it.match_token.span);
        let (scrutinee, value) = (local("__scrutinee"), self.value(&it.expr));
        let arms: Vec<_> = pattern::conditional_arms(&it.arms)
            .map(|(arm, always)| self.arm(arm, always, mode))
            .collect();
        let flow = local("__flow");
        let setup = quote! { let #scrutinee = #flow.stable(::stepwright::flow::Lift::lift(#value)); };
        branch(&name, &setup, &arms, mode)
    }

    pub(super) fn arm(&mut self, it: &Arm, always: bool, mode: Mode) -> TokenStream {
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
}

/// A condition, taken apart.
pub(super) struct Condition {
    /// What is evaluated before.
    pub(super) setup: TokenStream,
    /// An `Expr<bool>`.
    pub(super) condition: TokenStream,
    /// What holds where the condition does.
    pub(super) bindings: TokenStream,
}

/// One arm: recorded between its beginning and its end.
pub(super) fn arm(
    label: &str,
    condition: &TokenStream,
    recorded: &TokenStream,
    mode: Mode,
    diverges: bool,
) -> TokenStream {
    let (label, flow, end) = (
        case::pascal(label),
        local("__flow"),
        end_of_arm(recorded, mode, diverges),
    );
    quote! { { #flow.begin_arm(#label, #condition); #end } }
}

/// What is recorded in a block that is open, with its value where it has one, and its end.
pub(super) fn end_of_arm(recorded: &TokenStream, mode: Mode, diverges: bool) -> TokenStream {
    let (flow, value, slot) = (local("__flow"), local("__value"), local("__slot"));
    match (mode, diverges) {
        (Mode::Value, false) => quote! {
            let #value = { #recorded };
            #slot.put(#flow, ::stepwright::flow::Lift::lift(#value));
        },
        _ => quote! { { #recorded } #flow.end_arm(); },
    }
}

pub(super) fn branch(name: &TokenStream, setup: &TokenStream, arms: &[TokenStream], mode: Mode) -> TokenStream {
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

/// Whether control never leaves the block at its end.
pub(super) fn ends(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => diverges(expr),
        _ => false,
    }
}

pub(super) fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Loop(it) => !super::loops::breaks(&it.body, it.label.as_ref()),
        Expr::Try(it) => matches!(&*it.expr, Expr::Call(call) if super::body::is_path(&call.func, "Err")),
        Expr::Block(it) => ends(&it.block),
        Expr::Match(it) => it.arms.iter().all(|arm| diverges(&arm.body)),
        Expr::If(it) => ends(&it.then_branch) && it.else_branch.as_ref().is_some_and(|(_, it)| diverges(it)),
        _ => false,
    }
}
