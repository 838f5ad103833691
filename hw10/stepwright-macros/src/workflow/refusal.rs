//! What a workflow cannot say, and what to write instead.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{BinOp, Error, Expr, Stmt};

use super::calls::is_named;

/// The error for an expression that cannot be translated with exactly Rust's meaning.
pub(super) fn of(expr: &Expr) -> Error {
    let message = match expr {
        Expr::Assign(_) => "a variable changes in a statement of its own",
        Expr::Binary(binary) => operator(&binary.op),
        Expr::Closure(_) => {
            "a closure stands in a method that takes one, like `.map(|item| ..)`; call a step for anything else"
        }
        Expr::Async(_) => "an async block is awaited where it stands, or is a branch of `join!`",
        Expr::Await(it) if matches!(&*it.base, Expr::Call(_)) => {
            "only what a state machine can do is awaited: a step `steps.name(..)`, another workflow `other(steps, input)`, \
             `execution(..)`, `callback(..)`, `map(..)`, `sleep(..)`"
        }
        Expr::Await(_) => {
            "what a step comes to is looked at on the spot: `steps.name(..).await?`, or \
             `match steps.name(..).await { Ok(..) => .., Err(..) => .. }`"
        }
        Expr::Try(_) => "`?` follows a step's call: `steps.name(..).await?`",
        Expr::Call(call) if is_named(&call.func, "now") => {
            "when it is now, a state machine reads from its context: `context.state.entered_time`, or \
             `context.execution.start_time`; a step may give a `Timestamp`"
        }
        Expr::Call(_) => "a call cannot run inside Step Functions: make the function a step, or write its result here",
        Expr::Macro(_) => {
            "only `format!`, `vec!`, `matches!`, `join!` and `try_join!` can be translated: do this in a step"
        }
        Expr::Cast(_) => "`as` cannot be translated: let the contract have the type that is needed",
        Expr::Range(_) => "a range stands in a `for` or in a pattern: compare with its ends",
        Expr::Repeat(_) => "write the items of the list: `vec![first, second]`",
        Expr::Let(_) => "`let` stands in a condition: `if let Some(note) = note`",
        Expr::Unsafe(_) => "an unsafe block cannot run inside Step Functions: make it a step",
        Expr::Return(_) => "`return` stands alone: as a statement, or at the end of a block or an arm",
        Expr::Lit(_) => "a workflow has texts, integers and booleans: for another literal, use a contract and a step",
        _ => "this cannot be translated to a state machine: do it in a step",
    };
    Error::new_spanned(expr, message)
}

fn operator(operator: &BinOp) -> &'static str {
    match operator {
        BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::BitXor(_) | BinOp::Shl(_) | BinOp::Shr(_) => {
            "JSONata has no operators on bits: use `&&` and `||` for booleans, or compute it in a step"
        }
        _ => "a variable changes in a statement of its own",
    }
}

/// The error for a method that is not among those that have an exact counterpart.
pub(super) fn of_method(name: &syn::Ident) -> Error {
    let instead = match name.to_string().as_str() {
        "unwrap" | "expect" => {
            "a workflow never panics: write `.ok_or(Fault { .. })?`, or `let Some(value) = .. else { .. };`"
        }
        "to_uppercase" | "to_lowercase" | "trim" | "trim_start" | "trim_end" | "split" | "replace" | "chars"
        | "parse" => "Rust and JSONata do not mean the same by it: do this in a step",
        "find" => "write `.filter(..).collect()`, and look at the `.first()` of that",
        "fold" | "position" | "zip" | "enumerate" | "rev" | "flat_map" | "skip" | "take" => {
            "go through the items with `for`, or do this in a step"
        }
        "push_str" => "write the whole text: `text = format!(\"{text}{more}\");`",
        "checked_add" | "wrapping_add" | "saturating_add" | "checked_sub" | "wrapping_sub" | "saturating_sub" => {
            "write `+` or `-`, which end the execution where they overflow, or do this in a step"
        }
        _ => "it has no exact counterpart in JSONata: do this in a step",
    };
    Error::new_spanned(name, format!("`.{name}()` cannot run inside Step Functions: {instead}"))
}

/// Whether evaluating the expression does more than compute: calls a step, or leaves the workflow.
pub(super) fn has_control_flow(expr: &Expr) -> bool {
    let mut found = ControlFlow(false);
    found.visit_expr(expr);
    found.0
}

struct ControlFlow(bool);

impl Visit<'_> for ControlFlow {
    fn visit_expr(&mut self, expr: &Expr) {
        self.0 |= matches!(expr, Expr::Await(_) | Expr::Try(_) | Expr::Return(_));
        visit::visit_expr(self, expr);
    }
}

/// The error for a step called on the right side of `&&` or `||`.
pub(super) fn of_short_circuit(right: &Expr) -> Error {
    let message = "the right side of `&&` and `||` may be left out, so no step is called there: \
                   write `if`, with the call in its block";
    Error::new_spanned(right, message)
}

/// The error for a statement that is no part of a workflow.
pub(super) fn of_statement(statement: &Stmt) -> Error {
    let message = match statement {
        Stmt::Item(_) => "an item stands beside the workflow, not in it",
        _ => "a macro cannot run inside Step Functions: do this in a step",
    };
    Error::new_spanned(statement.to_token_stream(), message)
}
