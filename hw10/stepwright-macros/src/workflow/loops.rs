//! Loops: `while`, `for`, `loop`, and what leaves or repeats them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    Block, Error, Expr, ExprBlock, ExprBreak, ExprContinue, ExprForLoop, ExprLoop, ExprRange, ExprWhile, Lifetime,
    RangeLimits, parse_quote,
};

use super::body::{Mode, Recorder, line};
use super::branch::{Condition, ends};
use super::{label, local};

/// A loop, or a block with a label, around the present place.
pub(super) struct OpenLoop {
    is_block: bool,
    label: Option<Lifetime>,
    handle: Ident,
    /// The place for the value of its `break`s.
    slot: Option<Ident>,
}

impl Recorder<'_> {
    /// Goes into a loop: the local that stands for it.
    fn open_loop(&mut self, label: Option<&syn::Label>, is_block: bool, has_value: bool) -> Ident {
        let depth = self.loops.len();
        let handle = local(&format!("__loop_{depth}"));
        let slot = has_value.then(|| local(&format!("__loop_slot_{depth}")));
        let label = label.map(|label| label.name.clone());
        self.loops.push(OpenLoop {
            is_block,
            label,
            handle: handle.clone(),
            slot,
        });
        handle
    }

    pub(super) fn while_(&mut self, it: &ExprWhile) -> TokenStream {
        if self.begins_with_a_result(&it.cond) {
            let (label, condition, body) = (&it.label, &it.cond, &it.body);
            return self.effect(&parse_quote!(#label loop { if #condition #body else { break } }));
        }
        let label = ("While", label::of_while(&it.cond));
        let (flow, line) = (local("__flow"), line(it.while_token.span));
        let handle = self.open_loop(it.label.as_ref(), false, false);
        let (name, condition) = self.branch_after(label, it.while_token.span, |recorder| recorder.condition(&it.cond));
        let Condition {
            setup,
            condition,
            bindings,
        } = condition;
        let body = self.block(&it.body, Mode::Statement);
        self.loops.pop();
        quote! { {
            let #handle = #flow.begin_loop(#line);
            #setup
            #flow.begin_branch(#name);
            {
                #flow.begin_arm("Again", ::core::option::Option::Some(#condition));
                { #bindings #body }
                #flow.continue_loop(&#handle);
                #flow.end_arm();
            }
            #flow.begin_arm("Done", ::core::option::Option::None);
            #flow.break_loop(&#handle);
            #flow.end_arm();
            #flow.end_branch();
            #flow.end_loop(#handle);
        } }
    }

    pub(super) fn for_(&mut self, it: &ExprForLoop) -> TokenStream {
        let name = self.branch_name(label::of_for(&it.expr), it.for_token.span);
        if let Some(refused) = self.refuse_adapter(&it.expr) {
            return refused;
        }
        let (flow, line, walk) = (local("__flow"), line(it.for_token.span), local("__walk"));
        let begin = match ranged(&it.expr) {
            Some(range) => self.walk_range(range, line),
            None => {
                let list = self.value(&it.expr);
                quote!(#flow.begin_walk(#list, #line))
            }
        };
        let handle = self.open_loop(it.label.as_ref(), false, false);
        // That the pattern takes every item, rustc has seen.
        let bindings = self.tested(&it.pat, &quote!(#walk.item)).bindings();
        let body = self.block(&it.body, Mode::Statement);
        self.loops.pop();
        quote! { {
            let #walk = #begin;
            let #handle = #walk.handle;
            #flow.begin_branch(#name);
            {
                #flow.begin_arm("Item", ::core::option::Option::Some(#walk.condition));
                { #bindings #body }
                #flow.continue_loop(&#handle);
                #flow.end_arm();
            }
            #flow.begin_arm("Done", ::core::option::Option::None);
            #flow.break_loop(&#handle);
            #flow.end_arm();
            #flow.end_branch();
            #flow.end_loop(#handle);
        } }
    }

    /// What `for` goes through is a list or a range: adapters of iterators have no counterpart.
    fn refuse_adapter(&mut self, items: &Expr) -> Option<TokenStream> {
        let Expr::MethodCall(call) = items else { return None };
        let message = match call.method.to_string().as_str() {
            "enumerate" => "count instead: `for index in 0..items.len()`, and `items[index]` in the loop",
            "rev" => "go through it forwards: let a step turn the list around",
            "zip" => "count instead: `for index in 0..items.len()`, and an item of each list in the loop",
            "take" | "skip" | "step_by" => "write the range: `for index in 2..10`, and `items[index]` in the loop",
            _ => return None,
        };
        let message = format!(
            "`.{}(..)` has no counterpart in a state machine: {message}",
            call.method
        );
        Some(self.refuse(Error::new_spanned(&call.method, message)))
    }

    fn walk_range(&mut self, range: &ExprRange, line: u32) -> TokenStream {
        let flow = local("__flow");
        let (Some(start), Some(end)) = (&range.start, &range.end) else {
            let message = "a `for` ends somewhere: write both ends of the range, or `loop` with a `break`";
            return self.refuse(Error::new_spanned(range, message));
        };
        let inclusive = matches!(range.limits, RangeLimits::Closed(_));
        let (start, end) = (self.value(start), self.value(end));
        quote!(#flow.begin_count(#start, #end, #inclusive, #line))
    }

    pub(super) fn loop_(&mut self, it: &ExprLoop, mode: Mode) -> TokenStream {
        let has_value = mode == Mode::Value;
        if mode == Mode::Tail && breaks(&it.body, it.label.as_ref()) {
            let message = "a loop at the end of a workflow is left by `return Ok(..)`";
            return self.refuse(Error::new_spanned(it.loop_token, message));
        }
        let (flow, line) = (local("__flow"), line(it.loop_token.span));
        let handle = self.open_loop(it.label.as_ref(), false, has_value);
        let body = self.block(&it.body, Mode::Statement);
        let slot = self.loops.pop().and_then(|open| open.slot);
        match slot {
            Some(slot) => quote! { {
                let mut #slot = ::stepwright::flow::Slot::new();
                let #handle = #flow.begin_loop(#line);
                { #body }
                #flow.end_loop_with_value(#handle, #slot)
            } },
            None => quote! { { let #handle = #flow.begin_loop(#line); { #body } #flow.end_loop(#handle); } },
        }
    }

    /// `'label: { .. break 'label value; .. }`: what a loop is that is gone through once.
    pub(super) fn labelled_block(&mut self, it: &ExprBlock, mode: Mode) -> Option<TokenStream> {
        let label = it.label.as_ref()?;
        if mode == Mode::Tail {
            let message = "a block with a label does not end a workflow: bind its value before, or `return` from it";
            return Some(self.refuse(Error::new_spanned(label, message)));
        }
        let (flow, line, has_value) = (local("__flow"), line(label.name.span()), mode == Mode::Value);
        let handle = self.open_loop(Some(label), true, has_value);
        let body = self.block(&it.block, mode);
        let slot = self.loops.pop().and_then(|open| open.slot);
        let (begin, value) = (quote!(let #handle = #flow.begin_loop(#line);), local("__value"));
        Some(match slot {
            Some(slot) if ends(&it.block) => quote! { {
                let mut #slot = ::stepwright::flow::Slot::new();
                #begin
                { #body }
                #flow.end_loop_with_value(#handle, #slot)
            } },
            Some(slot) => quote! { {
                let mut #slot = ::stepwright::flow::Slot::new();
                #begin
                let #value = { #body };
                #flow.break_with(&#handle, &mut #slot, ::stepwright::flow::Lift::lift(#value));
                #flow.end_loop_with_value(#handle, #slot)
            } },
            None => quote! { { #begin { #body } #flow.break_loop(&#handle); #flow.end_loop(#handle); } },
        })
    }

    pub(super) fn break_(&mut self, it: &ExprBreak) -> TokenStream {
        let value = it.expr.as_ref().map(|value| self.value(value));
        let Some(open) = self.loop_of(it.label.as_ref()) else {
            return self.refuse_outside(it);
        };
        let (flow, handle) = (local("__flow"), &open.handle);
        match (value, &open.slot) {
            (Some(value), Some(slot)) => {
                let kept = local("__value");
                quote! { let #kept = #value; #flow.break_with(&#handle, &mut #slot, ::stepwright::flow::Lift::lift(#kept)); }
            }
            (None, _) => quote! { #flow.break_loop(&#handle); },
            (Some(_), None) => {
                let message = "the value of this loop is not used: bind it, `let found = loop { .. };`";
                self.refuse(Error::new_spanned(it, message))
            }
        }
    }

    pub(super) fn continue_(&mut self, it: &ExprContinue) -> TokenStream {
        let Some(open) = self.loop_of(it.label.as_ref()) else {
            return self.refuse_outside(it);
        };
        let (flow, handle) = (local("__flow"), &open.handle);
        quote! { #flow.continue_loop(&#handle); }
    }

    fn loop_of(&self, label: Option<&Lifetime>) -> Option<&OpenLoop> {
        match label {
            None => self.loops.iter().rev().find(|open| !open.is_block),
            Some(_) => self.loops.iter().rev().find(|open| open.label.as_ref() == label),
        }
    }

    /// rustc says so too.
    fn refuse_outside(&mut self, it: &impl quote::ToTokens) -> TokenStream {
        self.refuse(Error::new_spanned(it, "there is no such loop around"))
    }
}

fn ranged(expr: &Expr) -> Option<&ExprRange> {
    match expr {
        Expr::Range(range) => Some(range),
        Expr::Paren(it) => ranged(&it.expr),
        _ => None,
    }
}

/// Whether something in a block with a label leaves it by `break`.
pub(super) fn breaks_block(it: &ExprBlock) -> bool {
    it.label.is_some() && breaks(&it.block, it.label.as_ref())
}

/// Whether something in the body leaves this loop by `break`.
pub(super) fn breaks(body: &Block, label: Option<&syn::Label>) -> bool {
    let mut breaks = Breaks {
        label: label.map(|label| label.name.clone()),
        depth: 0,
        found: false,
    };
    breaks.visit_block(body);
    breaks.found
}

struct Breaks {
    label: Option<Lifetime>,
    depth: usize,
    found: bool,
}

impl Visit<'_> for Breaks {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Break(it) => {
                self.found |= match &it.label {
                    None => self.depth == 0,
                    label => *label == self.label,
                };
            }
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                self.depth += 1;
                visit::visit_expr(self, expr);
                self.depth -= 1;
            }
            Expr::Async(_) | Expr::Closure(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }
}
