//! What a workflow cannot say, and what to write instead.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{BinOp, Error, Expr, Stmt};

/// The error for an expression that cannot be translated with exactly Rust's meaning.
pub(super) fn of(expr: &Expr) -> Error {
    let message = match expr {
        Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Break(_) | Expr::Continue(_) => {
            "a loop cannot be translated yet: do the repetition inside a step"
        }
        Expr::Assign(_) => "a variable of a workflow does not change: bind the new value with `let`",
        Expr::Binary(binary) => operator(&binary.op),
        Expr::Unary(_) => "negation cannot be translated: compute it in a step",
        Expr::Closure(_) => "a closure cannot run inside Step Functions: make it a step",
        Expr::Async(_) => "an async block cannot be translated: call the steps one after the other",
        Expr::Await(_) => "only a step is awaited, and its fault is passed on at once: `steps.name(..).await?`",
        Expr::Try(_) => "`?` follows a step's call: `steps.name(..).await?`",
        Expr::Call(_) => "a call cannot run inside Step Functions: make the function a step, or write its result here",
        Expr::Macro(_) => "a macro cannot run inside Step Functions: compute its value in a step",
        Expr::Index(_) => "an element of a collection cannot be read here: let a step return what is needed",
        Expr::Cast(_) => "`as` cannot be translated: let the contract have the type that is needed",
        Expr::Range(_) => "a range cannot be translated: compare with its ends",
        Expr::Tuple(_) => "a tuple has no name for its parts: write a struct that derives `Contract`",
        Expr::Array(_) | Expr::Repeat(_) => "a list cannot be written here: let a step return it",
        Expr::Let(_) => "`if let` cannot be translated yet: write `match`",
        Expr::Unsafe(_) => "an unsafe block cannot run inside Step Functions: make it a step",
        Expr::Return(_) => "`return` stands alone: as a statement, or at the end of a block or an arm",
        Expr::Lit(_) => "a workflow has texts, integers and booleans: for another literal, use a contract and a step",
        _ => "this cannot be translated to a state machine: do it in a step",
    };
    Error::new_spanned(expr, message)
}

fn operator(operator: &BinOp) -> &'static str {
    match operator {
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => {
            "arithmetic cannot be translated yet: a JSON number is not a Rust integer, so compute it in a step"
        }
        BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::BitXor(_) | BinOp::Shl(_) | BinOp::Shr(_) => {
            "JSONata has no operators on bits: use `&&` and `||` for booleans, or compute it in a step"
        }
        _ => "a variable of a workflow does not change: bind the new value with `let`",
    }
}

/// The error for a method that is not among those that have an exact counterpart.
pub(super) fn of_method(name: &syn::Ident) -> Error {
    let message = format!(
        "`.{name}()` cannot run inside Step Functions: `is_some`, `is_none`, `as_str` and `clone` can be translated; do this in a step"
    );
    Error::new_spanned(name, message)
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
